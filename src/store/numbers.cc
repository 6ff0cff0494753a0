// The numbers of tasks: the hot table of the dialer.
#include "store/tasks.h"

namespace tiller::store {
namespace {

#define NUMBER_COLUMNS "account, task, row, callee, fields, state, due, attempts, outcome, intention, call, trace"

Number read_number(Row& r) {
    return {.account = r.integer(0),
            .task = r.integer(1),
            .row = r.integer(2),
            .callee = r.string(3),
            .fields = r.string(4),
            .state = static_cast<NumberState>(r.integer(5)),
            .due = r.instant(6),
            .attempts = static_cast<int>(r.integer(7)),
            .outcome = static_cast<Outcome>(r.integer(8)),
            .intention = r.string(9),
            .call = r.string(10),
            .trace = r.string(11)};
}

template <class... Args>
std::vector<Number> collect(Db& db, std::string_view sql, const Args&... args) {
    std::vector<Number> out;
    db.query(
        sql, [&](Row& r) { out.push_back(read_number(r)); }, args...);
    return out;
}

}  // namespace

void insert_number(Tx& tx, const Number& n) {
    tx.run("INSERT INTO numbers(account, task, row, callee, fields, state, due, trace) VALUES(?,?,?,?,?,?,?,?)",
           n.account, n.task, n.row, n.callee, n.fields, n.state, n.due, n.trace);
}

void update_number(Tx& tx, const Number& n, std::optional<Instant> ended) {
    tx.run(
        "UPDATE numbers SET state=?, due=?, attempts=?, outcome=?, intention=?, call=?, ended=? WHERE account=? AND "
        "task=? AND row=?",
        n.state, n.due, n.attempts, n.outcome, n.intention, n.call, ended, n.account, n.task, n.row);
}

std::optional<Number> find_number(Db& db, int64_t account, int64_t task, int64_t row) {
    return db.first("SELECT " NUMBER_COLUMNS " FROM numbers WHERE account=? AND task=? AND row=?", read_number, account,
                    task, row);
}
std::optional<Number> find_number(Db& db, int64_t account, int64_t task, std::string_view callee) {
    return db.first("SELECT " NUMBER_COLUMNS " FROM numbers WHERE account=? AND task=? AND callee=?", read_number,
                    account, task, callee);
}

std::vector<Number> due_numbers(Db& db, int64_t account, int64_t task, Instant now, int64_t limit) {
    return collect(db,
                   "SELECT " NUMBER_COLUMNS
                   " FROM numbers INDEXED BY numbers_due WHERE account=? AND task=? AND state=0 AND due<=? ORDER BY "
                   "due, row LIMIT ?",
                   account, task, now, limit);
}

std::optional<Instant> next_number_due(Db& db, int64_t account, int64_t task) {
    return db.first(
        "SELECT due FROM numbers INDEXED BY numbers_due WHERE account=? AND task=? AND state=0 ORDER BY due LIMIT 1",
        [](Row& r) { return r.instant(0); }, account, task);
}

std::vector<Number> waiting_numbers(Db& db, int64_t account, int64_t task, int64_t limit) {
    return collect(db,
                   "SELECT " NUMBER_COLUMNS
                   " FROM numbers INDEXED BY numbers_due WHERE account=? AND task=? AND state=0 LIMIT ?",
                   account, task, limit);
}

std::vector<Number> list_numbers(Db& db, int64_t account, int64_t task, int64_t from, int64_t limit) {
    return collect(db,
                   "SELECT " NUMBER_COLUMNS " FROM numbers WHERE account=? AND task=? AND row>=? ORDER BY row LIMIT ?",
                   account, task, from, limit);
}

}  // namespace tiller::store
