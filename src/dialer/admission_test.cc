#include <gmock/gmock.h>

#include "base/json/json.h"
#include "dialer/dialer_testing.h"
#include "guard/guard.h"
#include "store/dnc.h"

namespace tiller::dialer {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A floor that calls debtors in New York, who are protected the most.
class GuardedFloor : public DialerFixture {
  protected:
    void SetUp() override {
        DialerFixture::SetUp();
        store_->write([&](store::Tx& tx) {
            account_.zone = "America/New_York";
            store::update_account(tx, account_);
        });
        go_to("2026-10-28", 10);
    }
    void go_to(std::string_view date, int hour) {
        clock_.jump_to(Zone::find("America/New_York")->at(*parse_date(date), hour * 3600));
    }
    std::string plan_of(std::string name, campaign::Round round, std::string number = "+12125550100") {
        campaign::PlanOrder order{
            .account = account_, .name = std::move(name), .strategy = {"s", {std::move(round)}}, .line = line_};
        order.date = Zone::find(account_.zone)->date_of(clock_.now());
        order.rows.push_back(
            {1, std::move(number), R"({"Debtor":"Smith","Platform":"ACME","LoanDate":"2026-01-01","LoanAmount":65})"});
        auto made = store_->write([&](store::Tx& tx) { return campaign::create_plan(tx, context_, order); });
        EXPECT_TRUE(made) << made.error().message;
        dialer_->refresh();
        settle();
        return made->task_id;
    }
    void end_all_with(Outcome outcome) {
        end_all([=](auto&) { return outcome; });
    }
    std::string event_of(const std::string& task_id) {
        return store_->read([&](store::Db& db) {
            auto task = store::find_task(db, account_.key, task_id);
            auto bodies = store::texts_of(db, "events", "body", {{"kind", 0}, {"task", task->key}});
            return bodies.empty() ? std::string() : bodies.front();
        });
    }
    std::vector<store::Refusal> refusals() {
        return store_->read([](store::Db& db) { return store::list_refusals(db, std::nullopt, 0, 1000); });
    }
    /// What an auditor does: every refusal judged again from its record.
    void expect_replay() {
        store_->read([&](store::Db& db) {
            for (auto& refusal : store::list_refusals(db, std::nullopt, 0, 1000)) {
                auto verdict = guard::judge_again(db, refusal);
                ASSERT_TRUE(verdict) << verdict.error().message;
                EXPECT_TRUE(guard::is_same(refusal, *verdict)) << refusal.told << " / " << verdict->told();
            }
        });
    }
};

TEST_F(GuardedFloor, ANumberWaitsForTheHoursOfItsPlace) {
    go_to("2026-10-28", 6);
    plan_of("p", round(5, 12));
    EXPECT_TRUE(phone_.orders.empty());
    clock_.advance(hours(2) - minutes(1));
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    clock_.advance(minutes(1));
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
    ASSERT_EQ(refusals().size(), 1u);
    EXPECT_EQ(refusals()[0].rule, "us.collection.hours");
    EXPECT_FALSE(refusals()[0].final_one);
    expect_replay();
}

TEST_F(GuardedFloor, AWindowThatClosesBeforeTheHoursIsToldAtOnceAndALaterRoundTakesTheNumber) {
    go_to("2026-10-28", 6);
    campaign::PlanOrder order{
        .account = account_, .name = "p", .strategy = {"s", {round(5, 7), round(9, 10)}}, .line = line_};
    order.date = Zone::find(account_.zone)->date_of(clock_.now());
    order.rows.push_back({1, "+12125550100", "{}"});
    auto made = store_->write([&](store::Tx& tx) { return campaign::create_plan(tx, context_, order); });
    ASSERT_TRUE(made);
    dialer_->refresh();
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(task(made->task_id).status, Status::finished);
    EXPECT_NE(event_of(made->task_id).find(R"("Outcome":"blocked")"), std::string::npos);
    EXPECT_NE(event_of(made->task_id).find(R"("HangupReason":"us.collection.hours v1: )"), std::string::npos);
    clock_.advance(hours(3));
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
    end_all_with(Outcome::answered);
    EXPECT_EQ(plan("p").status, Status::finished);
    expect_replay();
}

TEST_F(GuardedFloor, CapsCountOverTasksNumbersAndRestarts) {
    for (int i = 0; i < 7; ++i) {
        // The same debt, whatever number is called about it.
        plan_of("p" + std::to_string(i), round(9, 20), i % 2 == 0 ? "+12125550100" : "+12125550101");
        ASSERT_EQ(phone_.orders.size(), 1u) << i;
        if (i == 3) {
            kill_and_restart();  // the call becomes unknown, and it counts
            // An unknown call may have been a conversation: the debt rests.
            go_to("2026-11-04", 10);
            settle();
            continue;
        }
        end_all_with(Outcome::no_answer);
    }
    // Three of these were before the restart, a week ago: four count, so three more go.
    EXPECT_EQ(refusals().size(), 0u);
    for (int i = 7; i < 12; ++i) {
        plan_of("q" + std::to_string(i), round(9, 20));
        end_all_with(Outcome::no_answer);
    }
    auto all = refusals();
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all[0].rule, "us.collection.seven_in_seven");
    EXPECT_TRUE(all[0].final_one);  // not today any more
    EXPECT_EQ(store_->read([](store::Db& db) { return store::count_rows(db, "calls"); }), 4 + 3 + 4);
    expect_replay();
}

TEST_F(GuardedFloor, AfterAConversationTheDebtRestsSevenDays) {
    plan_of("a", round(9, 20));
    end_all_with(Outcome::answered);
    for (auto [date, allowed] : {std::pair{"2026-10-29", false}, {"2026-11-03", false}, {"2026-11-04", true}}) {
        go_to(date, 10);
        std::string id = plan_of(date, round(9, 20));
        EXPECT_EQ(phone_.orders.size(), allowed ? 1u : 0u) << date;
        if (!allowed) EXPECT_NE(event_of(id).find("us.collection.after_conversation v1"), std::string::npos) << date;
    }
    expect_replay();
}

/// Found by `tiller simulate --check`: the second number was refused for good while the first one rang.
TEST_F(GuardedFloor, AnotherNumberOfTheDebtWaitsForTheCallThatIsUp) {
    plan_of("first", round(8, 21));
    ASSERT_EQ(phone_.orders.size(), 1u);
    auto second = plan_of("second", round(8, 21), "+12125550101");
    EXPECT_EQ(phone_.orders.size(), 1u);
    EXPECT_TRUE(refusals().empty());
    end_all_with(Outcome::busy);
    clock_.advance(std::chrono::seconds(5));
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    EXPECT_EQ(phone_.orders[0].call.callee, "+12125550101");

    auto third = plan_of("third", round(8, 21), "+12125550102");
    end_all_with(Outcome::answered);
    clock_.advance(std::chrono::seconds(5));
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(outcomes(third)["blocked"], 1) << "a conversation: the debt rests for seven days";
    expect_replay();
    expect_books_closed();
}

TEST_F(GuardedFloor, ARepeatOfATriedNumberKeepsItsOutcomeWhenTheHoursEnd) {
    go_to("2026-10-28", 20);
    auto r = round(19, 24);
    r.repeat_interval = 30;
    r.repeat_num = 5;
    std::string id = plan_of("p", r);
    end_all_with(Outcome::no_answer);
    clock_.advance(minutes(30));
    settle();
    end_all_with(Outcome::busy);
    clock_.advance(minutes(30));
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_NE(event_of(id).find(R"("Outcome":"busy","Attempts":2)"), std::string::npos) << event_of(id);
}

TEST_F(GuardedFloor, WhoOptsOutInACallIsOnTheListWithTheOutcome) {
    auto r = round(9, 20);
    r.repeat_num = 3;
    plan_of("a", r);
    ASSERT_EQ(phone_.orders.size(), 1u);
    store::Call call = phone_.orders[0].call;
    phone_.orders.clear();
    call.opt_out = true;
    end_call(std::move(call), Outcome::no_answer);
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    auto hits =
        store_->read([&](store::Db& db) { return store::dnc_hits(db, account_.key, "+12125550100", clock_.now()); });
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].list, "opt-outs");
    std::string id = plan_of("b", round(9, 20));
    EXPECT_NE(event_of(id).find(R"("Outcome":"dnc")"), std::string::npos);
    expect_replay();
}

TEST_F(GuardedFloor, ListsExpireAndTheNationalOneFollowsDncSwitch) {
    auto put = [&](bool national, std::string number, std::optional<Instant> expires) {
        store_->write([&](store::Tx& tx) {
            store::DncList list{
                .account = store::kAllAccounts, .name = national ? "registry" : "litigators", .national = national};
            list.key = store::put_dnc_list(tx, list, clock_.now());
            store::put_dnc_entry(tx, list, {.number = std::move(number), .source = "file", .expires = expires},
                                 clock_.now());
        });
    };
    put(true, "+12125550101", std::nullopt);
    put(false, "+12125550102", clock_.now() + hours(1));
    plan_of("switch_off", round(9, 20), "+12125550101");
    EXPECT_EQ(phone_.orders.size(), 1u);
    end_all_with(Outcome::busy);
    store_->write([](store::Tx& tx) { store::set_rows(tx, "tasks", {{"dnc_switch", 1}}); });
    std::string id = plan_of("expiring", round(9, 20), "+12125550102");
    EXPECT_NE(event_of(id).find(R"("Outcome":"dnc")"), std::string::npos);
    clock_.advance(hours(1));
    plan_of("expired", round(9, 20), "+12125550102");
    EXPECT_EQ(phone_.orders.size(), 1u);
}

TEST_F(GuardedFloor, WithTheGuardOffNothingIsAsked) {
    account_.guard = false;
    store_->write([&](store::Tx& tx) { store::update_account(tx, account_); });
    go_to("2026-10-28", 3);
    plan_of("p", round(2, 5));
    EXPECT_EQ(phone_.orders.size(), 1u);
}

TEST_F(GuardedFloor, AnEmergencyNumberThatIsStoredAlreadyIsNeverCalledWithTheGuardOnOrOff) {
    for (bool guard : {true, false}) {
        account_.guard = guard;
        store_->write([&](store::Tx& tx) { store::update_account(tx, account_); });
        for (auto number : {"+1911", "+44999", "+62112", "+19115550100"}) {
            std::string id = plan_of(fmt::format("{} {}", number, guard), round(9, 20), number);
            EXPECT_THAT(event_of(id), testing::HasSubstr(R"("Outcome":"blocked")"));
            EXPECT_THAT(event_of(id), testing::HasSubstr("world.emergency v1"));
        }
    }
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(refusals().size(), 8u);
    expect_replay();
}

TEST_F(GuardedFloor, AClockSetBackAndForthKeepsTheHours) {
    go_to("2026-10-28", 7);
    plan_of("p", round(5, 12));
    EXPECT_TRUE(phone_.orders.empty());
    go_to("2026-10-28", 6);
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    go_to("2026-10-28", 9);
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
}

}  // namespace
}  // namespace tiller::dialer
