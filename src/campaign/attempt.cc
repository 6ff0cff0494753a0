#include "campaign/attempt.h"

namespace tiller::campaign {
namespace {

bool is_answer(int code) { return code >= 200 && code < 300; }

/// The contract's own table, for a final response that no line overrides.
Outcome outcome_of_response(int code, bool had_ringing) {
    switch (code) {
        case 486:
        case 600:
            return Outcome::busy;
        case 480:
        case 408:
            return had_ringing ? Outcome::no_answer : Outcome::unreachable;
        case 603:
        case 607:
        case 608:
            return Outcome::rejected;
        case 404:
        case 410:
        case 484:
        case 604:
            return Outcome::invalid_number;
        // 403 is `rejected` only where a line's table says so: most carriers send it when they refuse us, not the
        // callee. 487 without our CANCEL, redirections, 4xx, 5xx and no answer at all are the carrier's failure.
        default:
            return Outcome::failed;
    }
}

/// Done for good, whatever a rule lists. `voicemail` and `unknown` are final too, unless a rule lists them.
constexpr OutcomeSet kFinal = bit(Outcome::answered) | bit(Outcome::rejected) | bit(Outcome::invalid_number) |
                              bit(Outcome::dnc) | bit(Outcome::blocked) | bit(Outcome::cancelled) |
                              bit(Outcome::expired);

}  // namespace

Outcome outcome_of(const CallEnd& end, const OutcomeTable& line_table) {
    // Our side's fault says nothing about the callee, whatever code it came with.
    if (end.line_refused_us) return Outcome::failed;
    // A final response may cross our CANCEL. An answer then found nobody of ours on the line; without any response our
    // own clock is the truth; but "busy" or "declined" in the last moment is the callee's word, and counts.
    int code = end.sip_code;
    const bool is_our_end = code == 0 || code == 487 || code == 480 || code == 408 || is_answer(code);
    if (end.media_failed && is_our_end) return Outcome::failed;
    if (end.ring_limit && is_our_end) return Outcome::no_answer;
    if (is_answer(code)) return end.machine ? Outcome::voicemail : Outcome::answered;
    if (auto entry = line_table.find(code); entry != line_table.end()) return entry->second;
    return outcome_of_response(code, end.had_ringing);
}

std::optional<Instant> next_attempt(const RepeatRule& rule, int attempts_made, Outcome last, Instant end_of_call,
                                    Instant window_end) {
    if (contains(kFinal, last) || !contains(rule.on, last) || last == Outcome::none) return std::nullopt;
    if (attempts_made > rule.num) return std::nullopt;  // the first attempt is no repetition
    Instant next = end_of_call + std::chrono::minutes(rule.interval_minutes);
    if (next >= window_end) return std::nullopt;
    return next;
}

}  // namespace tiller::campaign
