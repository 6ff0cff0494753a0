#include "web/cloud/errors.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiller::cloud {
namespace {

constexpr size_t kShownCharacters = 64;

std::string printable(std::string_view value) {
    return is_printable_utf8(value) ? std::string(utf8_prefix(value, kShownCharacters))
                                    : percent_encode(value.substr(0, kShownCharacters));
}

}  // namespace

std::string wrong_value(std::string_view field, std::string_view value, std::string_view rule) {
    return fmt::format("{} \"{}\": {}", field, printable(value), rule);
}

Fault wrong(int code, std::string_view field, std::string_view value, std::string_view rule) {
    return {code, wrong_value(field, value, rule)};
}

Fault missing(int code, std::string_view field) { return {code, fmt::format("{}: is required", field)}; }

}  // namespace tiller::cloud
