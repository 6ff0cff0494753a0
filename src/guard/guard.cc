#include "guard/guard.h"

#include "store/setup.h"

namespace tiller::guard {

Verdict check(store::Db& db, const store::Account& account, std::string_view callee) {
    if (!account.guard) return {};
    if (store::is_dnc_number(db, account.key, callee)) return {false, Outcome::dnc, "do-not-call list of the account"};
    return {};
}

}  // namespace tiller::guard
