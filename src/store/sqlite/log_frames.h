#pragma once
// The frames of a write-ahead log: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
#include <optional>

#include "store/sqlite/vfs_file.h"

namespace tiller::store {

/// SQLite's checksum of words, which each frame continues from the frame before.
struct LogSums {
    uint32_t first = 0, second = 0;
    bool operator==(const LogSums&) const = default;
    /// `data`: whole pairs of 32-bit words.
    void add(std::span<const uint8_t> data, bool big_endian);
};

uint32_t read_word(const uint8_t* at);  // big-endian
void write_word(uint8_t* at, uint32_t value);

/// A place in one log: behind so many frames, of which the last has these sums. Two salts name the log: each new
/// beginning has others.
struct LogPosition {
    uint32_t salt1 = 0, salt2 = 0;
    uint32_t frames = 0;
    LogSums sums;
    bool is_same_log(const LogPosition& other) const { return salt1 == other.salt1 && salt2 == other.salt2; }
};

/// Reads a log from its beginning, frame by frame, each against its checksum.
///
/// Thread rule: one thread at a time; frames that are committed may be read while others are appended.
class LogFrames {
  public:
    /// Nothing if the file has no whole header: SQLite then takes the log for empty. `file` must outlive it.
    static std::optional<LogFrames> open(VfsFile& file);

    /// What stands in frame `number`, which is not checked. Nothing if the file ends before.
    static std::optional<LogPosition> position_at(VfsFile& file, uint32_t number, size_t page_size);

    /// Behind the last frame that was read.
    const LogPosition& at() const { return at_; }
    /// Did the last frame end a transaction?
    bool is_commit() const { return is_commit_; }
    /// One frame on; false, and nothing changes, if the next is not whole or not of this log.
    bool next();
    /// The same frames again may have been written anew.
    void forget_buffer() { loaded_ = 0; }
    /// Frames behind `at()` that prove that what stands there was whole once: a transaction's last frame and a frame
    /// of the next one, which is written only when the one before is flushed. The number of that last frame, else 0.
    uint32_t find_proof_of_hole();
    /// Behind which byte of the file frame `number`, counted from 1, begins.
    int64_t offset_of(uint32_t number) const;

  private:
    explicit LogFrames(VfsFile& file) : file_(&file) {}
    const uint8_t* load(uint32_t number);
    bool check(uint32_t number, LogSums& sums, bool& is_commit);

    VfsFile* file_;
    bool big_endian_ = false;
    size_t page_size_ = 0;
    LogPosition at_;
    bool is_commit_ = false;
    std::vector<uint8_t> buffer_;
    uint32_t first_loaded_ = 0, loaded_ = 0;
};

}  // namespace tiller::store
