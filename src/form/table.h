#pragma once
#include <string>

#include "form/field.h"

namespace tiller::form {

/// The fields as rows of a table in Markdown, as docs/ has them: name, sentence with bounds, default. Fields within
/// fields have rows of their own ("limits.open_tasks"). Fields that are told and never set are left out.
std::string to_markdown(const Fields& fields);

}  // namespace tiller::form
