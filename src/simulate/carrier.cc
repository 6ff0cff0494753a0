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
    legs_.clear();
}

void Carrier::process_stopped() {
    for (auto& [id, leg] : std::exchange(legs_, {})) {
        store::Call call = leg.call;
        call.ended = clock_.now();
        call.outcome = Outcome::failed;
        records_[leg.record].ended = clock_.now();
        records_[leg.record].outcome = call.outcome;
        witness_.ended(call);
        tell(std::move(call), false);
    }
}

void Carrier::place(calls::Order order) {
    if (fate_.is_dead()) return;
    witness_.invited(*store_, order.call, node_);
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
    std::string id = order.call.id;
    legs_[id] = {std::move(order.call), draw, refused, records_.size() - 1};
    agenda_.put(clock_.steady() + draw.ring + draw.talk, [this, id, life = life_] {
        if (life == life_) end(id);
    });
}

/// Unless the process stood still meanwhile, and the leg is gone.
void Carrier::end(const std::string& id) {
    auto found = legs_.extract(id);
    if (!found) return;
    auto& [call, draw, refused, place] = found.mapped();
    Record& record = records_[place];
    record.ended = clock_.now();
    record.outcome = draw.outcome;
    record.busy = draw.ring + draw.talk;
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
    tell(std::move(call), refused);
}

/// The phone tells the dialer: the channel at once, the call when its recording is there.
void Carrier::tell(store::Call call, bool refused) {
    using Kind = calls::LineAnswer::Kind;
    auto answer =
        refused ? calls::LineAnswer{Kind::refused, call.sip_code, "Forbidden"} : calls::LineAnswer{Kind::passed};
    later(clock_.steady(), [this, call, answer] { listener_->on_channel_free(call, answer); });
    bool late = dice_.chance(scenario_.late_ends), twice = dice_.chance(scenario_.double_ends);
    Millis delay = late ? dice_.between(kLateFrom, kLateTo) : dice_.between(kShortestDelay, kLongestDelay);
    if (late) seen_.count(Seen::end_told_late);
    if (twice) seen_.count(Seen::end_told_twice);
    Millis again = delay + dice_.between(kTwiceFrom, kTwiceTo);
    later(clock_.steady() + delay, [this, call] {
        --up_;
        listener_->on_finished(call);
    });
    if (!twice) return;
    call.outcome = call.outcome == Outcome::answered ? Outcome::busy : Outcome::answered;
    later(clock_.steady() + again, [this, call] { listener_->on_finished(call); });
}

/// At once if that is now. Not to a process that is dead, and not to one that stands still until it goes on.
void Carrier::later(Millis at, std::function<void()> what) {
    if (at <= clock_.steady() && !fate_.is_stopped()) return what();
    agenda_.put(std::max(at, fate_.stopped_until()), [this, life = life_, what = std::move(what)] {
        if (life != life_) return;
        later(clock_.steady(), what);
    });
}

}  // namespace tiller::simulate
