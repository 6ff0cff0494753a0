// Properties: whatever parses can be answered, and our answer parses to the same stream; what needs a host's address
// parses once it has one; whatever a peer says, an offer on request can be written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/renegotiation.h"
#include "sip/sdp.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::sip;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto host = host_to_look_up(text)) {
        const auto found = parse_sdp(with_address(text, *host, host->v6 ? "2001:db8::7" : "192.0.2.7"));
        if (!found && text.size() < 65'000) abort();  // an address may be longer than the name
        return 0;
    }
    const auto offer = parse_sdp(text, 101);
    if (!offer) return 0;
    if (offer->port != 0 && offer->address.empty()) abort();
    const MediaDescription ours{.address = "192.0.2.1", .port = 20'000, .payloads = {8, 0}, .telephone_event = 101};
    const auto answer = answer_offer(*offer, ours);
    if (!answer || answer->port == 0) return 0;
    const std::string told = write_sdp(*answer, 1, 1);
    const auto again = parse_sdp(told);
    if (!again || again->port != answer->port || again->payloads != answer->payloads) abort();
    const auto able = parse_sdp(offer_again(write_sdp(ours, 1, 1), told));
    if (!able || able->payloads != ours.payloads || able->refused.size() != offer->refused.size()) abort();
    return 0;
}
