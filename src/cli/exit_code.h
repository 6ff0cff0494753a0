#pragma once
// What `tiller` ends with (docs/command-line.md).
#include "base/result.h"

namespace tiller::cli {

inline constexpr int kDone = 0, kFailed = 1, kWrongUse = 2, kNotFound = 3, kConflict = 4, kUnavailable = 5;

/// Tells the error on standard error. The exit code of its kind.
int fail(const Error& error);

}  // namespace tiller::cli
