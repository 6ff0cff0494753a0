#pragma once
#include <chrono>

#include "dialer/phone.h"
#include "dialer/response_times.h"
#include "media/media.h"
#include "sip/sip.h"

namespace tiller::dialer {

/// How the peer tells which keys are pressed.
enum class KeyWay { unknown, rtp, info };

/// One live call and all that is known of it. A plain record: live_phone.cc moves it from state to state on one thread.
///
///   ordered ──INVITE──► calling ──18x──► ringing ──2xx──► talking ──BYE──► over ──recording on disk──► finished
///                          └───────────────┴─── final response, CANCEL ──────┘
struct Conversation {
    using Time = std::chrono::steady_clock::time_point;

    uint64_t key = 0;
    Order order;
    sip::LegId leg = 0;
    media::SessionId session = 0;
    bool has_session = false;
    bool media_started = false;
    media::Remote remote;  // as last told by the peer

    std::unique_ptr<dialogue::Run> run;
    KeyWay key_way = KeyWay::unknown;
    Time answered_at{};
    uint64_t playback = 0;                        // the one that is being rendered or played
    std::shared_ptr<media::Departure> departure;  // of that one, while it is being rendered
    ResponseTimes response_times;
    uint64_t dialogue_timer = 0;  // the one that runs

    bool ring_limit = false;  // we gave up
    bool media_failed = false;
    bool hanging_up = false;
    std::string our_reason;  // why the server itself ended the call
    bool leg_over = false;

    /// Does a key that came this way count? Some peers tell each key twice, within RTP and by INFO: the way of a call's
    /// first key is its way for good.
    bool hears_by(KeyWay way) {
        if (key_way == KeyWay::unknown) key_way = way;
        return key_way == way;
    }

    Millis since_answer(Time now) const { return std::chrono::duration_cast<Millis>(now - answered_at); }
};

/// The row's fields as the dialogue's variables: texts without blanks around them, numbers as they were sent.
dialogue::Values values_of(std::string_view fields, std::string_view callee);

/// Completes the call's record from how its leg ended and what the dialogue reports.
void conclude(Conversation& conversation, const sip::Ended& ended, Instant now, Conversation::Time steady_now);

/// Would the line itself not take the call: wrong password, no route, nobody there?
bool refused_by_line(const sip::Ended& ended);

}  // namespace tiller::dialer
