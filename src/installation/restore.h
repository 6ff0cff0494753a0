#pragma once
// `tiller restore BACKUP --data DIR`: a data folder out of a backup, which waits until it is told to go on.
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::installation {

struct RestoreOptions {
    std::string backup;             // the folder that `back_up` made
    std::string data_dir = "data";  // must not exist yet, or be empty
    std::string master_key;         // file; empty: the one in the backup
};

/// Copies the backup, checks the copy and that the master key opens it, and puts it on hold (store/hold.h) if the
/// backup is not yet, being of an older version. A restore that fails leaves no folder `data_dir`. Changes nothing in
/// the backup. Errors: `not_found`, `conflict`, `unavailable`.
Result<void> restore(const RestoreOptions& options, const Clock& clock);

}  // namespace tiller::installation
