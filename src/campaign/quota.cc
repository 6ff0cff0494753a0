#include "campaign/quota.h"

#include <fmt/format.h>

#include "base/zone.h"
#include "store/accounts.h"
#include "store/quota.h"

namespace tiller::campaign {

Result<void> check_quota(store::Db& db, int64_t account_key, Upload upload, int64_t rows, Instant now) {
    auto account = store::find_account(db, account_key);
    if (!account) return not_found("the account is gone");
    const store::AccountLimits& limits = account->limits;
    if (upload == Upload::plan && limits.open_plans > 0 &&
        store::count_open_plans(db, account_key) >= limits.open_plans) {
        return invalid(fmt::format("the account may have {} open plans, and has them", limits.open_plans));
    }
    if (upload == Upload::task && limits.open_tasks > 0 &&
        store::count_open_uploaded_tasks(db, account_key) >= limits.open_tasks) {
        return invalid(fmt::format("the account may have {} open tasks, and has them", limits.open_tasks));
    }
    if (limits.numbers_per_day > 0) {
        auto zone = Zone::find(account->zone);
        const Zone local = zone ? *zone : Zone::utc();
        int64_t used = store::count_rows_since(db, account_key, local.at(local.date_of(now), 0));
        if (used + rows > limits.numbers_per_day) {
            return invalid(fmt::format("the account may send {} numbers a day: {} are used, {} more came",
                                       limits.numbers_per_day, used, rows));
        }
    }
    return {};
}

}  // namespace tiller::campaign
