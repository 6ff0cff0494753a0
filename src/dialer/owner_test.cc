// Calls that are no attempts at a row: written, ended and told like the others, and nothing else moves with them.
#include <gmock/gmock.h>

#include "campaign/record.h"
#include "dialer/dialer_testing.h"
#include "store/owner.h"

namespace tiller::dialer {
namespace {

using testing::HasSubstr;

class OtherOwner : public DialerFixture {
  protected:
    store::Call inbound_call() {
        store::Call call{.account = account_.key,
                         .id = std::string(32, 'e'),
                         .direction = store::Direction::inbound,
                         .owner = store::OwnerKind::inbound_number,
                         .line = line_.key,
                         .callee = "+622150001000",
                         .intended = clock_.now()};
        store_->write([&](store::Tx& tx) { store::insert_call(tx, call); });
        return call;
    }
    store::Call known(const store::Call& call) {
        return *store_->read([&](store::Db& db) { return store::find_call(db, call.account, call.id); });
    }
};

TEST_F(OtherOwner, StandsInTheRecord) {
    make_plan(1, {round(9, 12)});
    settle();
    const store::Call& attempt = phone_.orders.at(0).call;
    EXPECT_EQ(store::owner_of(attempt), store::Owner(store::AttemptAtRow{rounds()[0].key, 1, 1}));
    EXPECT_EQ(store::owner_of(known(attempt)), store::owner_of(attempt));
    store::Call inbound = known(inbound_call());
    EXPECT_EQ(store::owner_of(inbound), store::Owner(store::InboundNumber{"+622150001000"}));
    EXPECT_EQ(inbound.direction, store::Direction::inbound);
    EXPECT_FALSE(inbound.task || inbound.row || inbound.attempt || inbound.robot);
}

TEST_F(OtherOwner, ItsOutcomeIsWrittenOnceAndMovesNothingElse) {
    std::string id = make_plan(2, {round(9, 12)});
    settle();
    store::Call call = inbound_call();
    call.outcome = Outcome::answered;
    call.answered = clock_.now();
    store_->write([&](store::Tx& tx) { campaign::end_call(tx, context_, call); });
    EXPECT_TRUE(known(call).ended_state);
    EXPECT_EQ(known(call).outcome, Outcome::answered);
    call.outcome = Outcome::busy;
    store_->write([&](store::Tx& tx) { campaign::end_call(tx, context_, call); });
    EXPECT_EQ(known(call).outcome, Outcome::answered) << "told twice";
    EXPECT_EQ(task(id).done, 0);
    EXPECT_EQ(task(id).talk, Millis(0));
    EXPECT_EQ(events(0), 0);
}

TEST_F(OtherOwner, AKillLeavesItUnknown) {
    store::Call call = inbound_call();
    kill_and_restart();
    EXPECT_TRUE(known(call).ended_state);
    EXPECT_EQ(known(call).outcome, Outcome::unknown);
}

TEST_F(OtherOwner, HasARecordWithoutTaskAndRow) {
    store::Call call = inbound_call();
    call.outcome = Outcome::answered;
    call.answered = clock_.now();
    call.ended = clock_.now() + std::chrono::seconds(5);
    call.robot = store::CallRobot{std::string(32, 'a'), 1};
    JsonWriter json;
    json.begin_object();
    store_->read(
        [&](store::Db& db) { campaign::write_call_record(json, db, context_, *Zone::find("Asia/Jakarta"), call); });
    json.end_object();
    EXPECT_THAT(json.text(), HasSubstr(R"({"TaskID":"","TaskName":"","PlanName":"","Round":0,"CallID":"eeee)"));
    EXPECT_THAT(json.text(), HasSubstr(R"("Callee":"+622150001000","Outcome":"answered","Attempts":1,)"));
    EXPECT_THAT(json.text(), HasSubstr(R"("TalkDuration":5)"));
    EXPECT_THAT(json.text(), HasSubstr(R"("Robot":"reminder","RobotVersion":1)"));
}

TEST_F(OtherOwner, AnAttemptNeedsItsRow) {
    store::Call call{.account = account_.key, .id = std::string(32, 'd'), .task = 1, .line = line_.key};
    EXPECT_THROW(store_->write([&](store::Tx& tx) { store::insert_call(tx, call); }), store::StoreError);
}

}  // namespace
}  // namespace tiller::dialer
