// The store of an installation of release 0.1.0, killed in the middle of a plan: this program brings its tables
// forward, finds all that was in it, and goes on.
//
// src/store/testdata/release_0.1.0 was made by a server, a carrier and webhooks of soon after that release, with its
// tables and nothing of what came later: an account with a line, a robot, a flex route and two webhooks, of which one
// answers 503; the plan "done" with a number that said yes, one that opted out and one that was busy; a lead that was
// called; the plan "running" with a call that was up and two numbers that wait. It is the dump of tiller.db, as
// docs/contributing.md says, and the key that seals its secrets.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "campaign/record.h"
#include "dialer/dialer.h"
#include "dialer/dialer_testing.h"
#include "nodes/nodes_testing.h"
#include "store/endpoints.h"
#include "store/events.h"
#include "store/migrations.h"
#include "store/outbox.h"
#include "store/owner.h"
#include "store/store_testing.h"

namespace tiller::dialer {
namespace {

using testing::ElementsAre;

constexpr const char* kFixture = "src/store/testdata/release_0.1.0";
constexpr int kItsSchema = 16;
// Columns that a later step put elsewhere; what became of them is tried in store/upgrade_test.cc.
const std::set<std::string> kMoved = {"endpoints.events"};

using Tables = std::map<std::string, std::vector<std::string>>;

/// The columns of each table.
Tables columns_of(store::Db& db) {
    Tables out;
    db.query(
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type='table' AND m.name<>"
        "'commits' ORDER BY m.name, c.cid",
        [&](store::Row& r) {
            if (!kMoved.contains(r.string(0) + "." + r.string(1))) out[r.string(0)].push_back(r.string(1));
        });
    return out;
}

/// The rows of each table as text, in a fixed order.
Tables rows_of(store::Db& db, const Tables& columns) {
    Tables out;
    for (const auto& [table, names] : columns) {
        auto& rows = out[table];
        db.query(fmt::format("SELECT json_array({}) AS row FROM {} ORDER BY row", fmt::join(names, ","), table),
                 [&rows](store::Row& r) { rows.push_back(r.string(0)); });
    }
    return out;
}

class ReleasedStore : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_released_XXXXXX";
        dir_ = mkdtemp(pattern.data());
        std::filesystem::copy_file(std::string(kFixture) + "/master.key", dir_ + "/master.key");
        std::filesystem::permissions(dir_ + "/master.key", std::filesystem::perms::owner_read);
        std::stringstream dump;
        dump << std::ifstream(std::string(kFixture) + "/store.sql").rdbuf();
        {
            store::Tx db(dir_ + "/tiller.db", false);
            db.script(dump.str());
            ASSERT_EQ(db.number("PRAGMA user_version"), kItsSchema);
            columns_ = columns_of(db);
            before_ = rows_of(db, columns_);
            clock_.jump_to(from_ms(db.number("SELECT max(intended) FROM calls")) + std::chrono::seconds(3));
        }
        auto store = store::Store::open({.dir = dir_, .own_thread = false});
        ASSERT_TRUE(store) << store.error().message;
        store_ = std::move(*store);
        account_ = store_->read([](store::Db& db) { return store::list_accounts(db).at(0).key; });
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(dir_);
    }

    store::Plan plan(std::string_view name) {
        return *store_->read([&](store::Db& db) { return store::find_plan(db, account_, name); });
    }
    store::Task task_of(std::string_view plan_name) {
        auto p = plan(plan_name);
        return store_->read([&](store::Db& db) { return store::tasks_of_plan(db, p.account, p.key).at(0); });
    }

    std::string dir_;
    ManualClock clock_;
    SeededRandom random_{3};
    LinkSigner links_{"key", "http://localhost", std::chrono::hours(1)};
    journal::Journal journal_;
    campaign::Context context_{clock_, random_, links_, journal_};
    std::unique_ptr<store::Store> store_;
    int64_t account_ = 0;
    Tables columns_, before_;
};

TEST_F(ReleasedStore, EveryRowOfEveryTableIsAsItWas) {
    store_->read([&](store::Db& db) {
        EXPECT_EQ(db.number("PRAGMA user_version"), store::schema_version());
        EXPECT_EQ(rows_of(db, columns_), before_);
    });
    EXPECT_TRUE(std::filesystem::exists(fmt::format("{}/tiller.db.before-{}", dir_, kItsSchema)));
    for (const char* table : {"accounts", "calls", "deliveries", "delivery_tries", "dnc_entries", "endpoints", "events",
                              "leads", "lines", "numbers", "plans", "robot_versions", "routes", "tasks", "users"}) {
        EXPECT_FALSE(before_[table].empty()) << table << " has no row to bring forward";
    }
}

TEST_F(ReleasedStore, EveryCallIsAnOutboundAttemptAtItsRow) {
    std::vector<std::string> owners;
    store_->read([&](store::Db& db) {
        for (auto& call : store::search_calls(db, account_, {}, 100)) {
            EXPECT_EQ(call.direction, store::Direction::outbound);
            EXPECT_EQ(call.robot.value().version, 1);
            const auto owner = std::get<store::AttemptAtRow>(store::owner_of(call));
            EXPECT_EQ(store::find_number(db, account_, owner.task, owner.row).value().callee, call.callee);
            owners.push_back(fmt::format("{}/{}/{}", owner.task, owner.row, owner.number));
        }
    });
    std::ranges::sort(owners);
    EXPECT_THAT(owners, ElementsAre("1/1/1", "1/2/1", "1/3/1", "2/1/1", "3/1/1"));
}

/// What was told of a call then is what is told of it now.
TEST_F(ReleasedStore, RecordsAreToldAsBefore) {
    store::Task task = task_of("done");
    // Links differ, because each is signed until its own time.
    constexpr const char* kTold =
        "SELECT count(*) FROM events, json_each(events.body) AS told JOIN json_each(?1) AS now ON now.key=told.key "
        "WHERE events.account=?2 AND events.kind=0 AND json_extract(events.body, '$.CallID')=?3 AND "
        "told.key NOT IN ('Link', 'AttemptList') AND (now.value IS told.value)=?4";
    store_->read([&](store::Db& db) {
        for (int64_t row = 1; row <= task.total; ++row) {
            auto number = store::find_number(db, account_, task.key, row).value();
            JsonWriter json;
            json.begin_object();
            campaign::write_call_record(json, db, context_, campaign::zone_of(db, account_), task, number);
            json.end_object();
            EXPECT_GT(db.number(kTold, json.text(), account_, number.call, 1), 25) << json.text();
            EXPECT_EQ(db.number(kTold, json.text(), account_, number.call, 0), 0) << json.text();
        }
    });
}

TEST_F(ReleasedStore, SecretsOpenAndWhatWasToBeDeliveredStillIs) {
    store_->read([&](store::Db& db) {
        auto line = store::find_line(db, account_, "LINE");
        ASSERT_TRUE(line);
        EXPECT_EQ(store::open_line_password(db, *line), "line-secret");
        auto endpoints = store::endpoints_of(db, account_);
        ASSERT_EQ(endpoints.size(), 2u);
        for (auto& endpoint : endpoints) EXPECT_FALSE(endpoint.secret.empty());
        EXPECT_EQ(store::count_waiting_deliveries(db), 6);
        EXPECT_FALSE(store::next_delivery_due(db, endpoints[0].key));
        EXPECT_TRUE(store::next_delivery_due(db, endpoints[1].key)) << "the one that answered 503";
    });
}

TEST_F(ReleasedStore, ThePlanGoesOnToItsEnd) {
    EXPECT_EQ(store_->write([&](store::Tx& tx) { return campaign::recover(tx, context_); }), 1);
    Robots robots(*store_);
    auto node = nodes::lone_node(*store_, clock_);
    Dialer dialer(*store_, context_, robots, *node, {[] {}, [] {}});
    TestPhone phone;
    dialer.set_phone(phone);
    std::vector<std::string> called;
    for (int i = 0; i < 2'000 && !plan("running").finished; ++i) {
        dialer.step(clock_.now());
        clock_.advance(Millis(50));
        for (auto& order : std::exchange(phone.orders, {})) {
            EXPECT_EQ(order.line->password, "line-secret");
            EXPECT_NE(order.with, nullptr);
            called.push_back(order.call.callee);
            dialer.on_channel_free(order.call, {calls::LineAnswer::Kind::passed});
            order.call.outcome = Outcome::busy;
            order.call.ended = clock_.now();
            dialer.on_finished(order.call);
        }
    }
    EXPECT_THAT(called, ElementsAre("+6281230000005", "+6281230000006")) << "the call that was up is not made again";
    EXPECT_EQ(plan("running").status, Status::finished);
    auto counts = store_->read(
        [&](store::Db& db) { return store::counts(db, account_, task_of("running").key, store::CountKind::outcome); });
    EXPECT_THAT(counts, ElementsAre(std::pair("busy", 2), std::pair("unknown", 1)));
    EXPECT_EQ(store_->read([](store::Db& db) { return store::count_rows(db, "events", {{"kind", 2}}); }), 2);
    EXPECT_EQ(store_->read([&](store::Db& db) { return store::last_sequence(db, account_); }), 6 + 3 + 1 + 1)
        << "three calls, a task and a plan, numbered on from where the release stopped";
}

}  // namespace
}  // namespace tiller::dialer
