#include "store/holdings.h"

namespace tiller::store {

Holdings list_holdings(Db& db, HoldingKind kind) {
    Holdings out;
    db.query(
        "SELECT account, thing, run FROM holdings WHERE kind=?",
        [&](Row& r) {
            out.emplace(Holdable{r.integer(0), r.integer(1)}, r.integer(2));
        },
        kind);
    return out;
}

bool is_held(Db& db, HoldingKind kind, Holdable thing, int64_t run) {
    return db.number("SELECT 1 FROM holdings WHERE account=? AND kind=? AND thing=? AND run=?", thing.account, kind,
                     thing.key, run) == 1;
}

bool take_holding(Tx& tx, HoldingKind kind, Holdable thing, int64_t run) {
    return tx.run(
               "INSERT INTO holdings(account, kind, thing, run) SELECT ?1, ?2, ?3, key FROM nodes WHERE key=?4 "
               "ON CONFLICT(account, kind, thing) DO UPDATE SET run=excluded.run WHERE holdings.run IN (0, "
               "excluded.run)",
               thing.account, kind, thing.key, run) > 0;
}

void free_holding(Tx& tx, HoldingKind kind, Holdable thing, int64_t run) {
    tx.run("UPDATE holdings SET run=0 WHERE account=? AND kind=? AND thing=? AND run=?", thing.account, kind, thing.key,
           run);
}

void free_holdings(Tx& tx, int64_t run) { tx.run("UPDATE holdings SET run=0 WHERE run=?", run); }

void delete_holding(Tx& tx, HoldingKind kind, Holdable thing) {
    tx.run("DELETE FROM holdings WHERE account=? AND kind=? AND thing=?", thing.account, kind, thing.key);
}

}  // namespace tiller::store
