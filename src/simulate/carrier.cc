#include "simulate/carrier.h"

namespace tiller::simulate {
namespace {

constexpr Millis kShortestDelay{200}, kLongestDelay{1'500};  // from the end of a leg to its recording on disk
constexpr Millis kLateFrom{60'000}, kLateTo{20 * 60'000};    // a recorder that hangs
constexpr Millis kTwiceFrom{0}, kTwiceTo{3 * 60'000};        // after the first word
constexpr Millis kLineRefusal{50};

}  // namespace

void Carrier::process_started(calls::PhoneListener& listener, store::Store& store) {
    listener_ = &listener;
    store_ = &store;
}

void Carrier::process_died() {
    ++life_;
    listener_ = nullptr;
    store_ = nullptr;
    up_ = 0;
}

void Carrier::place(calls::Order order) {
    if (disk_.is_dead()) return;
    witness_.invited(*store_, order.call);
    ++up_;
    bool refused = dice_.chance(scenario_.refusals);
    int hour = witness_.facts().local_of(order.call.account).hour_of(clock_.now());
    CallDraw draw = scenario_.people.draw(dice_, hour, order.line->ring_timeout);
    if (refused) seen_.count(Seen::line_refused);
    if (draw.outcome == Outcome::unreachable) seen_.count(Seen::carrier_silent);
    if (refused) draw = {.outcome = Outcome::failed, .sip_code = 403, .ring = kLineRefusal};
    records_.push_back({.at = clock_.now(),
                        .callee = order.call.callee,
                        .task = order.call.task.value(),
                        .line = order.call.line,
                        .attempt = order.call.attempt.value()});
    agenda_.put(clock_.steady() + draw.ring + draw.talk,
                [this, call = std::move(order.call), draw, life = life_, refused, record = records_.size() - 1] {
                    if (life != life_) return;
                    records_[record].ended = clock_.now();
                    records_[record].outcome = draw.outcome;
                    records_[record].busy = draw.ring + draw.talk;
                    end(call, draw, life, refused);
                });
}

void Carrier::end(store::Call call, CallDraw draw, uint64_t life, bool refused) {
    call.ended = clock_.now();
    call.outcome = draw.outcome;
    call.sip_code = draw.sip_code;
    if (is_connected(draw.outcome)) {
        call.answered = clock_.now() - draw.talk;
        call.hangup_by = "callee";
        call.intention = std::string(1, draw.intention);
        call.opt_out = draw.outcome == Outcome::answered && dice_.chance(scenario_.opt_outs);
    }
    witness_.ended(call);
    using Kind = calls::LineAnswer::Kind;
    listener_->on_channel_free(
        call, refused ? calls::LineAnswer{Kind::refused, draw.sip_code, "Forbidden"} : calls::LineAnswer{Kind::passed});
    bool late = dice_.chance(scenario_.late_ends), twice = dice_.chance(scenario_.double_ends);
    Millis delay = late ? dice_.between(kLateFrom, kLateTo) : dice_.between(kShortestDelay, kLongestDelay);
    if (late) seen_.count(Seen::end_told_late);
    if (twice) seen_.count(Seen::end_told_twice);
    Millis again = delay + dice_.between(kTwiceFrom, kTwiceTo);
    agenda_.put(clock_.steady() + delay, [this, call, life] {
        if (life != life_) return;
        --up_;
        listener_->on_finished(call);
    });
    if (!twice) return;
    call.outcome = call.outcome == Outcome::answered ? Outcome::busy : Outcome::answered;
    agenda_.put(clock_.steady() + again, [this, call, life] {
        if (life == life_) listener_->on_finished(call);
    });
}

}  // namespace tiller::simulate
