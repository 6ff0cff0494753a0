#include "calls/call_record.h"

#include <algorithm>

#include "sip/server_uri.h"

namespace tiller::calls {

media::Remote remote_of(const sip::MediaDescription& theirs, const campaign::LineConfig& line) {
    const auto common = std::ranges::find_first_of(theirs.payloads, line.payloads);
    std::vector<std::string> signalling;
    for (const auto& text : line.servers) {
        if (const auto server = sip::parse_server(text)) signalling.push_back(server->host);
    }
    return {.address = theirs.address,
            .port = theirs.port,
            .payload = common == theirs.payloads.end() ? theirs.payloads.front() : *common,
            .telephone_event = theirs.telephone_event,
            .ptime_ms = theirs.ptime_ms,
            .offered_telephone_event = kTelephoneEvent,
            .signalling = std::move(signalling),
            .audio_from_anywhere = line.learns_audio_from_anywhere,
            .receives = theirs.receives};
}

void write_end(store::Call& call, const sip::Ended& ended, const std::string& our_reason) {
    call.sip_code = ended.code;
    call.hangup_reason = !our_reason.empty() ? our_reason : ended.reason;
    call.hangup_by = ended.by == sip::EndedBy::peer ? "callee" : "system";
    if (call.answered) call.answered_by = "unknown";
}

Outcome outcome_of(const sip::Ended& ended, bool ring_limit, bool media_failed, const campaign::OutcomeTable& table) {
    return campaign::outcome_of({.sip_code = ended.code,
                                 .had_ringing = ended.had_ringing,
                                 .ring_limit = ring_limit,
                                 .media_failed = media_failed || ended.without_talk,
                                 .line_refused_us = ended.code == 401 || ended.code == 407},
                                table);
}

bool refused_by_line(const sip::Ended& ended) {
    if (ended.code == 401 || ended.code == 403 || ended.code == 407) return true;
    return ended.by == sip::EndedBy::system && !ended.had_ringing && (ended.code == 408 || ended.code == 503);
}

}  // namespace tiller::calls
