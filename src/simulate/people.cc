#include "simulate/people.h"

#include <algorithm>
#include <cmath>

namespace tiller::simulate {
namespace {

/// Many short talks, few long ones: exponential, without its two ends.
Millis talk_time(Dice& dice, Millis mean) {
    double share = -std::log(1.0 - dice.unit());
    return Millis(static_cast<int64_t>(static_cast<double>(mean.count()) * std::clamp(share, 0.2, 5.0)));
}

constexpr Millis kQuickRefusal{300}, kSlowRefusal{4'000};

}  // namespace

CallDraw People::draw(Dice& dice, int hour, Millis ring_timeout) const {
    CallDraw out;
    double left = dice.unit();
    auto falls_to = [&left](double share) {
        left -= share;
        return left < 0;
    };
    auto refused = [&](Outcome outcome, int code) {
        out.outcome = outcome;
        out.sip_code = code;
        out.ring = dice.between(kQuickRefusal, kSlowRefusal);
        return out;
    };
    bool person = falls_to(answer.at(hour));
    if (person || falls_to(voicemail)) {
        out.outcome = person ? Outcome::answered : Outcome::voicemail;
        out.sip_code = 200;
        out.ring = std::min(dice.between(least_ring, longest_ring), ring_timeout - Millis(1));
        out.talk = talk_time(dice, talk);
        out.intention = static_cast<char>('A' + dice.between(0, 3));
        return out;
    }
    if (falls_to(busy)) return refused(Outcome::busy, 486);
    if (falls_to(rejected)) return refused(Outcome::rejected, 603);
    if (falls_to(invalid)) return refused(Outcome::invalid_number, 404);
    if (falls_to(failed)) return refused(Outcome::failed, 503);
    out.ring = ring_timeout;
    if (falls_to(unreachable)) {
        out.outcome = Outcome::unreachable;  // not a word from the other side
    } else {
        out.outcome = Outcome::no_answer;
        out.sip_code = 487;
    }
    return out;
}

}  // namespace tiller::simulate
