#pragma once
// An encrypted body as it is on the wire: {"iv": base64, "data": base64, "tag": base64}, and "mode": "cbc" for the mode
// that is not the default (docs/contract/partners.md, "AES").
#include <span>
#include <string>
#include <string_view>

#include "base/crypto/aes.h"
#include "base/result.h"

namespace tiller {

std::string seal_body(std::string_view body, std::string_view key, AesMode mode, Random& random);

/// The same for a body that is made piece by piece: the concatenation of all that it returns, `end` last. One thread.
class SealedBodyWriter {
  public:
    SealedBodyWriter(std::string_view key, AesMode mode, Random& random) : sealer_(key, mode, random), mode_(mode) {}
    std::string add(std::string_view plain);
    std::string end();

  private:
    std::string take_base64(bool all);

    AesSealer sealer_;
    AesMode mode_;
    bool begun_ = false;
    std::string data_;  // ciphertext that is not written yet: base64 takes three bytes at a time
};

struct OpenedBody {
    std::string body;
    size_t key = 0;  // which of the keys opened it
};
/// Tries each key: two are valid during a rotation. An error names the member and the rule, never the content.
Result<OpenedBody> open_body(std::string_view wire, std::span<const std::string> keys);

/// A key as people write it, 64 hex digits or base64, in bytes.
Result<std::string> parse_aes_key(std::string_view text);

}  // namespace tiller
