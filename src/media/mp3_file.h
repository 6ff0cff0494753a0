#pragma once
#include <lame/lame.h>

#include <array>
#include <span>
#include <string>

#include "base/result.h"

namespace tiller::media {

/// A stereo MP3 on its way to the disk: MPEG-2.5 layer III, 8 kHz, 32 kbit/s constant, lame quality 7.
/// Constant bit rate, so that a file cut off by a crash plays; `finish` writes the LAME tag, from which players know
/// the exact length and cut the encoder's delay and padding (without it a file lasts 0.2 s too long). Thread rule: one
/// thread at a time; blocks on the disk. Removes the file when destroyed before `placed`.
class Mp3File {
  public:
    Mp3File() = default;
    ~Mp3File();
    Mp3File(const Mp3File&) = delete;
    Mp3File& operator=(const Mp3File&) = delete;

    /// Creates `path`. Errors of all methods are `unavailable` and name the file and the reason.
    Result<void> open(const std::string& path);
    /// Both of the same length.
    Result<void> write(std::span<const int16_t> left, std::span<const int16_t> right);
    /// Encodes what the encoder still holds and writes the tag. Not yet safe on disk.
    Result<void> finish();
    /// Asks the system to begin writing to disk, without waiting.
    void start_flush() const;
    /// Waits until the file's content is on disk, then closes it.
    Result<void> flush();
    /// The file has its final name: it stays.
    void placed() { path_.clear(); }

    const std::string& path() const { return path_; }

  private:
    Result<void> append(std::span<const uint8_t> bytes);
    Error failure(const char* what) const;

    std::string path_;
    int descriptor_ = -1;
    lame_t lame_ = nullptr;
};

}  // namespace tiller::media
