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
    // Our own word for a server that did not answer is no response of anybody.
    bool is_unreached = ended.by == sip::EndedBy::system && (ended.code == 408 || ended.code == 503);
    call.sip_code = is_unreached ? 0 : ended.code;
    call.hangup_reason = !our_reason.empty() ? our_reason : ended.reason;
    call.hangup_by = ended.by == sip::EndedBy::peer ? "callee" : "system";
    if (call.answered) call.answered_by = "unknown";
}

void write_judgement(store::Call& call, const answering::Judgement& judgement) {
    const answering::Who who = judgement.verdict.who;
    call.answered_by = answering::is_machine(who) ? "machine" : who == answering::Who::person ? "human" : "unknown";
    call.answering = judgement.evidence;
}

Outcome outcome_of(const sip::Ended& ended, const OurSide& ours, const campaign::OutcomeTable& table) {
    return campaign::outcome_of({.sip_code = ended.code,
                                 .had_ringing = ended.had_ringing,
                                 .ring_limit = ours.ring_limit,
                                 .media_failed = ours.media_failed || ended.without_talk,
                                 .line_refused_us = ended.code == 401 || ended.code == 407,
                                 .machine = ours.machine},
                                table);
}

LineAnswer answer_of_line(const sip::Ended& ended, const campaign::OutcomeTable& table) {
    using Kind = LineAnswer::Kind;
    const int code = ended.code;
    if (code == 401 || code == 407) return {Kind::refused, code, ended.reason};
    const bool is_unreached = ended.by == sip::EndedBy::system && (code == 408 || code == 503);
    if (is_unreached && !ended.had_ringing) return {Kind::refused, 0, ended.reason};
    // A response that the line's own table explains is about the callee.
    const bool may_refuse = code == 403 || (code == 503 && !ended.had_ringing);
    if (may_refuse && !table.contains(code)) return {Kind::refused, code, ended.reason};
    const bool is_response = ended.by == sip::EndedBy::peer && code >= 300 && (code < 500 || code >= 600);
    const bool is_up = code >= 200 && code < 300;
    if (ended.had_ringing || is_up || is_response || table.contains(code)) return {Kind::passed, 0, {}};
    return {};
}

}  // namespace tiller::calls
