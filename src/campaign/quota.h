#pragma once
// The quotas of an account (limits of the management interface).
#include "base/clock.h"
#include "base/result.h"
#include "store/handles.h"

namespace tiller::campaign {

enum class Upload {
    task,
    plan,
    number,  // into a task that is there
};

/// May the account make one more task or plan, with so many good rows? Looks at the account as it is now. Error:
/// `invalid`, which quota is reached; contract code 10901.
Result<void> check_quota(store::Db& db, int64_t account, Upload upload, int64_t rows, Instant now);

}  // namespace tiller::campaign
