#pragma once
// What one attempt's end means for its number. Pure rules (docs/contract/voice.md, "Status words").
#include <map>
#include <optional>

#include "base/clock.h"
#include "model/outcome.h"

namespace tiller::campaign {

/// What a line's table overrides: SIP final response → outcome.
using OutcomeTable = std::map<int, Outcome>;

/// How a call ended, as the SIP side saw it.
struct CallEnd {
    int sip_code = 0;              // final response; 0: none came
    bool had_ringing = false;      // an 18x came before
    bool ring_limit = false;       // we gave up because it rang too long (our CANCEL)
    bool media_failed = false;     // our side has no audio: none could flow, or no words could be spoken
    bool line_refused_us = false;  // wrong password, no route: our side's fault
    bool machine = false;          // the machine detector said machine
};
Outcome outcome_of(const CallEnd& end, const OutcomeTable& line_table);

/// Rules of repetition within a task.
struct RepeatRule {
    int interval_minutes = 0;
    int num = 0;  // further attempts
    OutcomeSet on = 0;
};

/// When a number is tried again: the instant, not before `end_of_call` + interval and inside the window; nothing when
/// it is done. Final outcomes (answered, voicemail unless listed, rejected, invalid_number, dnc, blocked, cancelled,
/// expired, unknown unless listed) are never repeated, whatever `on` says about rejected and invalid_number.
std::optional<Instant> next_attempt(const RepeatRule& rule, int attempts_made, Outcome last, Instant end_of_call,
                                    Instant window_end);

}  // namespace tiller::campaign
