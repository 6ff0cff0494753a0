#include "media/mp3_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/audio.h"

namespace tiller::media {
namespace {

constexpr int kKilobits = 32;
constexpr int kQuality = 7;  // 9 costs the same, 5 twice as much
constexpr size_t kBlock = 3200;
constexpr size_t kOutput = kBlock * 5 / 4 + 7200;  // lame.h: the worst case of a call

lame_t make_encoder() {
    lame_t lame = lame_init();
    if (lame == nullptr) return nullptr;
    lame_set_in_samplerate(lame, Audio::kRate);
    lame_set_out_samplerate(lame, Audio::kRate);
    lame_set_num_channels(lame, 2);
    lame_set_mode(lame, STEREO);  // not joint: what one side says must not leak into the other
    lame_set_VBR(lame, vbr_off);
    lame_set_brate(lame, kKilobits);
    lame_set_quality(lame, kQuality);
    lame_set_bWriteVbrTag(lame, 1);
    if (lame_init_params(lame) < 0) {
        lame_close(lame);
        return nullptr;
    }
    return lame;
}

}  // namespace

Mp3File::~Mp3File() {
    if (lame_ != nullptr) lame_close(lame_);
    if (descriptor_ >= 0) close(descriptor_);
    if (!path_.empty()) unlink(path_.c_str());
}

Error Mp3File::failure(const char* what) const {
    return unavailable(fmt::format("cannot {} recording {}: {}", what, path_, std::strerror(errno)));
}

Result<void> Mp3File::open(const std::string& path) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (descriptor_ < 0) return unavailable(fmt::format("cannot create recording {}: {}", path, std::strerror(errno)));
    path_ = path;
    lame_ = make_encoder();
    if (lame_ == nullptr) return internal_error("cannot start an MP3 encoder: out of memory");
    return {};
}

Result<void> Mp3File::append(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failure("write");
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return {};
}

Result<void> Mp3File::write(std::span<const int16_t> left, std::span<const int16_t> right) {
    std::array<uint8_t, kOutput> output;
    while (!left.empty()) {
        const size_t now = std::min(left.size(), kBlock);
        const int bytes = lame_encode_buffer(lame_, left.data(), right.data(), static_cast<int>(now), output.data(),
                                             static_cast<int>(output.size()));
        if (bytes < 0) return internal_error(fmt::format("MP3 encoder failed with {}", bytes));
        if (auto done = append({output.data(), static_cast<size_t>(bytes)}); !done) return done;
        left = left.subspan(now);
        right = right.subspan(now);
    }
    return {};
}

Result<void> Mp3File::finish() {
    std::array<uint8_t, kOutput> output;
    const int bytes = lame_encode_flush(lame_, output.data(), static_cast<int>(output.size()));
    if (bytes < 0) return internal_error(fmt::format("MP3 encoder failed at the end with {}", bytes));
    if (auto done = append({output.data(), static_cast<size_t>(bytes)}); !done) return done;

    const size_t tag = lame_get_lametag_frame(lame_, output.data(), output.size());
    if (tag <= output.size() && pwrite(descriptor_, output.data(), tag, 0) != static_cast<ssize_t>(tag)) {
        return failure("write the head of");
    }
    lame_close(lame_);
    lame_ = nullptr;
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
