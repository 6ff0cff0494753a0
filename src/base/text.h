#pragma once
// Small text tools: hex, base64, UTF-8 lengths, percent-decoding, hiding of numbers in logs.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiller {

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

/// Unicode characters in valid UTF-8 (docs/contract/README.md rule 9: lengths count characters, never bytes).
size_t utf8_length(std::string_view text);
/// The first `characters` characters of valid UTF-8.
std::string_view utf8_prefix(std::string_view text, size_t characters);
/// True if `text` is valid UTF-8 without control characters (U+0000–001F, U+007F–009F).
bool is_printable_utf8(std::string_view text);

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

/// Percent-decodes once. `plus_is_space` is for query strings and forms only; in a path a plus is a plus.
/// Nothing for a broken escape.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);

/// "+6281234567890" → "+6281******890": for logs, which never hold a whole number.
std::string mask_number(std::string_view number);

/// Whole decimal integer, optional minus, nothing else around it.
std::optional<int64_t> parse_integer(std::string_view text);

}  // namespace tiller
