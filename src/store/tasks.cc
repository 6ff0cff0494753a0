#include "store/counters.h"
#include "store/task_changes.h"

namespace tiller::store {
namespace {

#define PLAN_COLUMNS                                                                                              \
    "key, account, name, strategy, definition, line, line_name, date, dnc_switch, status, round, next_round_at, " \
    "total, created, finished"
#define TASK_COLUMNS                                                                                                   \
    "key, account, id, name, type, plan, plan_name, round, status, robot, robot_name, line, line_name, starts, ends, " \
    "repeat_interval, repeat_num, repeat_on, dnc_switch, created, finished, total, dialed, done, talk_ms, "            \
    "robot_is_group, route, robot_version"

Plan read_plan(Row& r) {
    return {.key = r.integer(0),
            .account = r.integer(1),
            .name = r.string(2),
            .strategy = r.string(3),
            .definition = r.string(4),
            .line = r.integer(5),
            .line_name = r.string(6),
            .date = static_cast<int32_t>(r.integer(7)),
            .dnc_switch = r.integer(8) != 0,
            .status = static_cast<Status>(r.integer(9)),
            .round = static_cast<int>(r.integer(10)),
            .next_round_at = r.maybe_instant(11),
            .total = r.integer(12),
            .created = r.instant(13),
            .finished = r.maybe_instant(14)};
}

Task read_task(Row& r) {
    Task t{.key = r.integer(0),
           .account = r.integer(1),
           .id = r.string(2),
           .name = r.string(3),
           .type = static_cast<TaskType>(r.integer(4)),
           .route = r.integer(26),
           .plan_name = r.string(6),
           .round = static_cast<int>(r.integer(7)),
           .status = static_cast<Status>(r.integer(8)),
           .robot = r.string(9),
           .robot_name = r.string(10),
           .robot_is_group = r.integer(25) != 0,
           .robot_version = r.integer(27),
           .line = r.integer(11),
           .line_name = r.string(12),
           .starts = r.instant(13),
           .ends = r.instant(14),
           .repeat_interval = static_cast<int>(r.integer(15)),
           .repeat_num = static_cast<int>(r.integer(16)),
           .repeat_on = static_cast<OutcomeSet>(r.integer(17)),
           .dnc_switch = r.integer(18) != 0,
           .created = r.instant(19),
           .finished = r.maybe_instant(20),
           .total = r.integer(21),
           .dialed = r.integer(22),
           .done = r.integer(23),
           .talk = Millis(r.integer(24))};
    if (!r.is_null(5)) t.plan = r.integer(5);
    return t;
}

template <class Read>
auto collect(Db& db, Read read, std::string_view sql, const auto&... args) {
    std::vector<std::invoke_result_t<Read, Row&>> out;
    db.query(
        sql, [&](Row& r) { out.push_back(read(r)); }, args...);
    return out;
}

}  // namespace

int64_t insert_plan(Tx& tx, const Plan& p) {
    tx.run(
        "INSERT INTO plans(account, name, strategy, definition, line, line_name, date, dnc_switch, status, round, "
        "next_round_at, total, "
        "created, finished) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        p.account, p.name, p.strategy, p.definition, p.line, p.line_name, p.date, p.dnc_switch, p.status, p.round,
        p.next_round_at, p.total, p.created, p.finished);
    return tx.last_key();
}

void update_plan(Tx& tx, const Plan& p) {
    tx.run("UPDATE plans SET status=?, round=?, next_round_at=?, finished=? WHERE key=?", p.status, p.round,
           p.next_round_at, p.finished, p.key);
}

std::optional<Plan> find_plan(Db& db, int64_t account, std::string_view name) {
    return db.first("SELECT " PLAN_COLUMNS " FROM plans WHERE account=? AND name=?", read_plan, account, name);
}
std::optional<Plan> find_plan(Db& db, int64_t key) {
    return db.first("SELECT " PLAN_COLUMNS " FROM plans WHERE key=?", read_plan, key);
}
bool exclude_from_plan(Tx& tx, int64_t account, int64_t plan, int64_t row) {
    return tx.run("INSERT INTO plan_exclusions(account, plan, row) VALUES(?,?,?) ON CONFLICT DO NOTHING", account, plan,
                  row) > 0;
}
bool is_excluded_from_plan(Db& db, int64_t account, int64_t plan, int64_t row) {
    return db.number("SELECT 1 FROM plan_exclusions WHERE account=? AND plan=? AND row=?", account, plan, row) == 1;
}

int64_t insert_task(Tx& tx, const Task& t) {
    tx.run(
        "INSERT INTO tasks(account, id, name, type, plan, plan_name, round, status, robot, robot_name, line, "
        "line_name, starts, ends, "
        "repeat_interval, repeat_num, repeat_on, dnc_switch, created, total, robot_is_group, route, "
        "robot_version) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        t.account, t.id, t.name, t.type, t.plan, t.plan_name, t.round, t.status, t.robot, t.robot_name, t.line,
        t.line_name, t.starts, t.ends, t.repeat_interval, t.repeat_num, t.repeat_on, t.dnc_switch, t.created, t.total,
        t.robot_is_group, t.route, t.robot_version);
    return tx.last_key();
}

void update_task(Tx& tx, const Task& t) {
    tx.run("UPDATE tasks SET status=?, finished=?, dialed=?, done=?, talk_ms=? WHERE key=?", t.status, t.finished,
           t.dialed, t.done, t.talk, t.key);
}

std::optional<Task> find_task(Db& db, int64_t account, std::string_view id) {
    return db.first("SELECT " TASK_COLUMNS " FROM tasks WHERE account=? AND id=?", read_task, account, id);
}
std::optional<Task> find_task(Db& db, int64_t key) {
    return db.first("SELECT " TASK_COLUMNS " FROM tasks WHERE key=?", read_task, key);
}
bool task_name_exists(Db& db, int64_t account, std::string_view name) {
    return db.number("SELECT 1 FROM tasks WHERE account=? AND name=? LIMIT 1", account, name) == 1;
}
std::vector<Task> tasks_of_plan(Db& db, int64_t account, int64_t plan) {
    return collect(db, read_task, "SELECT " TASK_COLUMNS " FROM tasks WHERE account=? AND plan=? ORDER BY round",
                   account, plan);
}
std::vector<Task> tasks_of_route(Db& db, int64_t account, int64_t route, Instant starts) {
    return collect(
        db, read_task,
        "SELECT " TASK_COLUMNS
        " FROM tasks INDEXED BY tasks_route WHERE account=? AND route=? AND route>0 AND starts=? ORDER BY key",
        account, route, starts);
}
void set_task_total(Tx& tx, int64_t task, int64_t total) {
    tx.run("UPDATE tasks SET total=? WHERE key=?", total, task);
}
std::vector<Task> open_tasks(Db& db) {
    return collect(db, read_task,
                   "SELECT " TASK_COLUMNS " FROM tasks INDEXED BY tasks_open WHERE finished IS NULL ORDER BY key");
}
std::vector<Task> changed_tasks(Db& db, int64_t since) {
    return collect(db, read_task, "SELECT " TASK_COLUMNS " FROM tasks WHERE changed>? ORDER BY changed", since);
}
int64_t last_task_change(Db& db) { return last_count(db, 0, "task_changes"); }

namespace {

/// The conditions of a filter. One statement for each set of them, so that each finds its index; every statement has
/// the same parameters, whether it looks at them or not.
std::string conditions(const TaskFilter& f) {
    std::string sql = " WHERE account=?1";
    if (f.type) sql += " AND type=?2";
    if (f.status) sql += " AND status=?3";
    if (f.plan_name) sql += " AND plan_name=?4";
    if (f.task_name) sql += " AND name=?5";
    return sql;
}

}  // namespace

std::vector<Task> list_tasks(Db& db, int64_t account, const TaskFilter& f, int64_t limit, int64_t offset) {
    return collect(db, read_task,
                   "SELECT " TASK_COLUMNS " FROM tasks" + conditions(f) + " ORDER BY key DESC LIMIT ?6 OFFSET ?7",
                   account, f.type, f.status, f.plan_name, f.task_name, limit, offset);
}
int64_t count_tasks(Db& db, int64_t account, const TaskFilter& f) {
    // A name leaves few rows to count; for types and states the totals are kept.
    if (!f.plan_name && !f.task_name) {
        return db.number("SELECT sum(n) FROM task_totals" + conditions(f), account, f.type, f.status);
    }
    return db.number("SELECT count(*) FROM tasks" + conditions(f), account, f.type, f.status, f.plan_name, f.task_name);
}

std::vector<Task> search_tasks(Db& db, int64_t account, const TaskSearch& s, int64_t limit) {
    return collect(db, read_task,
                   "SELECT " TASK_COLUMNS " FROM tasks" + conditions(s.filter) +
                       " AND (?6='' OR instr(lower(name), lower(?6))>0 OR instr(id, lower(?6))>0)"
                       " AND (?7 IS NULL OR key<?7) ORDER BY key DESC LIMIT ?8",
                   account, s.filter.type, s.filter.status, s.filter.plan_name, s.filter.task_name, s.text, s.before,
                   limit);
}
std::vector<Plan> search_plans(Db& db, int64_t account, const PlanSearch& s, int64_t limit) {
    return collect(db, read_plan,
                   "SELECT " PLAN_COLUMNS
                   " FROM plans WHERE account=?1 AND (?2 IS NULL OR status=?2)"
                   " AND (?3='' OR instr(lower(name), lower(?3))>0) AND (?4 IS NULL OR key<?4)"
                   " ORDER BY key DESC LIMIT ?5",
                   account, s.status, s.text, s.before, limit);
}

void add_count(Tx& tx, int64_t account, int64_t task, CountKind kind, std::string_view word, int64_t by) {
    tx.run(
        "INSERT INTO task_counts(account, task, kind, word, n) VALUES(?,?,?,?,?) "
        "ON CONFLICT(account, task, kind, word) DO UPDATE SET n=n+excluded.n",
        account, task, kind, word, by);
}

std::vector<std::pair<std::string, int64_t>> counts(Db& db, int64_t account, int64_t task, CountKind kind) {
    return collect(
        db, [](Row& r) { return std::make_pair(r.string(0), r.integer(1)); },
        "SELECT word, n FROM task_counts WHERE account=? AND task=? AND kind=? ORDER BY word", account, task, kind);
}

}  // namespace tiller::store
