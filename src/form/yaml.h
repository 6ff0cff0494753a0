#pragma once
#include <string>

#include "form/value.h"

namespace tiller::form {

/// A value as YAML for people: texts of several lines as blocks, lists of single values in one line.
std::string to_yaml(const Value& value);

}  // namespace tiller::form
