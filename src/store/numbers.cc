// The numbers of tasks: the hot table of the dialer.
#include "store/tasks.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kNumbers =
    table<Number>("numbers", key("account", &Number::account), key("task", &Number::task), key("row", &Number::row),
                  fixed("callee", &Number::callee), fixed("fields", &Number::fields), column("state", &Number::state),
                  column("due", &Number::due), later("attempts", &Number::attempts), later("outcome", &Number::outcome),
                  later("intention", &Number::intention), later("call", &Number::call), fixed("trace", &Number::trace));

}  // namespace

void insert_number(Tx& tx, const Number& number) {
    static const Insert insert(kNumbers);
    insert.run(tx, number);
}
void update_number(Tx& tx, const Number& number, std::optional<Instant> ended) {
    static const Update update(kNumbers, {"ended"});
    update.run(tx, number, ended);
}

std::optional<Number> find_number(Db& db, int64_t account, int64_t task, int64_t row) {
    static const Select find(kNumbers, "WHERE account=? AND task=? AND row=?");
    return find.first(db, account, task, row);
}
std::optional<Number> find_number(Db& db, int64_t account, int64_t task, std::string_view callee) {
    static const Select find(kNumbers, "WHERE account=? AND task=? AND callee=?");
    return find.first(db, account, task, callee);
}

std::vector<Number> due_numbers(Db& db, int64_t account, int64_t task, Instant now, int64_t limit) {
    static const Select list(
        kNumbers, "INDEXED BY numbers_due WHERE account=? AND task=? AND state=0 AND due<=? ORDER BY due, row LIMIT ?");
    return list.all(db, account, task, now, limit);
}

std::optional<Instant> next_number_due(Db& db, int64_t account, int64_t task) {
    return db.first(
        "SELECT due FROM numbers INDEXED BY numbers_due WHERE account=? AND task=? AND state=0 ORDER BY due LIMIT 1",
        [](Row& r) { return r.instant(0); }, account, task);
}

std::vector<Number> waiting_numbers(Db& db, int64_t account, int64_t task, int64_t limit) {
    static const Select list(kNumbers, "INDEXED BY numbers_due WHERE account=? AND task=? AND state=0 LIMIT ?");
    return list.all(db, account, task, limit);
}

std::vector<Number> list_numbers(Db& db, int64_t account, int64_t task, int64_t from, int64_t limit) {
    static const Select list(kNumbers, "WHERE account=? AND task=? AND row>=? ORDER BY row LIMIT ?");
    return list.all(db, account, task, from, limit);
}

}  // namespace tiller::store
