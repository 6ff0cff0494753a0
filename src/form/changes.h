#pragma once
// What differs between a thing as it is and as it shall be, for people: "max_channels 10 → 30", "limits.open_plans 0 →
// 3", "rounds[1].end 18:00 → 19:00". Secrets, and texts of several lines, are told by their names alone.
#include <string>
#include <vector>

#include "form/form.h"

namespace tiller::form {

/// A secret that `after` does not name stays as it is.
std::vector<std::string> changes(const Fields& fields, const Value::Map& before, const Value::Map& after);
template <class T>
std::vector<std::string> changes(const Form<T>& form, const T& before, const T& after) {
    return changes(form.fields(), form.to_map(before), form.to_map(after));
}

}  // namespace tiller::form
