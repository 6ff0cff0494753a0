#include "media/record/mp3_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tiller::media {
namespace {
constexpr size_t kMostEncoded = size_t{32} << 10;  // bytes: some five seconds
}  // namespace

Mp3File::~Mp3File() {
    if (descriptor_ >= 0) close(descriptor_);
    if (made_ && !path_.empty()) unlink(path_.c_str());
}

Error Mp3File::failure(const char* what) const {
    return unavailable(fmt::format("cannot {} recording {}: {}", what, path_, std::strerror(errno)));
}

void Mp3File::open(std::string path) {
    path_ = std::move(path);
    encoded_.reserve(kMostEncoded / 2);
}

Result<void> Mp3File::write(std::span<const int16_t> left, std::span<const int16_t> right) {
    encoder_.encode(left, right, encoded_);
    return encoded_.size() < kMostEncoded ? Result<void>() : write_encoded();
}

Result<void> Mp3File::write_encoded() {
    if (!made_) {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
        if (descriptor_ < 0) return failure("create");
        made_ = true;
    }
    for (std::span<const uint8_t> bytes = encoded_; !bytes.empty();) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failure("write");
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    encoded_.clear();
    return {};
}

Result<void> Mp3File::finish() {
    const auto tag = encoder_.finish(encoded_);
    const bool tag_is_in_file = made_;
    if (!tag_is_in_file) std::ranges::copy(tag, encoded_.begin());
    if (auto done = write_encoded(); !done) return done;
    if (tag_is_in_file && pwrite(descriptor_, tag.data(), tag.size(), 0) != static_cast<ssize_t>(tag.size())) {
        return failure("write the head of");
    }
    return {};
}

void Mp3File::start_flush() const { sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE); }

Result<void> Mp3File::flush() {
    if (fdatasync(descriptor_) != 0) return failure("flush");
    const int descriptor = std::exchange(descriptor_, -1);
    if (close(descriptor) != 0) return failure("close");
    return {};
}

}  // namespace tiller::media
