#include "privacy/recordings.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/crypto/signed_link.h"

namespace tiller::privacy {

Result<bool> delete_recording(const std::string& data_dir, std::string_view call) {
    std::error_code error;
    bool was_there = std::filesystem::remove(data_dir + "/" + recording_path(call), error);
    if (error) return unavailable(fmt::format("the recording {} cannot be deleted: {}", call, error.message()));
    return was_there;
}

}  // namespace tiller::privacy
