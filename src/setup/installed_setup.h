#pragma once
// What is stored, as a set-up: for the management interface and `tiller export`.
#include "setup/setup.h"
#include "store/engines.h"
#include "store/setup.h"

namespace tiller::setup {

/// Throws std::runtime_error for a row that no program of ours has written.
LineSetup to_setup(store::Db& db, const store::Line& line);
WebhookSetup to_setup(const store::Endpoint& endpoint);
EngineSetup to_setup(store::Db& db, const store::StoredEngine& engine);
/// With the published dialogue.
RobotSetup to_setup(store::Db& db, const store::Robot& robot);
/// Its robots in the order of their names.
RobotGroupSetup to_setup(store::Db& db, const store::RobotGroup& group);
/// Its robots are there.
store::RobotGroup to_store(store::Db& db, int64_t account, const RobotGroupSetup& setup);
/// A stored strategy.
campaign::Strategy to_strategy(const std::string& definition);
/// All of it but for do-not-call lists and consents (exported_lists.h): of those only the numbers of the account's own
/// list. Secrets are left out, which in a set-up file means: as they are.
Setup read_installed(store::Db& db);

/// The names of a stored JSON array.
std::vector<std::string> to_texts(const std::string& json_array);

}  // namespace tiller::setup
