#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::privacy {

/// Deletes the recording of a call below the data folder. True if there was one. Error: `unavailable`, with the
/// system's words.
Result<bool> delete_recording(const std::string& data_dir, std::string_view call);

}  // namespace tiller::privacy
