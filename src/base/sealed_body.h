#pragma once
// An encrypted body as it is on the wire: {"iv": base64, "data": base64, "tag": base64}, and "mode": "cbc" for the mode
// that is not the default (contract/partners.md, "AES").
#include <span>
#include <string>
#include <string_view>

#include "base/aes.h"
#include "base/result.h"

namespace tiller {

std::string seal_body(std::string_view body, std::string_view key, AesMode mode, Random& random);

/// Tries each key: two are valid during a rotation. An error names the member and the rule, never the content.
Result<std::string> open_body(std::string_view wire, std::span<const std::string> keys);

/// A key as people write it, 64 hex digits or base64, in bytes.
Result<std::string> parse_aes_key(std::string_view text);

}  // namespace tiller
