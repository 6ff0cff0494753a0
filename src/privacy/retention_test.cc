#include "privacy/retention.h"

#include "privacy/privacy_testing.h"
#include "store/shipments.h"

namespace tiller::privacy {
namespace {

using std::chrono::days;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class RetentionTest : public PrivacyFixture {
  protected:
    void keep(int recordings, int personal_data) {
        account_.retention = {days(recordings), days(personal_data)};
        store_->write([&](store::Tx& tx) { store::update_account(tx, account_); });
    }
    /// Steps until there is nothing to do; at most as often as a mistake would take.
    void work() {
        for (int i = 0; i < 1000; ++i) {
            if (retention_.step(clock_.now()) == clock_.now() + Retention::kLongRest) return;
        }
        FAIL() << "retention finds no end";
    }
    void add_endpoint(bool enabled) {
        store_->write([&](store::Tx& tx) {
            store::put_endpoint(tx, {.account = account_.key, .url = "https://example.com", .enabled = enabled});
        });
    }

    Retention retention_{*store_, clock_, dir_};
};

TEST_F(RetentionTest, NothingIsDeletedUnlessTheAccountSaysSo) {
    auto id = call(make_plan(1), 1);
    clock_.advance(days(10'000));
    work();
    EXPECT_TRUE(is_recorded(id));
    EXPECT_THAT(places_of("Siti"), Contains("numbers.fields"));
}

TEST_F(RetentionTest, RecordingsGoOnTheirDay) {
    keep(90, 0);
    auto id = call(make_plan(1), 1);
    clock_.advance(days(89));
    work();
    EXPECT_TRUE(is_recorded(id));
    EXPECT_EQ(sum("calls", "recorded"), 1);
    clock_.advance(days(1));
    work();
    EXPECT_FALSE(is_recorded(id));
    EXPECT_EQ(sum("calls", "recorded"), 0);
    EXPECT_THAT(places_of("Siti"), Contains("numbers.fields")) << "only the recording's time is over";
}

TEST_F(RetentionTest, ShipmentsGoOnTheirDay) {
    keep(0, 90);
    auto put = [&](const std::string& number) {
        store_->write([&](store::Tx& tx) {
            store::put_shipment(tx, {account_.key, number, 3, "{}", clock_.now()});
            store::put_tracked(tx, {number, 3, "{}", clock_.now()});
        });
    };
    for (int i = 0; i < 150; ++i) put("old" + std::to_string(i));
    clock_.advance(days(29));
    put("asked again");
    work();
    EXPECT_EQ(count("tracked_shipments"), 151);
    clock_.advance(days(1));
    work();
    EXPECT_EQ(count("tracked_shipments"), 1) << "what 17TRACK told 30 days ago";
    EXPECT_EQ(count("shipments"), 151);
    clock_.advance(days(60));
    work();
    EXPECT_EQ(count("shipments"), 1) << "the account keeps them 90 days";
}

TEST_F(RetentionTest, ARecordingWithoutItsMarkGoesToo) {
    keep(1, 0);
    auto id = call(make_plan(1), 1);
    store_->write([](store::Tx& tx) { store::set_rows(tx, "calls", {{"recorded", 0}}); });
    clock_.advance(days(2));
    work();
    EXPECT_FALSE(is_recorded(id));
}

TEST_F(RetentionTest, PersonalDataGoesAndCountsStay) {
    keep(0, 365);
    auto task = make_plan(250);
    auto id = call(task, 1);
    clock_.advance(std::chrono::hours(9));  // the window is over: the rest expires
    store_->write([&](store::Tx& tx) {
        while (campaign::drain_task(tx, context_, task, 500)) {
        }
    });
    ASSERT_EQ(count("plans", {{"finished", store::NotNull{}}}), 1);
    clock_.advance(days(364));
    work();
    EXPECT_THAT(places_of(number(1)), Contains("calls.callee"));
    clock_.advance(days(1));
    work();
    EXPECT_THAT(places_of("Siti"), IsEmpty());
    for (int i : {1, 2, 100, 101, 250}) EXPECT_THAT(places_of(number(i)), IsEmpty()) << i;
    EXPECT_FALSE(is_recorded(id)) << "a recording is personal data, too";
    EXPECT_EQ(sum("tasks", "total"), 250);
    EXPECT_EQ(sum("tasks", "done"), 250);
    EXPECT_EQ(sum("tasks", "dialed"), 1);
    EXPECT_EQ(sum("task_counts", "n", {{"kind", 0}}), 250);
    EXPECT_THAT(texts("events", "body", {{"kind", 0}}), Contains(HasSubstr(R"("Erased":true)")).Times(250));
    EXPECT_THAT(texts("events", "body"), Contains(HasSubstr(R"("Outcome":"answered")")).Times(1));
    EXPECT_EQ(count("events", {{"kind", 2}}), 1);
    EXPECT_EQ(sum("tasks", "talk_ms"), 60'000);
}

TEST_F(RetentionTest, CallsThatBelongToNoRowAreForgottenOnTheirDay) {
    keep(0, 30);
    for (int i = 0; i < 150; ++i) end(begin_without_row(number(i)));
    auto up = begin_without_row(number(700));
    clock_.advance(days(29));
    work();
    EXPECT_THAT(places_of("Siti"), Contains("calls.transcript"));
    clock_.advance(days(2));
    work();
    EXPECT_THAT(places_of("Siti"), IsEmpty());
    EXPECT_THAT(places_of(number(0)), IsEmpty());
    EXPECT_EQ(count("calls", {{"callee", ""}}), 150);
    EXPECT_THAT(places_of(up.callee), Contains("calls.callee")) << "it is not over";
    EXPECT_EQ(count("calls", {{"outcome", 1}}), 150) << "what is counted stays";
}

TEST_F(RetentionTest, WhatIsNotFinalStays) {
    keep(1, 1);
    auto task = make_plan(2);
    auto up = begin(task, 1);
    clock_.advance(days(30));
    work();
    EXPECT_THAT(places_of(up.callee), Contains("numbers.callee")) << "its call is up";
    end(up);
    clock_.advance(days(30));
    work();
    EXPECT_THAT(places_of(number(1)), Contains("numbers.callee")) << "its task has a number left";
}

TEST_F(RetentionTest, AnEventThatWaitsForAReceiverKeepsItsBody) {
    keep(0, 1);
    add_endpoint(true);
    call(make_plan(1), 1);
    clock_.advance(days(2));
    work();
    EXPECT_THAT(places_of("Siti"), Contains("events.body"));
    add_endpoint(false);  // switched off: nobody waits any more
    clock_.advance(Retention::kLongRest);
    work();
    EXPECT_THAT(places_of("Siti"), IsEmpty());
}

TEST_F(RetentionTest, ANewProcessGoesOnWhereTheOldOneDied) {
    keep(0, 1);
    auto task = make_plan(1);
    call(task, 1);
    clock_.advance(days(2));
    retention_.step(clock_.now());  // the rows are done, the events are not
    Retention next(*store_, clock_, dir_);
    for (int i = 0; i < 10; ++i) next.step(clock_.now());
    EXPECT_THAT(places_of("Siti"), IsEmpty());
    EXPECT_EQ(count("tasks", {{"forgotten", store::NotNull{}}}), 1);
}

}  // namespace
}  // namespace tiller::privacy
