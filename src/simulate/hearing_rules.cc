#include "simulate/hearing_rules.h"

#include <fmt/format.h>

namespace tiller::simulate {

void HearingRules::found(store::Tx& tx) {
    tx.run("CREATE TABLE heard(place INTEGER PRIMARY KEY, account INTEGER NOT NULL, sequence INTEGER NOT NULL)");
}

void HearingRules::hear(store::Tx& tx, const store::Event& event) {
    tx.run("INSERT INTO heard(account, sequence) VALUES(?,?)", event.account, event.sequence);
}

void HearingRules::look(store::Db& db) {
    db.query(
        "SELECT place, account, sequence FROM heard WHERE place>? ORDER BY place",
        [&](store::Row& r) {
            place_ = r.integer(0);
            int64_t& last = heard_[r.integer(1)];
            if (r.integer(2) != last + 1)
                facts_.complain(6, fmt::format("a subscriber hears event {} after event {}", r.integer(2), last));
            last = r.integer(2);
        },
        place_);
    for (auto& [account, facts] : facts_.accounts) {
        int64_t newest = db.number("SELECT max(sequence) FROM events WHERE account=?", account);
        if (newest != heard_[account])
            facts_.complain(6, fmt::format("event {} is there, a subscriber has heard {}", newest, heard_[account]));
    }
}

}  // namespace tiller::simulate
