#include "store/sqlite/commit_mark.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "store/sqlite/sqlite.h"

namespace tiller::store {
namespace {

constexpr size_t kSector = 512;
constexpr uint32_t kMagic = 0x544c4d31;  // "TLM1"
constexpr size_t kWords = 12;            // big-endian, as in the log; the last two are the checksum of the others

using Sector = std::array<uint8_t, kWords * 4>;

LogSums sums_of(const Sector& sector) {
    LogSums sums;
    sums.add(std::span(sector).first(sector.size() - 8), true);
    return sums;
}

Sector to_bytes(const CommitMark& mark, uint64_t turn) {
    auto high = [](uint64_t value) { return static_cast<uint32_t>(value >> 32); };
    auto low = [](uint64_t value) { return static_cast<uint32_t>(value); };
    std::array<uint32_t, kWords> words = {
        kMagic,         high(turn),     low(turn),       high(mark.serial),   low(mark.serial),
        mark.log.salt1, mark.log.salt2, mark.log.frames, mark.log.sums.first, mark.log.sums.second};
    Sector out;
    for (size_t i = 0; i < kWords; ++i) write_word(&out[i * 4], words[i]);
    LogSums sums = sums_of(out);
    write_word(&out[(kWords - 2) * 4], sums.first);
    write_word(&out[(kWords - 1) * 4], sums.second);
    return out;
}

struct Read {
    CommitMark mark;
    uint64_t turn = 0;
};

std::optional<Read> read_sector(VfsFile& file, size_t number) {
    Sector bytes;
    if (!file.read(static_cast<int64_t>(number * kSector), bytes)) return std::nullopt;
    auto word = [&](size_t i) { return read_word(&bytes[i * 4]); };
    auto two = [&](size_t i) { return static_cast<uint64_t>(word(i)) << 32 | word(i + 1); };
    if (word(0) != kMagic || sums_of(bytes) != LogSums{word(kWords - 2), word(kWords - 1)}) return std::nullopt;
    return Read{{.serial = two(3), .log = {word(5), word(6), word(7), {word(8), word(9)}}}, two(1)};
}

std::optional<Read> read_file(VfsFile& file) {
    auto first = read_sector(file, 0), second = read_sector(file, 1);
    if (!first || !second) return first ? first : second;
    return first->turn > second->turn ? first : second;
}

std::string path_of(const std::string& database) { return database + std::string(CommitMarkFile::kSuffix); }

}  // namespace

std::optional<CommitMark> CommitMarkFile::read(const std::string& database, const std::string& vfs) {
    auto file = VfsFile::open(path_of(database), vfs, VfsFile::Mode::read);
    if (!file) return std::nullopt;
    if (auto found = read_file(*file)) return found->mark;
    std::vector<uint8_t> bytes(static_cast<size_t>(std::min<int64_t>(file->size(), 2 * kSector)));
    if (!bytes.empty()) file->read(0, bytes);
    // The power went before its first flush.
    if (std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; })) return std::nullopt;
    throw StoreError(fmt::format("\"{}\", which says how far the database was written, is not whole: whether calls "
                                 "are missing cannot be told",
                                 path_of(database)),
                     SQLITE_CORRUPT);
}

CommitMarkFile::CommitMarkFile(const std::string& database, const std::string& vfs, const CommitMark& first)
    : file_(VfsFile::open(path_of(database), vfs, VfsFile::Mode::write)) {
    if (auto found = read_file(*file_)) {
        mark_ = found->mark;
        turn_ = flushed_turn_ = found->turn;
    } else {
        mark_ = first;
        Sector sector = to_bytes(first, turn_);
        std::array<uint8_t, 2 * kSector> both{};
        std::ranges::copy(sector, both.begin());
        std::ranges::copy(sector, both.begin() + kSector);
        file_->write(0, both);
        file_->flush();
    }
    flushed_file_ = VfsFile::open(path_of(database), vfs, VfsFile::Mode::write);
}

void CommitMarkFile::write(const CommitMark& mark) {
    file_->write(static_cast<int64_t>((turn_ + 1) % 2 * kSector), to_bytes(mark, turn_ + 1));
    ++turn_;
    mark_ = mark;
}

CommitMark CommitMarkFile::mark() const {
    std::lock_guard lock(mutex_);
    return mark_;
}

void CommitMarkFile::flush() {
    std::lock_guard flush_lock(flush_mutex_);
    uint64_t turn;
    {
        std::lock_guard lock(mutex_);
        turn = turn_;
    }
    if (turn == flushed_turn_) return;
    flushed_file_->flush();
    flushed_turn_ = turn;
}

}  // namespace tiller::store
