#pragma once
// `tiller backup --data DIR TO`: a copy of an installation, made while its server runs (docs/backup.md).
#include <string>

#include "base/result.h"

namespace tiller::admin {

struct BackupReport {
    size_t recordings = 0;
};

/// Copies the database of `data_dir`, its recordings and its keys into the folder `to`, which must not exist yet, and
/// checks the copied database. A backup that fails leaves no folder `to`. Changes nothing in `data_dir`.
Result<BackupReport> back_up(const std::string& data_dir, const std::string& to);

}  // namespace tiller::admin
