#pragma once
// Synthesized prompts on disk. Layout: DIR/ab/abcdef….prompt, the name being the key in hex; a file is
//
//   8 bytes   "TLRPRM02"
//   4 bytes   samples a second (8000), little-endian
//   4 bytes   number of samples, little-endian
//   32 bytes  SHA-256 of what follows
//   …         samples, signed 16-bit little-endian
//
// A cache, not a record: written beside and renamed, never flushed; what a crash or a disk has damaged does not match
// its checksum and counts as absent.
//
// Thread rule: safe from any thread.
#include <mutex>
#include <optional>
#include <string>

#include "base/audio.h"
#include "base/result.h"

namespace tiller::speech {

class PromptFiles {
  public:
    /// Makes the folder if it is missing. `most_bytes` on disk; beyond it the longest unused go first.
    static Result<std::unique_ptr<PromptFiles>> open(const std::string& dir, uint64_t most_bytes);

    /// `key` is hex. Nothing if there is none or it is damaged.
    std::optional<Audio> load(const std::string& key);
    /// A failure (disk full) is logged and otherwise ignored: the prompt is then made again some day.
    void save(const std::string& key, const Audio& audio);

    std::string path_of(const std::string& key) const;
    uint64_t bytes() const;

  private:
    PromptFiles(std::string dir, uint64_t most_bytes) : dir_(std::move(dir)), most_bytes_(most_bytes) {}
    void drop_oldest();

    const std::string dir_;
    const uint64_t most_bytes_;
    mutable std::mutex mutex_;
    uint64_t bytes_ = 0;    // under mutex_
    uint64_t written_ = 0;  // under mutex_; names temporary files
};

}  // namespace tiller::speech
