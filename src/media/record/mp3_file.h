#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/mp3/encoder.h"

namespace tiller::media {

/// A recording on its way to the disk. What the encoder makes is gathered in memory and written in few large pieces: a
/// call of some seconds is one file and one write, at its end. A file that a crash cut off has no tag; it is removed at
/// the next start. Thread rule: one thread at a time; blocks on the disk. Removes the file when destroyed before
/// `placed`.
class Mp3File {
  public:
    Mp3File() = default;
    ~Mp3File();
    Mp3File(const Mp3File&) = delete;
    Mp3File& operator=(const Mp3File&) = delete;

    /// Will write to `path`, made when first needed.
    void open(std::string path);
    /// Both of the same length. Errors of all methods are `unavailable` and name the file and the reason.
    Result<void> write(std::span<const int16_t> left, std::span<const int16_t> right);
    /// Encodes and writes everything, and the tag. Not yet safe on disk.
    Result<void> finish();
    /// Asks the system to begin writing to disk, without waiting.
    void start_flush() const;
    /// Waits until the file's content is on disk, then closes it.
    Result<void> flush();
    /// The file has its final name: it stays.
    void placed() { path_.clear(); }

    const std::string& path() const { return path_; }

  private:
    Result<void> write_encoded();
    Error failure(const char* what) const;

    std::string path_;
    int descriptor_ = -1;
    bool made_ = false;  // the file exists and begins with the place of the tag
    mp3::Encoder encoder_;
    std::vector<uint8_t> encoded_;
};

}  // namespace tiller::media
