#include "base/crypto/aes.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <stdexcept>

#include "base/crypto/crypto.h"

namespace tiller {
namespace {

constexpr size_t kGcmIvBytes = 12, kGcmTagBytes = 16, kCbcIvBytes = 16, kCbcTagBytes = 32, kBlockBytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const EVP_CIPHER* cipher_of(AesMode mode) { return mode == AesMode::gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc(); }

const uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }
uint8_t* bytes_of(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

void need(bool done) {
    if (!done) throw std::runtime_error("OpenSSL refused to encrypt");
}

struct FreeMac {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// HMAC-SHA256 that is given its data in pieces.
Mac begin_hmac(std::string_view key) {
    std::unique_ptr<EVP_MAC, FreeMac> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    Mac mac(EVP_MAC_CTX_new(hmac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    need(mac && EVP_MAC_init(mac.get(), bytes_of(key), key.size(), parameters) == 1);
    return mac;
}

}  // namespace

struct AesSealer::State {
    CipherContext cipher{EVP_CIPHER_CTX_new()};
    Mac mac;  // CBC only

    void authenticate(std::string_view data) {
        if (mac) need(EVP_MAC_update(mac.get(), bytes_of(data), data.size()) == 1);
    }
};

AesSealer::AesSealer(std::string_view key, AesMode mode, Random& random, std::string_view bound)
    : iv_(mode == AesMode::gcm ? kGcmIvBytes : kCbcIvBytes, '\0'), state_(std::make_unique<State>()) {
    if (key.size() != kAesKeyBytes) throw std::logic_error("an AES-256 key has 32 bytes");
    random.fill({bytes_of(iv_), iv_.size()});
    need(EVP_EncryptInit_ex(state_->cipher.get(), cipher_of(mode), nullptr, bytes_of(key), bytes_of(iv_)) == 1);
    if (mode == AesMode::cbc) {
        state_->mac = begin_hmac(key);
        state_->authenticate(iv_);
    } else if (!bound.empty()) {
        int length = 0;
        need(EVP_EncryptUpdate(state_->cipher.get(), nullptr, &length, bytes_of(bound),
                               static_cast<int>(bound.size())) == 1);
    }
}

AesSealer::~AesSealer() = default;
AesSealer::AesSealer(AesSealer&&) noexcept = default;

std::string AesSealer::add(std::string_view plain) {
    std::string data(plain.size() + kBlockBytes, '\0');
    int length = 0;
    need(EVP_EncryptUpdate(state_->cipher.get(), bytes_of(data), &length, bytes_of(plain),
                           static_cast<int>(plain.size())) == 1);
    data.resize(static_cast<size_t>(length));
    state_->authenticate(data);
    return data;
}

AesSealer::End AesSealer::finish() {
    End end{std::string(kBlockBytes, '\0'), {}};
    int length = 0;
    need(EVP_EncryptFinal_ex(state_->cipher.get(), bytes_of(end.data), &length) == 1);
    end.data.resize(static_cast<size_t>(length));
    state_->authenticate(end.data);
    if (state_->mac) {
        end.tag.resize(kCbcTagBytes);
        size_t tag_length = 0;
        need(EVP_MAC_final(state_->mac.get(), bytes_of(end.tag), &tag_length, end.tag.size()) == 1);
    } else {
        end.tag.resize(kGcmTagBytes);
        need(EVP_CIPHER_CTX_ctrl(state_->cipher.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagBytes, end.tag.data()) == 1);
    }
    return end;
}

Sealed aes_seal(std::string_view plain, std::string_view key, AesMode mode, Random& random, std::string_view bound) {
    AesSealer sealer(key, mode, random, bound);
    Sealed sealed{.mode = mode, .iv = sealer.iv(), .data = sealer.add(plain), .tag = {}};
    AesSealer::End end = sealer.finish();
    sealed.data += end.data;
    sealed.tag = std::move(end.tag);
    return sealed;
}

std::optional<std::string> aes_open(const Sealed& sealed, std::string_view key, std::string_view bound) {
    if (key.size() != kAesKeyBytes) throw std::logic_error("an AES-256 key has 32 bytes");
    bool is_gcm = sealed.mode == AesMode::gcm;
    if (sealed.iv.size() != (is_gcm ? kGcmIvBytes : kCbcIvBytes)) return std::nullopt;
    if (is_gcm ? sealed.tag.size() != kGcmTagBytes
               : !equal_in_constant_time(sealed.tag, hmac_sha256(key, sealed.iv + sealed.data)))
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
