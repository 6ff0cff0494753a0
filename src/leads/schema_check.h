#pragma once
// What a route's schema may say.

#include <optional>
#include <string>
#include <string_view>

namespace tiller::leads {

/// What is wrong with a schema itself, with the place of it; nothing if it can be used. JSON Schema, draft 4, without
/// `$ref` and `uniqueItems`; patterns are RE2's.
std::optional<std::string> schema_fault(std::string_view schema);

}  // namespace tiller::leads
