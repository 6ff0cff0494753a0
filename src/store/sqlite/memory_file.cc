#include "store/sqlite/memory_file.h"

#include <algorithm>

namespace tiller::store {

MemoryFile::MemoryFile(std::span<const uint8_t> content) : bytes_(content.begin(), content.end()) { flush(); }

void MemoryFile::write(size_t offset, std::span<const uint8_t> data) {
    if (data.empty()) return;
    keep_flushed(offset, offset + data.size());
    if (bytes_.size() < offset + data.size()) bytes_.resize(offset + data.size());
    std::copy(data.begin(), data.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
}

void MemoryFile::truncate(size_t size) {
    if (size < bytes_.size()) keep_flushed(size, bytes_.size());
    bytes_.resize(size);
}

void MemoryFile::keep_flushed(size_t from, size_t to) {
    to = std::min(to, flushed_size_);
    for (size_t sector = from / kSector; sector * kSector < to; ++sector) {
        auto [kept, is_new] = flushed_.try_emplace(sector);
        if (!is_new) continue;
        kept->second.fill(0);
        // A truncation that was not flushed may have cut the sector: those bytes were kept then.
        size_t end = std::min({(sector + 1) * kSector, bytes_.size(), flushed_size_});
        if (sector * kSector < end) {
            std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(sector * kSector),
                      bytes_.begin() + static_cast<std::ptrdiff_t>(end), kept->second.begin());
        }
    }
}

void MemoryFile::flush() {
    flushed_.clear();
    flushed_size_ = bytes_.size();
    flushed_once_ = true;
}

std::vector<size_t> MemoryFile::changed_sectors() const {
    std::vector<size_t> sectors;
    for (auto& [sector, content] : flushed_) sectors.push_back(sector);
    std::sort(sectors.begin(), sectors.end());  // the same draws for the same seed
    return sectors;
}

void MemoryFile::flush_in_part(Random& random) {
    for (size_t sector : changed_sectors()) {
        // Only sectors that both sizes hold whole: what lies beyond is drawn at power_on.
        if ((sector + 1) * kSector <= bytes_.size() && random.below(2) == 0) flushed_.erase(sector);
    }
}

void MemoryFile::power_on(Random& random) {
    size_t low = std::min(flushed_size_, bytes_.size()), high = std::max(flushed_size_, bytes_.size());
    size_t size = flushed_size_;
    if (low != high) {
        size_t sectors = (high - low + kSector - 1) / kSector;
        size = std::min(low + random.below(sectors + 1) * kSector, high);
    }
    size_t written = bytes_.size();
    bytes_.resize(high);
    for (size_t sector : changed_sectors()) {
        bool lost_by_truncation = sector * kSector >= written;  // the new content does not reach so far
        if (!lost_by_truncation && random.below(2) == 0) continue;
        size_t from = sector * kSector, n = std::min(kSector, std::min(high, flushed_size_) - from);
        std::copy_n(flushed_.at(sector).begin(), n, bytes_.begin() + static_cast<std::ptrdiff_t>(from));
    }
    for (size_t sector = (flushed_size_ + kSector - 1) / kSector; sector * kSector < size; ++sector) {
        if (random.below(2) == 0) continue;
        size_t from = sector * kSector, to = std::min(from + kSector, size);
        std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(from), bytes_.begin() + static_cast<std::ptrdiff_t>(to),
                  0);
    }
    bytes_.resize(size);
    flush();
}

}  // namespace tiller::store
