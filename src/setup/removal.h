#pragma once
// What may be removed, and what not: things that something under way needs stay. Each runs inside one transaction.
//
// Errors: `not_found`; `conflict` with what needs the thing.
#include <string>

#include "base/result.h"
#include "store/outbox.h"

namespace tiller::setup {

/// An account without tasks and plans, and all that is set up for it.
Result<void> remove_account(store::Tx& tx, const std::string& name);
Result<void> remove_app_key(store::Tx& tx, int64_t account, const std::string& app_key);
Result<void> remove_line(store::Tx& tx, int64_t account, const std::string& name);
Result<void> remove_robot(store::Tx& tx, int64_t account, const std::string& name);
Result<void> remove_robot_group(store::Tx& tx, int64_t account, const std::string& name);
/// Not while a route sends it its call records.
Result<void> remove_webhook(store::Tx& tx, const store::Endpoint& endpoint);
/// Robots that name it as their voice speak with one of ours from then on.
Result<void> remove_engine(store::Tx& tx, const std::string& name);
/// Plans that were made by it keep their copy.
Result<void> remove_strategy(store::Tx& tx, int64_t account, const std::string& name);

}  // namespace tiller::setup
