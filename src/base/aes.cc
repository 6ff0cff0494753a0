#include "base/aes.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "base/crypto.h"

namespace tiller {
namespace {

constexpr size_t kGcmIvBytes = 12, kGcmTagBytes = 16, kCbcIvBytes = 16, kBlockBytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const EVP_CIPHER* cipher_of(AesMode mode) { return mode == AesMode::gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc(); }

const uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }
uint8_t* bytes_of(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

std::string cbc_tag(const Sealed& sealed, std::string_view key) { return hmac_sha256(key, sealed.iv + sealed.data); }

}  // namespace

Sealed aes_seal(std::string_view plain, std::string_view key, AesMode mode, Random& random, std::string_view bound) {
    if (key.size() != kAesKeyBytes) throw std::logic_error("an AES-256 key has 32 bytes");
    Sealed sealed{.mode = mode};
    sealed.iv.resize(mode == AesMode::gcm ? kGcmIvBytes : kCbcIvBytes);
    random.fill({bytes_of(sealed.iv), sealed.iv.size()});
    sealed.data.resize(plain.size() + kBlockBytes);

    CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0, rest = 0;
    bool done = EVP_EncryptInit_ex(context.get(), cipher_of(mode), nullptr, bytes_of(key), bytes_of(sealed.iv)) == 1;
    if (mode == AesMode::gcm && !bound.empty()) {
        done = done &&
               EVP_EncryptUpdate(context.get(), nullptr, &length, bytes_of(bound), static_cast<int>(bound.size())) == 1;
    }
    done = done &&
           EVP_EncryptUpdate(context.get(), bytes_of(sealed.data), &length, bytes_of(plain),
                             static_cast<int>(plain.size())) == 1 &&
           EVP_EncryptFinal_ex(context.get(), bytes_of(sealed.data) + length, &rest) == 1;
    sealed.data.resize(static_cast<size_t>(length + rest));
    if (mode == AesMode::gcm) {
        sealed.tag.resize(kGcmTagBytes);
        done = done && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagBytes, sealed.tag.data()) == 1;
    } else {
        sealed.tag = cbc_tag(sealed, key);
    }
    if (!done) throw std::runtime_error("OpenSSL refused to encrypt");
    return sealed;
}

std::optional<std::string> aes_open(const Sealed& sealed, std::string_view key, std::string_view bound) {
    if (key.size() != kAesKeyBytes) throw std::logic_error("an AES-256 key has 32 bytes");
    bool is_gcm = sealed.mode == AesMode::gcm;
    if (sealed.iv.size() != (is_gcm ? kGcmIvBytes : kCbcIvBytes)) return std::nullopt;
    if (is_gcm ? sealed.tag.size() != kGcmTagBytes : !equal_in_constant_time(sealed.tag, cbc_tag(sealed, key)))
        return std::nullopt;

    std::string plain(sealed.data.size() + kBlockBytes, '\0');
    CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0, rest = 0;
    bool done =
        EVP_DecryptInit_ex(context.get(), cipher_of(sealed.mode), nullptr, bytes_of(key), bytes_of(sealed.iv)) == 1;
    if (is_gcm) {
        std::string tag = sealed.tag;
        done = done && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagBytes, tag.data()) == 1;
        if (!bound.empty()) {
            done = done && EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(bound),
                                             static_cast<int>(bound.size())) == 1;
        }
    }
    done = done &&
           EVP_DecryptUpdate(context.get(), bytes_of(plain), &length, bytes_of(sealed.data),
                             static_cast<int>(sealed.data.size())) == 1 &&
           EVP_DecryptFinal_ex(context.get(), bytes_of(plain) + length, &rest) == 1;
    if (!done) return std::nullopt;
    plain.resize(static_cast<size_t>(length + rest));
    return plain;
}

}  // namespace tiller
