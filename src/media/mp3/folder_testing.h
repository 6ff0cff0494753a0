#pragma once
#include <unistd.h>

#include <filesystem>
#include <string>

namespace tiller::media {

/// A folder that is gone afterwards.
class Folder {
  public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "media-test-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

}  // namespace tiller::media
