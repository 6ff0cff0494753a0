// What becomes of a lead: which task it joins, when the same one is called again, what it is refused for.
#include "leads/accept.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/crypto/signed_link.h"
#include "campaign/line.h"
#include "store/setup.h"
#include "store/store.h"
#include "store/store_testing.h"
#include "store/tasks.h"

namespace tiller::leads {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class AcceptTest : public ::testing::Test {
  protected:
    AcceptTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_accept_XXXXXX";
        dir_ = ::mkdtemp(pattern.data());
        store_ = std::move(*store::Store::open({.dir = dir_, .own_thread = false, .readers = 1}));
        clock_.jump_to(Zone::utc().at(*parse_date("2026-11-23"), 10 * 3600));
        route_.robot.name = "reminder";
        route_.line.name = "LINE";
        store_->write([&](store::Tx& tx) {
            account_ = {.name = "demo"};
            account_.key = store::insert_account(tx, account_, clock_.now());
            store::put_robot(tx, {account_.key, std::string(32, 'a'), "reminder", "en", "[]", 1});
            store::insert_robot_version(tx, account_.key, std::string(32, 'a'), 1,
                                        "robot: r\nlanguage: en\nstart: s\nstates: {s: {say: Hi., hang_up: true}}\n",
                                        clock_.now());
            store::put_line(
                tx, {.account = account_.key, .name = "LINE", .config = campaign::to_json(campaign::LineConfig{})});
        });
    }
    ~AcceptTest() override {
        store_.reset();
        std::filesystem::remove_all(dir_);
    }

    std::variant<Accepted, Fault> push(const std::string& callee, const std::string& body) {
        return store_->write([&](store::Tx& tx) {
            store::Route stored{.account = account_.key, .name = "leads", .definition = to_json(route_)};
            stored.key = store::put_route(tx, stored);
            Lead lead{.callee = callee,
                      .variables = "{}",
                      .body_hash = body,
                      .robot = route_.robot.name,
                      .line = route_.line.name};
            std::string trace = fmt::format("{:032x}", ++traces_);
            return accept_lead(tx, {clock_, random_, links_, journal_}, {stored, route_, account_, lead, trace});
        });
    }
    Accepted accepted(const std::string& callee, const std::string& body) {
        auto pushed = push(callee, body);
        if (auto* refusal = std::get_if<Fault>(&pushed)) {
            ADD_FAILURE() << refusal->message;
            return {};
        }
        return std::get<Accepted>(pushed);
    }
    int refused(const std::string& body) {
        auto pushed = push("+16501231234", body);
        auto* refusal = std::get_if<Fault>(&pushed);
        return refusal ? refusal->code : 200;
    }
    std::string name_of(const Accepted& lead) {
        return store_->read([&](store::Db& db) { return store::find_task(db, account_.key, lead.task_id)->name; });
    }

    std::string dir_;
    ManualClock clock_;
    SeededRandom random_{3};
    const LinkSigner links_{"key", "http://h", Millis(1000)};
    const journal::Journal journal_;
    std::unique_ptr<store::Store> store_;
    store::Account account_;
    Route route_ = *preset("lendswift-under-wirting");
    int traces_ = 0;
};

TEST_F(AcceptTest, TheSameBodyIsTheSameLeadForADay) {
    auto first = accepted("+16501231234", "body");
    clock_.advance(hours(24) - minutes(1));
    auto again = accepted("+16501231234", "body");
    EXPECT_TRUE(again.is_repeat);
    EXPECT_EQ(again.trace_id, first.trace_id);
    clock_.advance(minutes(1));
    auto next_day = accepted("+16501231234", "body");
    EXPECT_FALSE(next_day.is_repeat);
    EXPECT_NE(next_day.trace_id, first.trace_id);
    EXPECT_EQ(name_of(next_day), "leads_2026-11-24");
}

TEST_F(AcceptTest, TheLeadsOfADayAreATask) {
    auto first = accepted("+16501231234", "a"), second = accepted("+16501231235", "b");
    EXPECT_EQ(name_of(first), "leads_2026-11-23");
    EXPECT_EQ(second.task_id, first.task_id);
    // The same number with another body would be twice in one list.
    auto third = accepted("+16501231234", "c");
    EXPECT_EQ(name_of(third), "leads_2026-11-23_2");
    // What was changed holds for those that come from now on.
    route_.repeat.num = 3;
    EXPECT_EQ(name_of(accepted("+16501231236", "d")), "leads_2026-11-23_3");
}

TEST_F(AcceptTest, AfterTheWindowTheNextDayTakesThem) {
    route_.start = 9 * 3600, route_.end = 18 * 3600;
    EXPECT_EQ(name_of(accepted("+16501231234", "a")), "leads_2026-11-23");
    clock_.advance(hours(8));  // 18:00
    auto late = accepted("+16501231235", "b");
    EXPECT_EQ(name_of(late), "leads_2026-11-24");
    auto due = store_->read([&](store::Db& db) {
        auto task = *store::find_task(db, account_.key, late.task_id);
        return store::find_number(db, account_.key, task.key, "+16501231235")->due;
    });
    EXPECT_EQ(due, Zone::utc().at(*parse_date("2026-11-24"), 9 * 3600));
}

TEST(RouteWindow, MayPassMidnightAndChangesOfTheClock) {
    Route route;
    route.start = 22 * 3600, route.end = 2 * 3600;
    Zone york = *Zone::find("America/New_York");
    auto window = [&](const char* now) {
        auto found = window_of(route, york, *york.parse(now));
        return york.format(found.start) + " " + york.format(found.end);
    };
    const std::string night = "2026-11-23T22:00:00-05:00 2026-11-24T02:00:00-05:00";
    for (const char* now : {"2026-11-23 02:00:00", "2026-11-23 12:00:00", "2026-11-23 22:00:00", "2026-11-24 00:00:00",
                            "2026-11-24 01:59:59"}) {
        EXPECT_EQ(window(now), night) << now;
    }
    EXPECT_NE(window("2026-11-24 02:00:00"), night);
    // Clocks go back at 2:00 and show 1:00 again: the night is an hour longer. In March 2:00 does not come.
    EXPECT_EQ(window("2026-10-31 23:00:00"), "2026-10-31T22:00:00-04:00 2026-11-01T02:00:00-05:00");
    EXPECT_EQ(window("2026-03-07 23:00:00"), "2026-03-07T22:00:00-05:00 2026-03-08T03:00:00-04:00");
    route.start = 9 * 3600, route.end = 18 * 3600;
    EXPECT_EQ(window("2026-11-23 17:59:59"), "2026-11-23T09:00:00-05:00 2026-11-23T18:00:00-05:00");
    EXPECT_EQ(window("2026-11-23 18:00:00"), "2026-11-24T09:00:00-05:00 2026-11-24T18:00:00-05:00");
}

TEST_F(AcceptTest, WhatIsNotThereIsRefusedAndNothingIsLeft) {
    route_.robot.name = "nobody";
    EXPECT_EQ(refused("a"), 10406);
    route_.robot.name = "reminder";
    route_.line.name = "NOWHERE";
    EXPECT_EQ(refused("a"), 10407);
    route_.line.name = "LINE";
    store_->write([&](store::Tx& tx) {
        auto line = *store::find_line(tx, account_.key, "LINE");
        line.enabled = false;
        store::put_line(tx, line);
    });
    EXPECT_EQ(refused("a"), 10407);
    EXPECT_EQ(store_->read([](store::Db& db) { return store::count_rows(db, "leads"); }), 0);
    EXPECT_EQ(store_->read([](store::Db& db) { return store::count_rows(db, "tasks"); }), 0);
}

TEST_F(AcceptTest, AQuotaRefusesTheLeadBeyondIt) {
    account_.limits.numbers_per_day = 2;
    store_->write([&](store::Tx& tx) { store::update_account(tx, account_); });
    accepted("+16501231234", "a");
    accepted("+16501231235", "b");
    EXPECT_EQ(refused("c"), 10901);
    route_.repeat.num = 3;  // would need a task of its own
    EXPECT_EQ(refused("c"), 10901);
    EXPECT_EQ(store_->read([](store::Db& db) { return store::count_rows(db, "tasks"); }), 1);
    EXPECT_EQ(accepted("+16501231234", "a").is_repeat, true) << "what was accepted stays so";
}

}  // namespace
}  // namespace tiller::leads
