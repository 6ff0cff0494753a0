#include "sip/renegotiation.h"

#include <charconv>

#include "base/text.h"
#include "sip/sdp.h"

namespace tiller::sip {
namespace {

struct Origin {
    uint64_t session_id = 0;
    uint64_t version = 0;
};

uint64_t read_number(std::string_view text) {
    uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "o=- 7 1 IN IP4 …".
Origin origin_of(std::string_view sdp) {
    for (std::string_view line : split(sdp, '\n')) {
        const auto parts = split(trim(line), ' ');
        if (parts[0].starts_with("o=") && parts.size() >= 3) return {read_number(parts[1]), read_number(parts[2])};
    }
    return {};
}

}  // namespace

Result<std::string> renegotiate(std::string_view able, std::string_view last, std::string_view offer) {
    auto ours = parse_sdp(able);
    if (!ours) return ours.error();
    // Our answer does not depend on where their audio is to go: a host's name is looked up later (RFC 5737 stands in).
    const auto named = host_to_look_up(offer);
    const std::string readable = named ? with_address(offer, *named, "192.0.2.1") : std::string(offer);
    const auto theirs = parse_sdp(readable, ours->telephone_event);
    if (!theirs) return theirs.error();
    // What was refused, switched off, left out or turned around before must not bind us now; hence not out of `last`.
    ours->refused.clear();
    ours->sends = ours->receives = true;
    const auto answer = answer_offer(*theirs, *ours);
    if (!answer) return answer.error();
    const Origin origin = origin_of(last);
    return write_sdp(*answer, origin.session_id, origin.version + 1);
}

std::string offer_again(std::string_view able, std::string_view last) {
    auto ours = parse_sdp(able);
    const auto agreed = parse_sdp(last);
    if (!ours || !agreed) return std::string(last);
    ours->refused = agreed->refused;
    ours->position = agreed->position;
    ours->sends = ours->receives = true;
    const Origin origin = origin_of(last);
    if (write_sdp(*ours, origin.session_id, origin.version) == last) return std::string(last);
    return write_sdp(*ours, origin.session_id, origin.version + 1);
}

}  // namespace tiller::sip
