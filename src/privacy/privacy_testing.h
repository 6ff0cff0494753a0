#pragma once
// For tests: a store in a folder of its own with an account, a plan that was called, its recordings and its events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/crypto/signed_link.h"
#include "base/ids.h"
#include "base/zone.h"
#include "campaign/line.h"
#include "campaign/plans.h"
#include "campaign/tasks.h"
#include "guard/history.h"
#include "store/outbox.h"
#include "store/store.h"
#include "store/store_testing.h"

namespace tiller::privacy {

class PrivacyFixture : public testing::Test {
  protected:
    static constexpr const char* kRobot = "robot: r\nlanguage: en\nstart: s\nstates: {s: {say: Hi., hang_up: true}}\n";

    PrivacyFixture() {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_privacy_XXXXXX";
        dir_ = ::mkdtemp(pattern.data());
        store_ = std::move(*store::Store::open({.dir = dir_, .own_thread = false, .readers = 1}));
        journal_.subscribe(store::insert_deliveries);
        clock_.jump_to(Zone::utc().at(*parse_date("2026-11-23"), 10 * 3600));
        store_->write([&](store::Tx& tx) {
            account_ = {.name = "demo"};
            account_.key = store::insert_account(tx, account_, clock_.now());
            store::put_robot(tx, {account_.key, std::string(32, 'a'), "reminder", "en", "[]", 1});
            store::insert_robot_version(tx, account_.key, std::string(32, 'a'), 1, kRobot, clock_.now());
            line_ = {.account = account_.key, .name = "LINE", .config = campaign::to_json(campaign::LineConfig{})};
            line_.key = store::put_line(tx, line_);
        });
    }
    ~PrivacyFixture() override {
        store_.reset();
        std::filesystem::remove_all(dir_);
    }

    static std::string number(int i) { return "+6281234560" + std::to_string(100 + i); }

    /// A plan of one round, 9:00 to 18:00 today, with its task running.
    int64_t make_plan(int numbers, const std::string& name = "plan") {
        campaign::PlanOrder order{.account = account_,
                                  .name = name,
                                  .strategy = {"s", {{.robot = "reminder", .start = 9 * 3600, .end = 18 * 3600}}},
                                  .line = line_,
                                  .date = Zone::utc().date_of(clock_.now())};
        for (int i = 1; i <= numbers; ++i) {
            order.rows.push_back({static_cast<uint32_t>(i), number(i),
                                  R"({"Debtor":"Siti","Mobile":")" + number(i) +
                                      R"(","LoanDate":"2026-01-01","LoanAmount":5,"Platform":"P"})"});
        }
        return store_->write([&](store::Tx& tx) {
            auto made = campaign::create_plan(tx, context_, order);
            EXPECT_TRUE(made) << made.error().message;
            auto task = *store::find_task(tx, account_.key, made->task_id);
            campaign::start_task(tx, task);
            return task.key;
        });
    }
    store::Call begin(int64_t task, int64_t row) {
        return store_->write([&](store::Tx& tx) {
            auto intent = campaign::begin_attempt(tx, context_, store::find_task(tx, task).value(),
                                                  store::find_number(tx, account_.key, task, row).value());
            EXPECT_TRUE(intent);
            guard::note_attempt(tx, intent->call, intent->number.fields);
            return intent->call;
        });
    }
    /// A call to a number that belongs to no row of a task.
    store::Call begin_without_row(const std::string& callee) {
        store::Call call{.account = account_.key,
                         .id = new_id(clock_, random_),
                         .owner = store::OwnerKind::inbound_number,
                         .line = line_.key,
                         .callee = callee,
                         .intended = clock_.now()};
        store_->write([&](store::Tx& tx) { store::insert_call(tx, call); });
        return call;
    }
    /// Answers a call, records it and ends it a minute later.
    void end(store::Call call) {
        call.answered = clock_.now();
        clock_.advance(std::chrono::minutes(1));
        call.outcome = Outcome::answered;
        call.intention = "A";
        call.slots = R"({"Promise":"Siti pays"})";
        call.transcript = R"([{"Role":"robot","Text":"Hello Siti"}])";
        call.recorded = true;
        std::filesystem::path file = recording(call.id);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "sound";
        store_->write([&](store::Tx& tx) { campaign::end_call(tx, context_, call); });
    }
    std::string call(int64_t task, int64_t row) {
        auto placed = begin(task, row);
        end(placed);
        return placed.id;
    }

    std::string recording(const std::string& call) const { return dir_ + "/" + recording_path(call); }
    bool is_recorded(const std::string& call) const { return std::filesystem::exists(recording(call)); }
    int64_t count(std::string_view table, const store::Cells& with = {}) {
        return store_->read([&](store::Db& db) { return store::count_rows(db, table, with); });
    }
    int64_t sum(std::string_view table, std::string_view column, const store::Cells& with = {}) {
        return store_->read([&](store::Db& db) { return store::sum_of(db, table, column, with); });
    }
    std::vector<std::string> texts(std::string_view table, std::string_view column, const store::Cells& with = {}) {
        return store_->read([&](store::Db& db) { return store::texts_of(db, table, column, with); });
    }
    std::vector<std::string> places_of(const std::string& text) {
        return store_->read([&](store::Db& db) { return store::places_of(db, text); });
    }

    std::string dir_;
    ManualClock clock_;
    SeededRandom random_{11};
    LinkSigner links_{"key", "http://127.0.0.1", Millis(1000)};
    journal::Journal journal_;
    campaign::Context context_{clock_, random_, links_, journal_};
    std::unique_ptr<store::Store> store_;
    store::Account account_;
    store::Line line_;
};

}  // namespace tiller::privacy
