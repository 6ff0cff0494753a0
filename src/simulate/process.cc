#include "simulate/process.h"

#include <algorithm>

#include "campaign/plans.h"

namespace tiller::simulate {
namespace {

constexpr Millis kAfterRefusal{1'000};  // as the server's threads do when the store cannot be read
constexpr int kCourierSteps = 100'000;

}  // namespace

bool Process::start(const GuardDraw& guard) {
    store::StoreOptions options;
    options.vfs = disk_.vfs();
    options.own_thread = false;
    options.readers = 2;
    auto opened = store::Store::open(options);
    if (!opened) return false;
    store_ = std::move(*opened);
    try {
        store_->write([&](store::Tx& tx) { campaign::recover(tx, context_); });
    } catch (const store::StoreError&) {
        store_.reset();
        return false;
    }
    robots_ = std::make_unique<dialer::Robots>(*store_);
    courier_ = std::make_unique<webhook::Courier>(*store_, receivers_, webhook::CourierOptions{});
    dialer_ = std::make_unique<dialer::Dialer>(
        *store_, context_, *robots_,
        dialer::Dialer::Hooks{.wake = [this] { woken_ = true; }, .committed = [this] { courier_->inbox().wake(); }});
    timers_ = std::make_unique<journal::Timers>(*store_, [this] {
        woken_ = true;
        courier_->inbox().wake();
    });
    timers_->on(campaign::kRoundTimer,
                [this](store::Tx& tx, const store::Timer& timer) { campaign::on_round_due(tx, context_, timer); });
    dialer_->set_phone(carrier_);
    dialer_->set_rules(*guard::Rules::load({{"simulated", to_pack(guard)}}));
    carrier_.process_started(*dialer_, *store_);
    receivers_.process_started(*store_);
    return true;
}

void Process::kill() {
    carrier_.process_died();
    receivers_.process_died();
    timers_.reset();
    dialer_.reset();
    courier_.reset();
    robots_.reset();
    store_.reset();
}

Millis Process::step(const std::function<void()>& between) {
    woken_ = false;
    Millis timers_nap = step_timers();
    Millis nap = kAfterRefusal;
    Instant now = context_.clock.now();
    try {
        nap = dialer_->step(now) - now;
    } catch (const store::StoreError&) {
    }
    between();
    nap = std::min({nap, timers_nap, step_courier()});
    constexpr Millis shortest = dialer::Dialer::kShortestNap;
    return woken_ ? shortest : std::max(nap, shortest);
}

Millis Process::step_timers() {
    Instant now = context_.clock.now();
    try {
        Instant next = timers_->step(now);
        return next == Instant::max() ? Millis::max() : next - now;
    } catch (const store::StoreError&) {
        return kAfterRefusal;
    }
}

Millis Process::step_courier() {
    Instant now = context_.clock.now();
    try {
        for (int i = 0; i < kCourierSteps; ++i) {
            Instant next = courier_->step(now);
            if (next > now) return next == Instant::max() ? Millis::max() : next - now;
        }
    } catch (const store::StoreError&) {
    }
    return kAfterRefusal;
}

Instant Process::next_due() {
    Instant now = context_.clock.now();
    return store_->read([&](store::Db& db) {
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
    courier_->inbox().wake();
    woken_ = true;
}

}  // namespace tiller::simulate
