// Property: whatever parses can be answered, and our answer parses to the same stream.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/sdp.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::sip;
    const auto offer = parse_sdp({reinterpret_cast<const char*>(data), size});
    if (!offer) return 0;
    const MediaDescription ours{.address = "192.0.2.1", .port = 20'000, .payloads = {8, 0}, .telephone_event = 101};
    const auto answer = answer_offer(*offer, ours);
    if (!answer || answer->port == 0) return 0;
    const auto again = parse_sdp(write_sdp(*answer, 1, 1));
    if (!again || again->port != answer->port || again->payloads != answer->payloads) abort();
    return 0;
}
