#pragma once
// Who may be called, asked in the moment before INVITE (design: rule 3 of the house).
#include <string>

#include "base/outcome.h"
#include "store/accounts.h"

namespace tiller::guard {

struct Verdict {
    bool allowed = true;
    Outcome outcome = Outcome::none;  // what a refused number gets: dnc or blocked
    std::string rule;                 // which rule refused
};

/// Runs inside the transaction that would write the intent, so that an entry that lands a moment before still counts.
/// An account whose guard is off (for tests) is not asked.
Verdict check(store::Db& db, const store::Account& account, std::string_view callee);

}  // namespace tiller::guard
