#include "privacy/retention.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/metrics.h"
#include "privacy/personal_data.h"
#include "privacy/recordings.h"
#include "store/erasure.h"
#include "store/retention.h"
#include "store/shipments.h"

namespace tiller::privacy {
namespace {

constexpr size_t kLookedAtAtOnce = 2000;  // calls that are read
constexpr size_t kChangedAtOnce = 100;    // rows of one transaction

/// CallIDs from before `t` come before this (base/ids.h).
std::string first_id_of(Instant t) { return fmt::format("{:012x}", std::max<int64_t>(0, to_ms(t))); }

/// A recording is personal data too: it does not outlive what else is known of the call.
std::chrono::days days_of_recordings(const store::AccountRetention& retention) {
    if (retention.recordings.count() == 0) return retention.personal_data;
    if (retention.personal_data.count() == 0) return retention.recordings;
    return std::min(retention.recordings, retention.personal_data);
}

}  // namespace

Instant Retention::step(Instant now) {
    bool more = false;
    for (const auto& account : store_.read([](store::Db& db) { return store::list_accounts(db); })) {
        if (auto days = days_of_recordings(account.retention); days.count() > 0) {
            more |= delete_recordings(account, now - days);
        }
        if (auto days = account.retention.personal_data; days.count() > 0) {
            more |= forget_tasks(account, now - days);
            more |= forget_calls(account.key, now - days);
            more |= delete_shipments(account.key, now - days);
        }
    }
    more |= forget_tracked(now);
    return now + (more ? kShortRest : kLongRest);
}

bool Retention::delete_shipments(int64_t account, Instant before) {
    if (!store_.read([&](store::Db& db) { return store::has_shipments_before(db, account, before); })) return false;
    store_.write([&](store::Tx& tx) { store::delete_shipments_before(tx, account, before, kChangedAtOnce); });
    return true;
}

bool Retention::forget_tracked(Instant now) {
    Instant before = now - kTracked;
    if (!store_.read([&](store::Db& db) { return store::has_tracked_before(db, before); })) return false;
    store_.write([&](store::Tx& tx) { store::delete_tracked_before(tx, before, kChangedAtOnce); });
    return true;
}

bool Retention::delete_recordings(const store::Account& account, Instant before) {
    static auto& deleted = metrics::counter("tiller_recordings_expired_total", "recordings deleted by retention");
    std::string& looked_at = looked_at_[account.key];
    auto passed = store_.read([&](store::Db& db) {
        return store::list_passed_calls(db, account.key, looked_at, first_id_of(before), kLookedAtAtOnce);
    });
    std::vector<std::string> calls;
    std::string last = looked_at;
    for (const store::PassedCall& call : passed) {
        if (calls.size() == kChangedAtOnce) break;
        last = call.id;
        if (call.may_have_recording) calls.push_back(call.id);
    }
    std::erase_if(calls, [&](const std::string& call) {
        auto gone = delete_recording(data_dir_, call);
        if (!gone) log::error("retention", {{"error", gone.error().message}});
        if (gone && *gone) deleted.Increment();
        return !gone;
    });
    if (!calls.empty()) {
        store_.write([&](store::Tx& tx) {
            for (const std::string& call : calls) store::unmark_recording(tx, account.key, call);
        });
    }
    looked_at = last;
    return passed.size() == kLookedAtAtOnce || calls.size() == kChangedAtOnce;
}

bool Retention::forget_calls(int64_t account, Instant before) {
    auto calls = store_.read(
        [&](store::Db& db) { return store::calls_without_row(db, account, first_id_of(before), kChangedAtOnce); });
    if (calls.empty()) return false;
    store_.write([&](store::Tx& tx) {
        for (const std::string& call : calls) store::clear_call(tx, account, call);
    });
    return static_cast<int64_t>(calls.size()) == kChangedAtOnce;
}

bool Retention::forget_tasks(const store::Account& account, Instant before) {
    Place& place = places_[account.key];
    if (place.task == 0) {
        auto task = store_.read([&](store::Db& db) { return store::next_task_to_forget(db, account.key, before); });
        if (!task) return false;
        place = {.task = *task};
    }
    if (forget_some_rows(account.key, place) || forget_some_events(account.key, place)) return true;
    store_.write([&](store::Tx& tx) { store::mark_forgotten(tx, place.task, clock_.now()); });
    log::info("the personal data of a task was deleted", {{"account", account.name}, {"task", place.task}});
    place = {};
    return true;
}

bool Retention::forget_some_rows(int64_t account, Place& place) {
    static auto& forgotten =
        metrics::counter("tiller_numbers_forgotten_total", "numbers whose personal data was deleted by retention");
    if (place.rows_done) return false;
    auto last = store_.read(
        [&](store::Db& db) { return store::end_of_next_rows(db, account, place.task, place.row, kChangedAtOnce); });
    place.rows_done = !last;
    if (!last) return false;
    auto done = store_.write([&](store::Tx& tx) {
        return forget_rows(tx, {account, place.task, place.row + 1, *last});
    });
    forgotten.Increment(static_cast<double>(done.numbers));
    place.row = *last;
    return true;
}

bool Retention::forget_some_events(int64_t account, Place& place) {
    auto events = store_.read([&](store::Db& db) {
        return store::call_events_of_task(db, account, place.task, place.sequence, kChangedAtOnce);
    });
    if (events.empty()) return false;
    store_.write([&](store::Tx& tx) {
        for (int64_t sequence : events) forget_event(tx, account, sequence);
    });
    place.sequence = events.back();
    return true;
}

}  // namespace tiller::privacy
