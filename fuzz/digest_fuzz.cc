// Property: whatever a challenge says, its answer is one line with as many quotes as it opens.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "sip/digest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::sip;
    // A parameter a line.
    const auto lines = tiller::split({reinterpret_cast<const char*>(data), size}, '\n');
    const auto challenge = read_challenge("Digest", lines);
    if (!challenge) return 0;
    DigestSession session(*challenge, "c");
    for (int i = 0; i < 2; ++i) {
        bool is_open = false;
        const std::string told = session.authorize({"me", "secret"}, {"INVITE", "sip:x", "v=0"});
        for (size_t at = 0; at < told.size(); ++at) {
            if (static_cast<unsigned char>(told[at]) < 0x20) abort();
            if (is_open && told[at] == '\\')
                ++at;
            else if (told[at] == '"')
                is_open = !is_open;
        }
        if (is_open) abort();
        session.next_nonce(std::string(lines.back()));
    }
    return 0;
}
