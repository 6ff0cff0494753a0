#pragma once
// What the end of a leg means for the record of its call. Pure.
#include <string_view>
#include <vector>

#include "answering/judgement.h"
#include "calls/phone.h"
#include "campaign/attempt.h"
#include "campaign/line.h"
#include "media/media.h"
#include "sip/sdp.h"
#include "sip/sip.h"
#include "store/calls.h"

namespace tiller::calls {

/// The payload type that everybody uses for RFC 4733, and that we offer.
constexpr int kTelephoneEvent = 101;

/// Where to send audio to, and as what: of the formats that the peer takes, the first that the line allows, which is
/// what our SDP answers to an offer as well.
media::Remote remote_of(const sip::MediaDescription& theirs, const campaign::LineConfig& line);

/// SIPCode, HangupBy, HangupReason, AnsweredBy, as far as the signalling knows them. `our_reason`: why we hung up.
void write_end(store::Call& call, const sip::Ended& ended, const std::string& our_reason);

/// AnsweredBy, and why that is thought.
void write_judgement(store::Call& call, const answering::Judgement& judgement);

/// What we know of an outbound call's end beside what the signalling tells.
struct OurSide {
    bool ring_limit = false;    // we gave up because it rang too long
    bool media_failed = false;  // the answer left no way for audio, or our words cannot be spoken
    bool machine = false;       // no person answered
};
/// What became of an outbound call.
Outcome outcome_of(const sip::Ended& ended, const OurSide& ours, const campaign::OutcomeTable& table);

/// `HangupReason` of a call that failed because a prompt could not be spoken.
inline constexpr std::string_view kNoVoice = "no_voice";

/// What the end says of the line: refused for a wrong password (401, 407), for what is forbidden to us (403) or a server
/// that takes nothing (503) unless the line's table reads these otherwise, and for one that was not reached (code 0).
LineAnswer answer_of_line(const sip::Ended& ended, const campaign::OutcomeTable& table);

}  // namespace tiller::calls
