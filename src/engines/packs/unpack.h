#pragma once
#include <string>

#include "base/result.h"

namespace tiller::engines {

/// SHA-256 of a file in hex. Errors: not_found.
Result<std::string> hash_file(const std::string& path);

/// Whether a file has this SHA-256, in hex. Errors: not_found, invalid (what it is instead).
Result<void> verify_file(const std::string& path, const std::string& sha256);

/// The files of an archive (tar, compressed as it may be, or zip) below `folder`, which is made. Links, devices and
/// paths that lead out of it are refused, and so is more than 8 GiB or 1,000 files. Errors: invalid, unavailable.
Result<void> unpack(const std::string& archive, const std::string& folder);

}  // namespace tiller::engines
