#pragma once
// What a witness reads of the tables to judge the code that writes them (simulate/). These statements are used for
// nothing else: a fault in the reads of the dialer or the courier does not hide itself.
#include <vector>

#include "model/outcome.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store::observed {

struct Plan {
    int64_t account = 0;
    std::string name;
};
std::optional<Plan> find_plan(Db& db, int64_t key);

struct Task {
    int64_t key = 0, account = 0;
    std::string id, name;
    int64_t plan = 0;  // 0: it is no round of one
    int64_t line = 0;
    int round = 0;  // from 1
    int64_t total = 0;
};
/// Made after the one with the key `after`, in order.
std::vector<Task> tasks_after(Db& db, int64_t after);

struct Number {
    std::string callee;
    Instant due;
};
std::vector<Number> list_numbers(Db& db, int64_t account, int64_t task);
/// Waiting numbers that are due at `by`, or only after it; `limit` at most.
std::vector<Number> due_numbers(Db& db, int64_t account, int64_t task, Instant by, int64_t limit);
std::vector<Number> later_numbers(Db& db, int64_t account, int64_t task, Instant after, int64_t limit);

struct Call {
    std::string id;
    int64_t account = 0, task = 0;
    std::string callee;
    Instant intended;
    bool has_ended = false;
    Outcome outcome = Outcome::none;
    Instant ended;
};
std::optional<Call> find_call(Db& db, int64_t account, std::string_view id);
std::vector<Call> calls_ended_as(Db& db, Outcome outcome);
std::vector<Call> open_calls(Db& db);

struct Event {
    int64_t sequence = 0;
    std::string id;
    int kind = 0;  // journal/kinds.cc
    int64_t task = 0, plan = 0;
    std::string body;
};
/// Of an account, after the sequence number `after`, in order.
std::vector<Event> events_after(Db& db, int64_t account, int64_t after);
/// 0: there is none.
int64_t newest_sequence(Db& db, int64_t account);

/// Sums over all accounts, of columns that are kept and not counted.
struct Sums {
    int64_t done = 0;            // numbers, as tasks tell
    int64_t finished_tasks = 0;  // that have ended
    int64_t counted = 0;         // numbers, as the counts by outcome tell
};
Sums sums(Db& db);
/// As the counts by outcome of one task tell.
int64_t counted_of_task(Db& db, int64_t account, int64_t task);

struct Refusal {
    std::string rule;
    bool is_final = false;
};
std::vector<Refusal> list_refusals(Db& db);

/// The state of an event's delivery to the endpoint at `url` (SCHEMA.md, `deliveries`); nothing: there is no delivery.
std::optional<int> delivery_state(Db& db, int64_t account, std::string_view url, int64_t sequence);
bool is_endpoint_enabled(Db& db, int64_t account, std::string_view url);

/// What one more subscriber of the journal heard, in a table that only a world under watch has.
struct Heard {
    int64_t place = 0;  // counts up
    int64_t account = 0, sequence = 0;
};
void make_hearing_log(Tx& tx);
void log_hearing(Tx& tx, int64_t account, int64_t sequence);
std::vector<Heard> heard_after(Db& db, int64_t place);

}  // namespace tiller::store::observed
