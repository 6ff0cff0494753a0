// What the store itself keeps where several nodes share it.
#include "store/nodes.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/calls.h"
#include "store/holdings.h"
#include "store/migrations.h"
#include "store/task_changes.h"

namespace tiller::store {
namespace {

class NodesOfAStore : public testing::Test {
  protected:
    NodesOfAStore() { migrate(db_, ":memory:"); }

    Call call(std::string id, int64_t run, std::string callee = "+1", int64_t account = 1) {
        return {.account = account,
                .id = std::move(id),
                .task = 1,
                .row = 1,
                .attempt = 1,
                .line = 7,
                .run = run,
                .callee = std::move(callee)};
    }
    void end(Call call) {
        call.ended_state = true;
        update_call(db_, call);
    }

    Tx db_{":memory:", false};
};

TEST_F(NodesOfAStore, AKeyOfARunIsNeverGivenOutAgain) {
    int64_t first = begin_run(db_, "a", "p", Instant{});
    ASSERT_TRUE(end_run(db_, *find_run(db_, "a")));
    EXPECT_GT(begin_run(db_, "a", "p", Instant{}), first);
}

TEST_F(NodesOfAStore, ARunThatHasMovedIsNotEnded) {
    int64_t run = begin_run(db_, "a", "p", Instant{});
    NodeRun seen = *find_run(db_, "a");
    EXPECT_TRUE(beat(db_, run));
    EXPECT_FALSE(end_run(db_, seen));
    EXPECT_TRUE(end_run(db_, *find_run(db_, "a")));
    EXPECT_FALSE(beat(db_, run)) << "it is over";
}

TEST_F(NodesOfAStore, ANumberIsOnOneCallAtATimeInItsAccount) {
    int64_t a = begin_run(db_, "a", "p", Instant{}), b = begin_run(db_, "b", "p", Instant{});
    Call first = call("c1", a);
    EXPECT_TRUE(insert_call(db_, first));
    EXPECT_FALSE(insert_call(db_, call("c2", b)));
    EXPECT_TRUE(insert_call(db_, call("c3", b, "+2")));
    EXPECT_TRUE(insert_call(db_, call("c4", b, "+1", 2))) << "another account's";
    end(first);
    EXPECT_TRUE(insert_call(db_, call("c5", b)));
}

TEST_F(NodesOfAStore, ANumberOfOursTakesManyCallsAtATime) {
    int64_t run = begin_run(db_, "a", "p", Instant{});
    for (const char* id : {"c1", "c2"}) {
        Call inbound = call(id, run);
        inbound.direction = Direction::inbound;
        EXPECT_TRUE(insert_call(db_, inbound));
    }
}

TEST_F(NodesOfAStore, CallsOfARunThatIsOverAreNobodys) {
    int64_t a = begin_run(db_, "a", "p", Instant{}), b = begin_run(db_, "b", "p", Instant{});
    insert_call(db_, call("c1", a));
    insert_call(db_, call("c2", b, "+2"));
    insert_call(db_, call("c3", 0, "+3"));  // of before there were nodes
    ASSERT_EQ(orphaned_calls(db_).size(), 1u);
    EXPECT_EQ(orphaned_calls(db_)[0].id, "c3");
    EXPECT_EQ(calls_of_others(db_, 7, b), 2);
    ASSERT_TRUE(end_run(db_, *find_run(db_, "a")));
    EXPECT_EQ(orphaned_calls(db_).size(), 2u);
    EXPECT_EQ(calls_of_others(db_, 8, b), 0);
}

TEST_F(NodesOfAStore, AThingIsHeldByOneRunUntilThatGivesItOrIsOver) {
    int64_t a = begin_run(db_, "a", "p", Instant{}), b = begin_run(db_, "b", "p", Instant{});
    const Holdable line{1, 7};
    EXPECT_TRUE(take_holding(db_, HoldingKind::line, line, a));
    EXPECT_TRUE(take_holding(db_, HoldingKind::line, line, a)) << "it has it";
    EXPECT_FALSE(take_holding(db_, HoldingKind::line, line, b));
    EXPECT_TRUE(take_holding(db_, HoldingKind::endpoint, line, b)) << "another kind of thing";
    free_holding(db_, HoldingKind::line, line, b);
    EXPECT_TRUE(is_held(db_, HoldingKind::line, line, a)) << "only its holder gives it";
    free_holding(db_, HoldingKind::line, line, a);
    EXPECT_TRUE(take_holding(db_, HoldingKind::line, line, b));
    end_run(db_, *find_run(db_, "b"));
    EXPECT_FALSE(is_held(db_, HoldingKind::line, line, b));
    EXPECT_EQ(list_holdings(db_, HoldingKind::line), (Holdings{{line, 0}}));
    EXPECT_FALSE(take_holding(db_, HoldingKind::line, line, b)) << "its run is over";
    EXPECT_TRUE(take_holding(db_, HoldingKind::line, line, a));
}

TEST_F(NodesOfAStore, ChangesOfTasksAreCountedEvenWhenTheLatestTaskIsGone) {
    Task task{.account = 1, .id = "t1", .name = "t"};
    task.key = insert_task(db_, task);
    int64_t last = last_task_change(db_);
    EXPECT_GT(last, 0);
    db_.run("DELETE FROM tasks");
    EXPECT_EQ(last_task_change(db_), last);
    task.id = "t2";
    insert_task(db_, task);
    EXPECT_GT(last_task_change(db_), last);
    EXPECT_EQ(changed_tasks(db_, last).size(), 1u);
}

}  // namespace
}  // namespace tiller::store
