#pragma once
// AES-256 with a proof that nothing was altered, through OpenSSL: GCM (NIST SP 800-38D), and CBC with HMAC-SHA256 for
// clients without GCM (docs/contract/partners.md, "AES").
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace tiller {

inline constexpr size_t kAesKeyBytes = 32;

enum class AesMode { gcm, cbc };

/// Raw bytes. GCM: iv of 12, tag of 16. CBC: iv of 16, data padded by PKCS #7, tag of 32 = HMAC-SHA256 of iv and data
/// under the same key.
struct Sealed {
    AesMode mode = AesMode::gcm;
    std::string iv, data, tag;
};

/// `key` has kAesKeyBytes bytes, else std::logic_error. `bound` is bytes that are not in the result but must be the
/// same when it is opened; GCM only.
Sealed aes_seal(std::string_view plain, std::string_view key, AesMode mode, Random& random,
                std::string_view bound = {});

/// The same for what is too large to hold, piece by piece. One thread.
class AesSealer {
  public:
    AesSealer(std::string_view key, AesMode mode, Random& random, std::string_view bound = {});
    ~AesSealer();
    AesSealer(AesSealer&&) noexcept;

    const std::string& iv() const { return iv_; }
    /// What is ready of the ciphertext. CBC keeps back what is no whole block yet.
    std::string add(std::string_view plain);
    /// The rest of the ciphertext, and the tag. Nothing is added after it.
    struct End {
        std::string data, tag;
    };
    End finish();

  private:
    struct State;
    std::string iv_;
    std::unique_ptr<State> state_;
};

/// Nothing if key, tag, bound or a length is wrong; no more is told, so that nothing can be learned by trying.
std::optional<std::string> aes_open(const Sealed& sealed, std::string_view key, std::string_view bound = {});

}  // namespace tiller
