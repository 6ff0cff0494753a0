#pragma once
#include "setup/setup.h"
#include "store/handles.h"

namespace tiller::setup {

/// Deletes what is set up and the set-up lacks, accounts with all that is theirs among it. What was done:
/// "line OLD deleted". Of do-not-call numbers only those of the account's own list: what other lists and
/// consents hold is never taken away by what a file does not say. Error: `conflict` for something that is in use.
Result<std::vector<std::string>> prune(store::Tx& tx, const Setup& setup);

}  // namespace tiller::setup
