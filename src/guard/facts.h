#pragma once
// A subject as JSON: what a refusal rests on, kept beside it.
#include <string>
#include <string_view>

#include "base/result.h"
#include "guard/evaluate.h"

namespace tiller::guard {

std::string to_json(const Subject& subject);
/// The very subject that to_json was given; an error for anything else.
Result<Subject> subject_from_json(std::string_view json);

}  // namespace tiller::guard
