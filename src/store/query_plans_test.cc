// No query of a running server looks through a table that grows: each is asked for its plan.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <set>

#include "store/accounts.h"
#include "store/calls.h"
#include "store/delivery_log.h"
#include "store/guard.h"
#include "store/holdings.h"
#include "store/idempotency.h"
#include "store/migrations.h"
#include "store/nodes.h"
#include "store/outbox_pruning.h"
#include "store/plan_counts.h"
#include "store/shipments.h"
#include "store/task_changes.h"
#include "store/timers.h"

namespace tiller::store {
namespace {

// Indexes that hold only what is open, due or under way: to look through all of one is right.
const std::set<std::string> kShort = {"tasks_open", "calls_open", "deliveries_due"};

/// SQLite's words for the steps of a statement that are as long as a table.
std::vector<std::string> long_steps(Db& db, const std::string& sql) {
    // Set-up, not calls: a handful of rows however long a server runs.
    const std::set<std::string> small = {"endpoints", "accounts", "meta", "lines", "nodes", "holdings"};
    // The rows of one number or account: to put those in order is nothing.
    const std::set<std::string> few = {"consents", "contacts", "endpoints", "shipments"};
    std::vector<std::string> out;
    std::string searched;
    db.query("EXPLAIN QUERY PLAN " + sql, [&](Row& r) {
        std::string step = r.string(3);
        if (step.starts_with("SEARCH ")) searched = step.substr(7, step.find(' ', 7) - 7);
        if (step.starts_with("USE TEMP B-TREE") && !few.contains(searched)) out.push_back(step);
        if (!step.starts_with("SCAN ") || step == "SCAN CONSTANT ROW") return;
        std::string table = step.substr(5, step.find(' ', 5) - 5);
        size_t index = step.find("INDEX ");
        bool is_short = index != std::string::npos && kShort.contains(step.substr(index + 6));
        if (!is_short && !small.contains(table) && !table.starts_with('(')) out.push_back(step);
    });
    return out;
}

class QueryPlans : public ::testing::Test {
  protected:
    QueryPlans() : db_(":memory:", false) {
        migrate(db_, ":memory:");
        db_.run("BEGIN");
    }
    /// Looks at every statement that was prepared since the beginning.
    void expect_no_scans() {
        std::vector<std::string> statements;
        for (auto* s = sqlite3_next_stmt(db_.handle(), nullptr); s; s = sqlite3_next_stmt(db_.handle(), s)) {
            statements.emplace_back(sqlite3_sql(s));
        }
        EXPECT_GT(statements.size(), 5u);
        for (auto& sql : statements) {
            if (sql.starts_with("BEGIN") || sql.starts_with("PRAGMA")) continue;
            for (auto& step : long_steps(db_, sql)) ADD_FAILURE() << step << "\n  in: " << sql;
        }
    }
    /// SQLite's plan of the prepared statement that holds `part`.
    std::string plan_of(const std::string& part) {
        std::string sql, plan;
        for (auto* s = sqlite3_next_stmt(db_.handle(), nullptr); s; s = sqlite3_next_stmt(db_.handle(), s)) {
            if (std::string(sqlite3_sql(s)).find(part) != std::string::npos) sql = sqlite3_sql(s);
        }
        db_.query("EXPLAIN QUERY PLAN " + sql, [&](Row& r) { plan += r.string(3) + "\n"; });
        return plan;
    }
    const Instant now_ = from_ms(1'795'230'000'000);
    Tx db_;
};

TEST_F(QueryPlans, AQueryWithoutAnIndexIsFound) {
    EXPECT_FALSE(long_steps(db_, "SELECT * FROM numbers WHERE callee='x'").empty());
    EXPECT_FALSE(long_steps(db_, "SELECT * FROM tasks WHERE account=1 ORDER BY ends").empty());
}

TEST_F(QueryPlans, OfReads) {
    for (int filters = 0; filters < 16; ++filters) {
        TaskFilter f;
        if (filters & 1) f.type = TaskType::plan;
        if (filters & 2) f.status = Status::running;
        if (filters & 4) f.plan_name = "p";
        if (filters & 8) f.task_name = "t";
        // A name leaves few rows to put in order, and so do type and status together.
        if (filters != 3 && !f.task_name) list_tasks(db_, 1, f, 10, 0);
        count_tasks(db_, 1, f);
    }
    find_plan(db_, 1, "p");
    find_task(db_, 1, "t");
    task_name_exists(db_, 1, "t");
    tasks_of_plan(db_, 1, 1);
    counts(db_, 1, 1, CountKind::outcome);
    plan_counts(db_, 1, 1, PlanCountKind::outcome);
    is_excluded_from_plan(db_, 1, 1, 1);
    find_number(db_, 1, 1, 1);
    find_number(db_, 1, 1, "+1");
    list_numbers(db_, 1, 1, 0, 10);
    find_call(db_, 1, "c");
    calls_of_number(db_, 1, 1, 1);
    refusal_told(db_, 1, 1, 1);
    find_token(db_, "h", now_);
    find_answer(db_, 1, "k", now_);
    expect_no_scans();
}

TEST_F(QueryPlans, OfTheDialer) {
    open_tasks(db_);
    changed_tasks(db_, 1);
    last_task_change(db_);
    due_numbers(db_, 1, 1, now_, 10);
    next_number_due(db_, 1, 1);
    waiting_numbers(db_, 1, 1, 10);
    orphaned_calls(db_);
    calls_of_others(db_, 1, 1);
    contacts_of(db_, 1, 1, now_);
    forget_contacts(db_, now_, 10);
    consents_of(db_, 1, "+1");
    expect_no_scans();
}

TEST_F(QueryPlans, OfNodes) {
    int64_t run = begin_run(db_, "a", "p", now_);
    EXPECT_TRUE(beat(db_, run));
    find_run(db_, "a");
    EXPECT_TRUE(take_holding(db_, HoldingKind::line, {1, 1}, run));
    EXPECT_TRUE(is_held(db_, HoldingKind::line, {1, 1}, run));
    free_holding(db_, HoldingKind::line, {1, 1}, run);
    delete_holding(db_, HoldingKind::line, {1, 1});
    expect_no_scans();
}

TEST_F(QueryPlans, OfTimers) {
    const Timer timer{.account = 1, .owner = "o", .subject = "s", .due = now_};
    set_timer(db_, timer);
    set_timer(db_, timer);
    due_timers(db_, now_, 10);
    next_timer_due(db_, now_);
    EXPECT_TRUE(take_timer(db_, timer, now_));
    cancel_timer(db_, 1, "o", "s");
    expect_no_scans();
}

TEST_F(QueryPlans, OfShipments) {
    put_shipment(db_, {.account = 1, .number = "n", .carrier = 1, .document = "{}", .updated = now_});
    find_shipment(db_, 1, "n", 1);
    list_shipments(db_, 1, "n", 1, "", 10);
    delete_shipment(db_, 1, "n", 1);
    put_tracked(db_, {"n", 1, "{}", now_});
    find_tracked(db_, "n", 1);
    has_shipments_before(db_, 1, now_);
    expect_no_scans();
    // Not by the account's index of times, which holds the whole register.
    std::string plan = plan_of("FROM shipments WHERE account=?1 AND number=?2");
    EXPECT_NE(plan.find("number=?"), std::string::npos) << plan;
}

TEST_F(QueryPlans, OfWrites) {
    Task task{.account = 1, .id = "t", .name = "t"};
    task.key = insert_task(db_, task);
    task.status = Status::running;
    update_task(db_, task);
    Plan plan{.account = 1, .name = "p"};
    plan.key = insert_plan(db_, plan);
    update_plan(db_, plan);
    Number number{.account = 1, .task = task.key, .row = 1, .callee = "+1", .fields = "{}"};
    insert_number(db_, number);
    update_number(db_, number, now_);
    insert_call(db_, {.account = 1, .id = "c", .task = task.key, .row = 1, .attempt = 1});
    update_call(db_, {.account = 1, .id = "c", .task = task.key, .row = 1, .attempt = 1});
    add_count(db_, 1, 1, CountKind::outcome, "busy", 1);
    add_plan_count(db_, 1, 1, PlanCountKind::outcome, "busy", 1);
    exclude_from_plan(db_, 1, 1, 1);
    save_answer(db_, 1, "k", {"h", 200, "{}"}, now_, now_);
    insert_token(db_, {1, "k", now_}, "h", now_, Millis(1), 1);
    expect_no_scans();
    EXPECT_EQ(count_tasks(db_, 1, {}), 1);
    EXPECT_EQ(count_tasks(db_, 1, {.status = Status::running}), 1);
    EXPECT_EQ(count_tasks(db_, 1, {.status = Status::waiting}), 0);
}

TEST_F(QueryPlans, OfWebhooks) {
    Event event{.account = 1, .sequence = take_sequence(db_, 1), .id = "e", .body = "{}"};
    EXPECT_EQ(last_sequence(db_, 1), event.sequence);
    insert_event(db_, event);
    insert_deliveries(db_, event);
    insert_delivery(db_, event, 1);
    find_event(db_, 1, 1);
    next_delivery_due(db_, 1);
    due_sequences(db_, 1, now_, 10);
    find_outgoing(db_, 1, 1);
    next_delivery_due(db_, 1, now_);
    later_deliveries(db_, 1, now_);
    set_delivery_due(db_, 1, 1, now_);
    Delivery delivery{.endpoint = 1, .sequence = 1};
    for (auto subject : {Subject::task, Subject::plan}) is_on_its_way(db_, 1, EventKind::call, subject, 1);
    update_delivery(db_, delivery, now_);
    count_waiting_deliveries(db_);
    insert_try(db_, {.endpoint = 1, .sequence = 1});
    tries_of(db_, 1, 1);
    const PruneRule rule{now_, now_};
    prunable_events(db_, 1, rule, 0, 10);
    prune_event(db_, 1, 1, rule);
    expect_no_scans();
}

}  // namespace
}  // namespace tiller::store
