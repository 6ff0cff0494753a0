#include "store/observed.h"

#include "store/endpoints.h"
#include "store/sqlite/columns.h"

namespace tiller::store::observed {
namespace {

constexpr auto kPlans = table<Plan>("plans", fixed("account", &Plan::account), fixed("name", &Plan::name));

constexpr auto kTasks =
    table<Task>("tasks", made("key", &Task::key), fixed("account", &Task::account), fixed("id", &Task::id),
                fixed("name", &Task::name), fixed("plan", &Task::plan), fixed("line", &Task::line),
                fixed("round", &Task::round), fixed("total", &Task::total));

constexpr auto kNumbers = table<Number>("numbers", fixed("callee", &Number::callee), fixed("due", &Number::due));

constexpr auto kCalls =
    table<Call>("calls", key("id", &Call::id), key("account", &Call::account), fixed("task", &Call::task),
                fixed("callee", &Call::callee), fixed("intended", &Call::intended), later("state=1", &Call::has_ended),
                later("outcome", &Call::outcome), later("ended", &Call::ended));

constexpr auto kEvents =
    table<Event>("events", key("sequence", &Event::sequence), fixed("id", &Event::id), fixed("kind", &Event::kind),
                 fixed("task", &Event::task), fixed("plan", &Event::plan), fixed("body", &Event::body));

constexpr auto kRefusals =
    table<Refusal>("refusals", fixed("rule", &Refusal::rule), fixed("final", &Refusal::is_final));

constexpr auto kHeard = table<Heard>("heard", made("place", &Heard::place), fixed("account", &Heard::account),
                                     fixed("sequence", &Heard::sequence));

}  // namespace

std::optional<Plan> find_plan(Db& db, int64_t key) {
    static const Select find(kPlans, "WHERE key=?");
    return find.first(db, key);
}

std::vector<Task> tasks_after(Db& db, int64_t after) {
    static const Select list(kTasks, "WHERE key>? ORDER BY key");
    return list.all(db, after);
}

std::vector<Number> list_numbers(Db& db, int64_t account, int64_t task) {
    static const Select list(kNumbers, "WHERE account=? AND task=?");
    return list.all(db, account, task);
}
std::vector<Number> due_numbers(Db& db, int64_t account, int64_t task, Instant by, int64_t limit) {
    static const Select list(kNumbers, "WHERE account=? AND task=? AND state=0 AND due<=? LIMIT ?");
    return list.all(db, account, task, by, limit);
}
std::vector<Number> later_numbers(Db& db, int64_t account, int64_t task, Instant after, int64_t limit) {
    static const Select list(kNumbers, "WHERE account=? AND task=? AND state=0 AND due>? LIMIT ?");
    return list.all(db, account, task, after, limit);
}

std::optional<Call> find_call(Db& db, int64_t account, std::string_view id) {
    static const Select find(kCalls, "WHERE account=? AND id=?");
    return find.first(db, account, id);
}
std::vector<Call> calls_ended_as(Db& db, Outcome outcome) {
    static const Select list(kCalls, "WHERE state=1 AND outcome=?");
    return list.all(db, outcome);
}
std::vector<Call> open_calls(Db& db) {
    static const Select list(kCalls, "WHERE state=0");
    return list.all(db);
}

std::vector<Event> events_after(Db& db, int64_t account, int64_t after) {
    static const Select list(kEvents, "WHERE account=? AND sequence>? ORDER BY sequence");
    return list.all(db, account, after);
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
    static const Select list(kRefusals, "");
    return list.all(db);
}

std::optional<int> delivery_state(Db& db, int64_t account, std::string_view url, int64_t sequence) {
    auto endpoint = find_endpoint_key(db, account, url);
    if (!endpoint) return std::nullopt;
    return db.first(
        "SELECT state FROM deliveries WHERE sequence=? AND endpoint=?",
        [](Row& r) { return static_cast<int>(r.integer(0)); }, sequence, *endpoint);
}
bool is_endpoint_enabled(Db& db, int64_t account, std::string_view url) {
    auto endpoint = find_endpoint_key(db, account, url);
    return endpoint && db.number("SELECT enabled FROM endpoints WHERE key=?", *endpoint) != 0;
}

void make_hearing_log(Tx& tx) {
    tx.run("CREATE TABLE heard(place INTEGER PRIMARY KEY, account INTEGER NOT NULL, sequence INTEGER NOT NULL)");
}
void log_hearing(Tx& tx, int64_t account, int64_t sequence) {
    static const Insert insert(kHeard);
    insert.run(tx, {.account = account, .sequence = sequence});
}
std::vector<Heard> heard_after(Db& db, int64_t place) {
    static const Select list(kHeard, "WHERE place>? ORDER BY place");
    return list.all(db, place);
}

}  // namespace tiller::store::observed
