#include "journal/timers.h"

#include <algorithm>

#include "base/log.h"

namespace tiller::journal {
namespace {

constexpr int64_t kPage = 100;

}  // namespace

Instant Timers::step(Instant now) {
    std::erase_if(resting_, [&](const auto& entry) {
        return entry.second <= now || entry.second > now + kRest;  // over, or the clock was set back
    });
    auto due = [&](store::Db& db, int64_t most) {
        auto timers = store::due_timers(db, now, most + static_cast<int64_t>(resting_.size()));
        std::erase_if(timers, [&](const auto& timer) { return resting_.contains(key_of(timer)); });
        return timers;
    };
    for (const store::Timer& timer : store_.read([&](store::Db& db) { return due(db, kPage); })) tell(timer, now);

    // Looked up now: what was told may have set timers.
    Instant again = store_.read([&](store::Db& db) {
        return due(db, 1).empty() ? store::next_timer_due(db, now).value_or(Instant::max()) : now;
    });
    for (const auto& [key, until] : resting_) again = std::min(again, until);
    return again;
}

Timers::Key Timers::key_of(const store::Timer& timer) { return {timer.account, timer.owner, timer.subject}; }

void Timers::tell(const store::Timer& timer, Instant now) {
    bool told = false;
    try {
        auto handler = handlers_.find(timer.owner);
        if (handler == handlers_.end()) throw std::runtime_error("this program has nobody who hears it");
        store_.write([&](store::Tx& tx) {
            told = store::take_timer(tx, timer, now);
            if (told) handler->second(tx, timer);
        });
    } catch (const std::exception& e) {
        log::error(
            "a timer could not be told, will try again",
            {{"account", timer.account}, {"owner", timer.owner}, {"subject", timer.subject}, {"error", e.what()}});
        resting_[key_of(timer)] = now + kRest;
        return;
    }
    if (told) told_();
}

}  // namespace tiller::journal
