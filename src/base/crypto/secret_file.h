#pragma once
// Files that hold one secret a line and are for the owner of the data folder only (mode 0600): admin.key, master.key.
#include <string>
#include <vector>

#include "base/result.h"

namespace tiller {

/// The lines that are not empty, trimmed. Errors: not_found, unavailable.
Result<std::vector<std::string>> read_secret_file(const std::string& path);

/// Writes `line` into the file if there is none; one that is there stays, and is closed to others. Two processes that
/// do so at once agree on one. Throws std::runtime_error.
void ensure_secret_file(const std::string& path, const std::string& line);

/// Puts `lines` in the place of what is there, durably and as a whole: whoever reads, and whatever dies, finds the old
/// or the new lines. A link stays a link: the file that it leads to is replaced. Error: unavailable.
Result<void> replace_secret_file(const std::string& path, const std::vector<std::string>& lines);

}  // namespace tiller
