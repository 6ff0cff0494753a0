#include "store/line_holds.h"

#include "base/crypto/crypto.h"
#include "base/text.h"

namespace tiller::store {
namespace {

#define HOLD_COLUMNS "line, account, since, code, reason, setup"

LineHold read_hold(Row& r) {
    return {.line = r.integer(0),
            .account = r.integer(1),
            .since = r.instant(2),
            .code = static_cast<int>(r.integer(3)),
            .reason = r.string(4),
            .setup = r.string(5)};
}

}  // namespace

std::string setup_mark(const Line& line) { return to_hex(sha256(line.config + "\n" + line.sealed_password)); }

void insert_line_hold(Tx& tx, const LineHold& hold) {
    tx.run("INSERT INTO line_holds(" HOLD_COLUMNS ") VALUES(?,?,?,?,?,?) ON CONFLICT DO NOTHING", hold.line,
           hold.account, hold.since, hold.code, hold.reason, hold.setup);
}

std::optional<LineHold> find_line_hold(Db& db, int64_t line) {
    return db.first("SELECT " HOLD_COLUMNS " FROM line_holds WHERE line=?", read_hold, line);
}

std::vector<LineHold> list_line_holds(Db& db) {
    std::vector<LineHold> out;
    db.query("SELECT " HOLD_COLUMNS " FROM line_holds ORDER BY line", [&](Row& r) { out.push_back(read_hold(r)); });
    return out;
}

bool delete_line_hold(Tx& tx, int64_t line) { return tx.run("DELETE FROM line_holds WHERE line=?", line) > 0; }

}  // namespace tiller::store
