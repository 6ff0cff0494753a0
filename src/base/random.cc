#include "base/random.h"

#include <openssl/rand.h>

#include <stdexcept>

#include "base/text.h"

namespace tiller {

uint64_t Random::below(uint64_t bound) {
    uint64_t value = 0;
    fill({reinterpret_cast<uint8_t*>(&value), sizeof value});
    // 64 random bits over a small bound: the bias is below 2^-32 for every bound used here.
    return value % bound;
}

std::string Random::hex(size_t bytes) {
    std::string raw(bytes, '\0');
    fill({reinterpret_cast<uint8_t*>(raw.data()), raw.size()});
    return to_hex(raw);
}

void SystemRandom::fill(std::span<uint8_t> out) {
    if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
        throw std::runtime_error("no randomness from OpenSSL");
}

void SeededRandom::fill(std::span<uint8_t> out) {
    std::lock_guard lock(mutex_);
    for (size_t i = 0; i < out.size();) {
        uint64_t word = engine_();
        for (int b = 0; b < 8 && i < out.size(); ++b, word >>= 8) out[i++] = static_cast<uint8_t>(word);
    }
}

}  // namespace tiller
