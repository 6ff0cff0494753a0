#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/mp3_encoder.h"

namespace tiller::media {

/// A recording on its way to the disk. What was encoded is gathered in memory and written in few large pieces: a call
/// of some seconds is one file and one write, at its end. A file that a crash cut off has no tag; it is removed at the
/// next start. Thread rule: one thread at a time; blocks on the disk. Removes the file when destroyed before `placed`.
class Mp3File {
  public:
    Mp3File() = default;
    ~Mp3File();
    Mp3File(const Mp3File&) = delete;
    Mp3File& operator=(const Mp3File&) = delete;

    /// Will write to `path`, made when first needed.
    void open(std::string path, std::unique_ptr<Mp3Encoder> encoder);
    /// Both of the same length. Errors of all methods are `unavailable` and name the file and the reason.
    Result<void> write(std::span<const int16_t> left, std::span<const int16_t> right);
    /// Encodes what the encoder still holds and writes the tag. Not yet safe on disk. Returns the encoder.
    Result<std::unique_ptr<Mp3Encoder>> finish();
    /// Asks the system to begin writing to disk, without waiting.
    void start_flush() const;
    /// Waits until the file's content is on disk, then closes it.
    Result<void> flush();
    /// The file has its final name: it stays.
    void placed() { path_.clear(); }

    const std::string& path() const { return path_; }

  private:
    Result<void> write_held();
    Error failure(const char* what) const;

    std::string path_;
    int descriptor_ = -1;
    bool made_ = false;  // the file exists and begins with the place of the tag
    std::vector<uint8_t> held_;
    std::unique_ptr<Mp3Encoder> encoder_;
};

}  // namespace tiller::media
