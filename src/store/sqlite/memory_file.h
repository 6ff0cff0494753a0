#pragma once
// One file of a MemoryDisk: what programs read, and what a power cut would leave.
#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/random.h"

namespace tiller::store {

/// The bytes of a file, and what was flushed of them.
///
/// Thread rule: none; the disk locks.
/// Invariants:
///   1. A sector below `flushed_size_` that is not in `flushed_` is the same flushed and not.
///   2. Sectors from `flushed_size_` on are not flushed: a power cut leaves them, or zeros, or nothing.
class MemoryFile {
  public:
    static constexpr size_t kSector = 512;  // what a disk writes whole or not at all

    MemoryFile() = default;
    /// A file with this content, flushed.
    explicit MemoryFile(std::span<const uint8_t> content);

    const std::vector<uint8_t>& bytes() const { return bytes_; }
    bool is_flushed_once() const { return flushed_once_; }

    void write(size_t offset, std::span<const uint8_t> data);
    void truncate(size_t size);
    /// What was written is safe from now on.
    void flush();
    /// A flush that the power cut interrupted: each changed sector is safe or not, drawn.
    void flush_in_part(Random& random);
    /// The power was cut and is back: each sector changed since the last flush has its new content or the flushed
    /// one, drawn; so is the size between the two, in sectors.
    void power_on(Random& random);

  private:
    using Sector = std::array<uint8_t, kSector>;
    void keep_flushed(size_t from, size_t to);
    std::vector<size_t> changed_sectors() const;

    std::vector<uint8_t> bytes_;
    size_t flushed_size_ = 0;
    bool flushed_once_ = false;
    std::unordered_map<size_t, Sector> flushed_;  // by sector number: flushed content of sectors changed since
};

}  // namespace tiller::store
