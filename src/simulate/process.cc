#include "simulate/process.h"

#include <fmt/format.h>

#include <algorithm>

#include "campaign/plans.h"

namespace tiller::simulate {
namespace {

constexpr Millis kAfterRefusal{1'000};  // as the server's threads do when the store cannot be read
constexpr int kCourierSteps = 100'000;

}  // namespace

bool Process::start(store::Store& store, std::shared_ptr<const guard::Rules> rules) {
    if (!node_) {
        // The second node is on another machine: who asks there cannot tell whether its process lives.
        nodes::MembershipOptions options{
            .name = fmt::format("node {}", number_ + 1),
            .process = "simulated",
            .look = [this](auto) { return number_ == 0 ? ProcessState::gone : ProcessState::elsewhere; },
            .is_alone = is_alone_,
            .settle = [this](store::Tx& tx) { return campaign::recover(tx, context_); },
            .settled = [this] { woken_ = true; },
            .lost = [this] { seen_.count(Seen::node_taken_for_dead); }};
        node_ = std::make_unique<nodes::Membership>(store, context_.clock, std::move(options));
    }
    auto entered = node_->enter();
    if (!entered || !*entered || fate_.is_dead()) return false;
    store_ = &store;
    robots_ = std::make_unique<dialer::Robots>(store);
    courier_ = std::make_unique<webhook::Courier>(store, receivers_, *node_, context_.clock, webhook::CourierOptions{});
    auto tell = [this] {
        woken_ = true;
        courier_->mail().wake();
    };
    dialer_ = std::make_unique<dialer::Dialer>(
        store, context_, *robots_, *node_,
        dialer::Dialer::Hooks{.wake = [this] { woken_ = true; }, .committed = [this] { courier_->mail().wake(); }});
    timers_ = std::make_unique<journal::Timers>(store, tell);
    timers_->on(campaign::kRoundTimer,
                [this](store::Tx& tx, const store::Timer& timer) { campaign::on_round_due(tx, context_, timer); });
    dialer_->set_phone(carrier_);
    dialer_->set_rules(std::move(rules));
    carrier_.process_started(*dialer_, store);
    receivers_.process_started(store);
    return true;
}

void Process::kill() {
    carrier_.process_died();
    receivers_.process_died();
    timers_.reset();
    dialer_.reset();
    courier_.reset();
    robots_.reset();
    node_.reset();
    store_ = nullptr;
}

/// The lease comes last: a node that stood still does all else before it learns that it was taken for dead.
Millis Process::step(const std::function<void()>& between) {
    woken_ = false;
    Millis nap = nap_of([&](Instant now) { return timers_->step(now); });
    nap = std::min(nap, nap_of([&](Instant now) { return dialer_->step(now); }));
    between();
    nap = std::min(nap, step_courier());
    nap = std::min(nap, nap_of([&](Instant now) { return node_->step(now); }));
    constexpr Millis shortest = dialer::Dialer::kShortestNap;
    return woken_ ? shortest : std::max(nap, shortest);
}

Millis Process::nap_of(const std::function<Instant(Instant)>& step) const {
    Instant now = context_.clock.now();
    try {
        Instant next = step(now);
        return next == Instant::max() ? Millis::max() : next - now;
    } catch (const store::StoreError&) {
        return kAfterRefusal;
    }
}

Millis Process::step_courier() {
    return nap_of([&](Instant now) {
        for (int i = 0; i < kCourierSteps; ++i) {
            Instant next = courier_->step(now);
            if (next > now) return next;
        }
        return now + kAfterRefusal;
    });
}

Instant next_due(store::Store& store, Instant now) {
    return store.read([&](store::Db& db) {
        bool timer_due = !store::due_timers(db, now, 1).empty();
        Instant next = timer_due ? now : store::next_timer_due(db, now).value_or(Instant::max());
        for (auto& task : store::open_tasks(db)) {
            if (task.status == Status::waiting) next = std::min(next, task.starts);
            if (task.status == Status::running)
                next = std::min(next, store::next_number_due(db, task.account, task.key).value_or(Instant::max()));
            next = std::min(next, task.ends);
        }
        return std::max(next, now);
    });
}

void Process::refresh() {
    dialer_->refresh();
    courier_->mail().wake();
    woken_ = true;
}

}  // namespace tiller::simulate
