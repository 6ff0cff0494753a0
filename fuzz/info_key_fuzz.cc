// Property: whatever an INFO says, what comes out of it is a key or nothing.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/info_key.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const char* type : {"application/dtmf-relay", "application/dtmf"}) {
        const auto key = tiller::sip::key_of_info(type, bytes);
        if (key && std::string_view("0123456789*#ABCD").find(*key) == std::string_view::npos) abort();
    }
    const size_t half = size / 2;
    tiller::sip::key_of_info(bytes.substr(0, half), bytes.substr(half));
    return 0;
}
