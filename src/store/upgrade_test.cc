// A database as the first release left it, opened by this one.
#include <gtest/gtest.h>

#include <filesystem>

#include "store/delivery_log.h"
#include "store/migrations.h"
#include "store/replay.h"
#include "store/timers.h"

namespace tiller::store {
namespace {

constexpr int64_t kFailedSince = 1'700'000'000'000;

void fill_first_schema(const std::string& path) {
    Tx db(path, false);
    migrate(db, path, released_steps().first(1));
    db.script(R"sql(
INSERT INTO accounts VALUES(1, 'demo', 0, 'Asia/Jakarta', 'ID', 'en', 1, 0, 100, 1700000000000);
INSERT INTO endpoints VALUES
  (1, 1, 'https://on.example', 7, 's1', 'o1', 1, NULL),
  (2, 1, 'https://off.example', 7, 's2', '', 0, NULL),
  (3, 1, 'https://dead.example', 7, 's3', '', 0, 1700000000000);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
  INSERT INTO events SELECT 1, i, 'event' || i, 0, 7, 0, 1700000000000 + i, '{"Sequence":' || i || '}' FROM n;
INSERT INTO deliveries SELECT 1, sequence, 1, 0, 7, 0, 1, 1, created, 200, '', created FROM events;
INSERT INTO deliveries SELECT 3, sequence, 1, 0, 7, 0, sequence % 2 * 2, 11, created, 503, 'answered 503', NULL FROM events;
)sql");
}

TEST(Upgrade, WebhooksOfTheFirstSchemaAreKeptAndReplayed) {
    std::string pattern = std::filesystem::temp_directory_path() / "tiller_upgrade_XXXXXX";
    std::string dir = mkdtemp(pattern.data());
    fill_first_schema(dir + "/tiller.db");
    {
        auto store = Store::open({.dir = dir, .own_thread = false});
        ASSERT_TRUE(store) << store.error().message;
        (*store)->read([](Db& db) {
            EXPECT_EQ(db.number("PRAGMA user_version"), schema_version());
            auto endpoints = endpoints_of(db, 1);
            ASSERT_EQ(endpoints.size(), 3u);
            EXPECT_EQ(endpoints[0].old_secret, "o1");
            EXPECT_FALSE(endpoints[0].old_secret_until) << "it stands until somebody removes it, as before";
            EXPECT_FALSE(endpoints[0].off_since);
            EXPECT_EQ(endpoints[0].off_reason, "");
            EXPECT_EQ(endpoints[1].off_reason, kOffByOperator);
            EXPECT_EQ(endpoints[2].off_reason, "failed for 5 days");
            EXPECT_EQ(endpoints[2].failing_since, Instant(Millis(kFailedSince)));
            for (int off : {1, 2}) EXPECT_GT(endpoints[off].off_since, Instant(Millis(kFailedSince)));
            auto counts = count_deliveries(db, 3);
            EXPECT_EQ(counts.waiting, 500);
            EXPECT_EQ(counts.exhausted, 500);
            EXPECT_EQ(list_deliveries(db, endpoints[2], {.event_id = "event17"}, 0, 10).size(), 1u);
        });
        Instant now(Millis(kFailedSince + 86'400'000));
        (*store)->write([](Tx& tx) { switch_endpoint_on(tx, 3); });
        EXPECT_EQ(*replay_events(**store, 1, 3, {}, now), 500);
        (*store)->write([&](Tx& tx) { insert_try(tx, {.endpoint = 3, .sequence = 17, .at = now, .status = 200}); });
        (*store)->read([](Db& db) {
            EXPECT_EQ(count_deliveries(db, 3).waiting, 1000);
            EXPECT_EQ(tries_of(db, 3, 17).at(0).number, 1);
        });
    }
    std::filesystem::remove_all(dir);
}

TEST(Upgrade, TheJournalGoesOnWhereTheStoreOfBeforeStopped) {
    std::string pattern = std::filesystem::temp_directory_path() / "tiller_upgrade_XXXXXX";
    std::string dir = mkdtemp(pattern.data());
    fill_first_schema(dir + "/tiller.db");
    {
        Tx db(dir + "/tiller.db", false);
        db.script(R"sql(
UPDATE endpoints SET events=4 WHERE key=2;
UPDATE endpoints SET events=0 WHERE key=3;
INSERT INTO plans VALUES
  (5, 1, 'waits', 's', '{}', 1, 'l', 20000, 0, 1, 1, 1700000009000, 1, 1700000000000, NULL),
  (6, 1, 'runs', 's', '{}', 1, 'l', 20000, 0, 1, 1, NULL, 1, 1700000000000, NULL);
)sql");
    }
    {
        auto store = Store::open({.dir = dir, .own_thread = false});
        ASSERT_TRUE(store) << store.error().message;
        (*store)->write([](Tx& tx) {
            auto endpoints = endpoints_of(tx, 1);
            ASSERT_EQ(endpoints.size(), 3u);
            EXPECT_EQ(endpoints[0].events, kUsualEvents);
            EXPECT_EQ(endpoints[1].events, EventKinds{EventKind::plan});
            EXPECT_EQ(endpoints[2].events, EventKinds{});
            EXPECT_EQ(take_sequence(tx, 1), 1001);
            EXPECT_EQ(take_sequence(tx, 2), 1) << "of an account without an event";
            auto timers = due_timers(tx, from_ms(1'700'000'009'000), 10);
            ASSERT_EQ(timers.size(), 1u);
            EXPECT_EQ(timers[0].account, 1);
            EXPECT_EQ(timers[0].owner, "round");
            EXPECT_EQ(timers[0].subject, "5");
            EXPECT_EQ(timers[0].due, from_ms(1'700'000'009'000));
        });
    }
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace tiller::store
