#pragma once
// `tiller backup --data DIR TO`: a copy of an installation, made while its server runs (docs/backup.md).
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::installation {

struct BackupOptions {
    std::string data_dir = "data";
    std::string to;                // must not exist yet
    bool with_master_key = false;  // without it, who finds the backup cannot read its passwords and keys
};

struct BackupReport {
    size_t recordings = 0;
};

/// Copies the database and its recordings into the folder `to`, and checks the copied database. The copy is on hold
/// (store/hold.h): whoever starts on it calls nobody by that. A backup that fails leaves no folder `to`. Changes
/// nothing in `data_dir`.
Result<BackupReport> back_up(const BackupOptions& options, const Clock& clock);

}  // namespace tiller::installation
