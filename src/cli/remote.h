#pragma once
// What `tiller apply` does: reads and checks the set-up file, then changes the data folder itself or asks the server
// that runs on it.
#include <optional>
#include <string>

#include "setup/apply.h"

namespace tiller::cli {

struct ApplyOptions {
    std::string file;                     // the set-up file
    std::string data_dir;                 // `--data`; the store is opened, or, if a server has it, that server is asked
    std::string server;                   // `--server http://127.0.0.1:8080`; comes before data_dir
    std::string key;                      // `--key`; empty: $TILLER_ADMIN_KEY, else DIR/admin.key
    bool dry_run = false, prune = false;  // see ApplyMode
    Millis timeout{60'000};               // for the server's answer
};

/// Errors carry what a user reads: the faults of the file, one a line; why the server was not reached.
Result<setup::ApplyReport> apply_file(const ApplyOptions& options, const Clock& clock, Random& random);

}  // namespace tiller::cli
