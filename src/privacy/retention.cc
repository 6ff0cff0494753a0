#include "privacy/retention.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/metrics.h"
#include "privacy/personal_data.h"
#include "privacy/recordings.h"
#include "store/shipments.h"

namespace tiller::privacy {
namespace {

constexpr int64_t kLookedAtAtOnce = 2000;  // calls that are read
constexpr int64_t kChangedAtOnce = 100;    // rows of one transaction

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
    std::vector<std::string> calls;
    int64_t seen = 0;
    std::string last = looked_at;
    store_.read([&](store::Db& db) {
        // Every answered call, not only those that are marked as recorded: a process may have died between the file and
        // the mark.
        db.query(
            "SELECT id, answered IS NOT NULL AND state=1 FROM calls WHERE account=? AND id>? AND id<? ORDER BY id "
            "LIMIT ?",
            [&](store::Row& r) {
                if (static_cast<int64_t>(calls.size()) == kChangedAtOnce) return;
                ++seen;
                last = r.string(0);
                if (r.integer(1) != 0) calls.push_back(last);
            },
            account.key, looked_at, first_id_of(before), kLookedAtAtOnce);
    });
    std::erase_if(calls, [&](const std::string& call) {
        auto gone = delete_recording(data_dir_, call);
        if (!gone) log::error("retention", {{"error", gone.error().message}});
        if (gone && *gone) deleted.Increment();
        return !gone;
    });
    if (!calls.empty()) {
        store_.write([&](store::Tx& tx) {
            for (const std::string& call : calls) {
                tx.run("UPDATE calls SET recorded=0 WHERE account=? AND id=? AND recorded<>0", account.key, call);
            }
        });
    }
    looked_at = last;
    return seen == kLookedAtAtOnce || static_cast<int64_t>(calls.size()) == kChangedAtOnce;
}

bool Retention::forget_calls(int64_t account, Instant before) {
    auto calls =
        store_.read([&](store::Db& db) { return calls_without_row(db, account, first_id_of(before), kChangedAtOnce); });
    if (calls.empty()) return false;
    store_.write([&](store::Tx& tx) {
        for (const std::string& call : calls) forget_call(tx, account, call);
    });
    return static_cast<int64_t>(calls.size()) == kChangedAtOnce;
}

bool Retention::forget_tasks(const store::Account& account, Instant before) {
    Place& place = places_[account.key];
    if (place.task == 0) {
        auto task = store_.read([&](store::Db& db) { return next_task(db, account.key, before); });
        if (!task) return false;
        place = {.task = *task};
    }
    if (forget_some_rows(account.key, place) || forget_some_events(account.key, place)) return true;
    store_.write([&](store::Tx& tx) { tx.run("UPDATE tasks SET forgotten=? WHERE key=?", clock_.now(), place.task); });
    log::info("the personal data of a task was deleted", {{"account", account.name}, {"task", place.task}});
    place = {};
    return true;
}

std::optional<int64_t> Retention::next_task(store::Db& db, int64_t account, Instant before) {
    return db.first(
        "SELECT t.key FROM tasks t WHERE t.account=?1 AND t.finished IS NOT NULL AND t.forgotten IS NULL AND "
        "t.finished<=?2 AND NOT EXISTS(SELECT 1 FROM plans p WHERE p.key=t.plan AND "
        "(p.finished IS NULL OR p.finished>?2)) AND NOT EXISTS(SELECT 1 FROM endpoints e JOIN deliveries d ON "
        "d.endpoint=e.key WHERE e.account=?1 AND e.enabled<>0 AND d.task=t.key AND d.kind=0 AND d.state=0) "
        "ORDER BY t.finished LIMIT 1",
        [](store::Row& r) { return r.integer(0); }, account, before);
}

bool Retention::forget_some_rows(int64_t account, Place& place) {
    static auto& forgotten =
        metrics::counter("tiller_numbers_forgotten_total", "numbers whose personal data was deleted by retention");
    if (place.rows_done) return false;
    std::optional<int64_t> last;
    store_.read([&](store::Db& db) {
        db.query(
            "SELECT row FROM numbers WHERE account=? AND task=? AND row>? ORDER BY row LIMIT ?",
            [&](store::Row& r) { last = r.integer(0); }, account, place.task, place.row, kChangedAtOnce);
    });
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
    auto events = store_.read(
        [&](store::Db& db) { return call_events(db, account, place.task, place.sequence, kChangedAtOnce); });
    if (events.empty()) return false;
    store_.write([&](store::Tx& tx) {
        for (int64_t sequence : events) forget_event(tx, account, sequence);
    });
    place.sequence = events.back();
    return true;
}

}  // namespace tiller::privacy
