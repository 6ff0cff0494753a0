// Property: whatever an INFO says, what comes out of it is a key or none.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/info_key.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::sip;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const char* type : {"application/dtmf-relay", "application/dtmf", "audio/telephone-event"}) {
        const InfoContent content = read_info(type, bytes);
        const bool is_key = content.kind == InfoContent::Kind::key;
        if (is_key != (std::string_view("0123456789*#ABCD").find(content.key) != std::string_view::npos)) abort();
        if (content.kind == InfoContent::Kind::other_kind) abort();
    }
    const size_t half = size / 2;
    read_info(bytes.substr(0, half), bytes.substr(half));
    return 0;
}
