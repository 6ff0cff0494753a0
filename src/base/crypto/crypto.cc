#include "base/crypto/crypto.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <semaphore>
#include <stdexcept>

namespace tiller {
namespace {

// 8 MiB and two passes: a few milliseconds, because the token call is made by machines with long secrets.
constexpr uint32_t kPasses = 2;
constexpr uint32_t kMemoryKib = 8 * 1024;
constexpr uint32_t kPasswordMemoryKib = 19 * 1024;
constexpr uint32_t kLanes = 1;

/// Argon2 is slow and takes much memory on purpose: no crowd of log-ins may take both from the calls. Others wait here
/// for some milliseconds.
constexpr int kAtOnce = 4;
std::counting_semaphore<kAtOnce> places{kAtOnce};

class Place {
  public:
    Place() { places.acquire(); }
    ~Place() { places.release(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
};

std::string hash_argon2id(std::string_view secret, uint32_t memory_kib, Random& random) {
    std::array<uint8_t, 16> salt{};
    random.fill(salt);
    std::string encoded(argon2_encodedlen(kPasses, memory_kib, kLanes, salt.size(), 32, Argon2_id), '\0');
    Place place;
    int rc = argon2id_hash_encoded(kPasses, memory_kib, kLanes, secret.data(), secret.size(), salt.data(), salt.size(),
                                   32, encoded.data(), encoded.size());
    if (rc != ARGON2_OK) throw std::runtime_error(argon2_error_message(rc));
    encoded.resize(encoded.find('\0'));
    return encoded;
}

}  // namespace

std::string sha256(std::string_view data) {
    std::string out(32, '\0');
    unsigned length = 0;
    EVP_Digest(data.data(), data.size(), reinterpret_cast<uint8_t*>(out.data()), &length, EVP_sha256(), nullptr);
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string out(32, '\0');
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const uint8_t*>(data.data()),
         data.size(), reinterpret_cast<uint8_t*>(out.data()), &length);
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_secret(std::string_view secret, Random& random) { return hash_argon2id(secret, kMemoryKib, random); }

std::string hash_password(std::string_view password, Random& random) {
    return hash_argon2id(password, kPasswordMemoryKib, random);
}

bool check_secret(std::string_view secret, const std::string& encoded) {
    Place place;
    return argon2id_verify(encoded.c_str(), secret.data(), secret.size()) == ARGON2_OK;
}

}  // namespace tiller
