#include "simulate/process.h"

#include <algorithm>

namespace tiller::simulate {
namespace {

constexpr Millis kShortestNap{2};       // as in dialer_thread.cc
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
    dialer_->set_phone(carrier_);
    dialer_->set_rules(*guard::Rules::load({{"simulated", to_pack(guard)}}));
    carrier_.process_started(*dialer_, *store_);
    receivers_.process_started(*store_);
    return true;
}

void Process::kill() {
    carrier_.process_died();
    receivers_.process_died();
    dialer_.reset();
    courier_.reset();
    robots_.reset();
    store_.reset();
}

Millis Process::step(const std::function<void()>& between) {
    woken_ = false;
    Millis nap = kAfterRefusal;
    try {
        nap = dialer_->step();
    } catch (const store::StoreError&) {
    }
    between();
    nap = std::min(nap, step_courier());
    return woken_ ? kShortestNap : std::max(nap, kShortestNap);
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
        Instant next = store::next_round_due(db).value_or(Instant::max());
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
