#pragma once
// Where a text stops being JSON: asked only after the fast parser has refused it.
#include <optional>
#include <string>
#include <string_view>

namespace tiller {

struct JsonFault {
    size_t line = 1, column = 1;  // from 1; columns count Unicode characters
    std::string what;             // "Missing a comma or } after an object member."
};

/// Whether an integer beyond 64 bits is a fault, or good like any that a double can come near to.
enum class WideIntegers { fault, good };

/// Nothing for a text that is JSON, numbers fit 64 bits, and nesting is less than 1,024 deep.
std::optional<JsonFault> find_json_fault(std::string_view text, WideIntegers wide = WideIntegers::fault);

}  // namespace tiller
