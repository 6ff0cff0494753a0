#include "simulate/hearing_rules.h"

#include <fmt/format.h>

#include "store/observed.h"

namespace tiller::simulate {

void HearingRules::found(store::Tx& tx) { store::observed::make_hearing_log(tx); }

void HearingRules::hear(store::Tx& tx, const store::Event& event) {
    store::observed::log_hearing(tx, event.account, event.sequence);
}

void HearingRules::look(store::Db& db) {
    for (const auto& heard : store::observed::heard_after(db, place_)) {
        place_ = heard.place;
        int64_t& last = heard_[heard.account];
        if (heard.sequence != last + 1)
            facts_.complain(6, fmt::format("a subscriber hears event {} after event {}", heard.sequence, last));
        last = heard.sequence;
    }
    for (auto& [account, facts] : facts_.accounts) {
        int64_t newest = store::observed::newest_sequence(db, account);
        if (newest != heard_[account])
            facts_.complain(6, fmt::format("event {} is there, a subscriber has heard {}", newest, heard_[account]));
    }
}

}  // namespace tiller::simulate
