#include "store/observed.h"

namespace tiller::store::observed {
namespace {

template <class T, class Read, class... Args>
std::vector<T> collect(Db& db, std::string_view sql, Read&& read, const Args&... args) {
    std::vector<T> out;
    db.query(
        sql, [&](Row& r) { out.push_back(read(r)); }, args...);
    return out;
}

Number read_number(Row& r) { return {r.string(0), r.instant(1)}; }

#define CALL_COLUMNS "id, account, task, callee, intended, state, outcome, ended"

Call read_call(Row& r) {
    return {.id = r.string(0),
            .account = r.integer(1),
            .task = r.integer(2),
            .callee = r.string(3),
            .intended = r.instant(4),
            .has_ended = r.integer(5) == 1,
            .outcome = static_cast<Outcome>(r.integer(6)),
            .ended = r.instant(7)};
}

}  // namespace

std::optional<Plan> find_plan(Db& db, int64_t key) {
    return db.first(
        "SELECT account, name FROM plans WHERE key=?",
        [](Row& r) {
            return Plan{r.integer(0), r.string(1)};
        },
        key);
}

std::vector<Task> tasks_after(Db& db, int64_t after) {
    return collect<Task>(
        db, "SELECT key, account, id, name, plan, line, round, total FROM tasks WHERE key>? ORDER BY key",
        [](Row& r) {
            return Task{.key = r.integer(0),
                        .account = r.integer(1),
                        .id = r.string(2),
                        .name = r.string(3),
                        .plan = r.integer(4),
                        .line = r.integer(5),
                        .round = static_cast<int>(r.integer(6)),
                        .total = r.integer(7)};
        },
        after);
}

std::vector<Number> list_numbers(Db& db, int64_t account, int64_t task) {
    return collect<Number>(db, "SELECT callee, due FROM numbers WHERE account=? AND task=?", read_number, account,
                           task);
}
std::vector<Number> due_numbers(Db& db, int64_t account, int64_t task, Instant by, int64_t limit) {
    return collect<Number>(db,
                           "SELECT callee, due FROM numbers WHERE account=? AND task=? AND state=0 AND due<=? LIMIT ?",
                           read_number, account, task, by, limit);
}
std::vector<Number> later_numbers(Db& db, int64_t account, int64_t task, Instant after, int64_t limit) {
    return collect<Number>(db,
                           "SELECT callee, due FROM numbers WHERE account=? AND task=? AND state=0 AND due>? LIMIT ?",
                           read_number, account, task, after, limit);
}

std::optional<Call> find_call(Db& db, int64_t account, std::string_view id) {
    return db.first("SELECT " CALL_COLUMNS " FROM calls WHERE account=? AND id=?", read_call, account, id);
}
std::vector<Call> calls_ended_as(Db& db, Outcome outcome) {
    return collect<Call>(db, "SELECT " CALL_COLUMNS " FROM calls WHERE state=1 AND outcome=?", read_call, outcome);
}
int64_t count_open_calls(Db& db) { return db.number("SELECT count(*) FROM calls WHERE state=0"); }

std::vector<Event> events_after(Db& db, int64_t account, int64_t after) {
    return collect<Event>(
        db, "SELECT sequence, id, kind, task, plan, body FROM events WHERE account=? AND sequence>? ORDER BY sequence",
        [](Row& r) {
            return Event{.sequence = r.integer(0),
                         .id = r.string(1),
                         .kind = static_cast<int>(r.integer(2)),
                         .task = r.integer(3),
                         .plan = r.integer(4),
                         .body = r.string(5)};
        },
        account, after);
}
int64_t newest_sequence(Db& db, int64_t account) {
    return db.number("SELECT max(sequence) FROM events WHERE account=?", account);
}

Sums sums(Db& db) {
    return {.done = db.number("SELECT sum(done) FROM tasks"),
            .finished_tasks = db.number("SELECT count(*) FROM tasks WHERE finished IS NOT NULL"),
            .counted = db.number("SELECT sum(n) FROM task_counts WHERE kind=0")};
}
int64_t counted_of_task(Db& db, int64_t account, int64_t task) {
    return db.number("SELECT sum(n) FROM task_counts WHERE account=? AND task=? AND kind=0", account, task);
}

std::vector<Refusal> list_refusals(Db& db) {
    return collect<Refusal>(db, "SELECT rule, final FROM refusals", [](Row& r) {
        return Refusal{r.string(0), r.integer(1) != 0};
    });
}

std::optional<int> delivery_state(Db& db, int64_t account, std::string_view url, int64_t sequence) {
    return db.first(
        "SELECT state FROM deliveries WHERE sequence=?2 AND endpoint=(SELECT key FROM endpoints WHERE account=?1 AND "
        "url=?3)",
        [](Row& r) { return static_cast<int>(r.integer(0)); }, account, sequence, url);
}
bool is_endpoint_enabled(Db& db, int64_t account, std::string_view url) {
    return db.number("SELECT enabled FROM endpoints WHERE account=? AND url=?", account, url) != 0;
}

void make_hearing_log(Tx& tx) {
    tx.run("CREATE TABLE heard(place INTEGER PRIMARY KEY, account INTEGER NOT NULL, sequence INTEGER NOT NULL)");
}
void log_hearing(Tx& tx, int64_t account, int64_t sequence) {
    tx.run("INSERT INTO heard(account, sequence) VALUES(?,?)", account, sequence);
}
std::vector<Heard> heard_after(Db& db, int64_t place) {
    return collect<Heard>(
        db, "SELECT place, account, sequence FROM heard WHERE place>? ORDER BY place",
        [](Row& r) {
            return Heard{r.integer(0), r.integer(1), r.integer(2)};
        },
        place);
}

}  // namespace tiller::store::observed
