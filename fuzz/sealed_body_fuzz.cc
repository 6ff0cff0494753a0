// Bytes that pretend to be an encrypted body: refused with a sentence, and what was really sealed opens again.
#include <array>
#include <cstdlib>

#include "base/crypto/sealed_body.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::array keys{std::string(tiller::kAesKeyBytes, 'k')};
    std::string text(reinterpret_cast<const char*>(data), size);
    if (auto opened = tiller::open_body(text, keys); !opened && opened.error().message.empty()) std::abort();
    tiller::SeededRandom random(size);
    auto mode = size % 2 == 0 ? tiller::AesMode::gcm : tiller::AesMode::cbc;
    auto again = tiller::open_body(tiller::seal_body(text, keys[0], mode, random), keys);
    if (!again || again->body != text) std::abort();
    return 0;
}
