#include "store/sqlite/log_frames.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tiller::store {
namespace {

constexpr int64_t kHeader = 32, kFrameHeader = 24;
constexpr uint32_t kMagic = 0x377f0682;  // its last bit: words of the checksum are big-endian
constexpr uint32_t kFramesLoaded = 64;

uint32_t native_word(const uint8_t* at, bool big_endian) {
    uint32_t word;
    std::memcpy(&word, at, sizeof word);
    return big_endian == (std::endian::native == std::endian::big) ? word : __builtin_bswap32(word);
}

}  // namespace

uint32_t read_word(const uint8_t* at) { return native_word(at, true); }

void write_word(uint8_t* at, uint32_t value) {
    for (int i = 0; i < 4; ++i) at[i] = static_cast<uint8_t>(value >> (24 - 8 * i));
}

void LogSums::add(std::span<const uint8_t> data, bool big_endian) {
    for (size_t i = 0; i + 8 <= data.size(); i += 8) {
        first += native_word(data.data() + i, big_endian) + second;
        second += native_word(data.data() + i + 4, big_endian) + first;
    }
}

std::optional<LogFrames> LogFrames::open(VfsFile& file) {
    std::array<uint8_t, kHeader> header;
    if (!file.read(0, header)) return std::nullopt;
    LogFrames out(file);
    uint32_t magic = read_word(header.data());
    if ((magic & ~1U) != kMagic) return std::nullopt;
    out.big_endian_ = magic & 1;
    out.at_.sums.add(std::span(header).first(24), out.big_endian_);
    if (out.at_.sums != LogSums{read_word(&header[24]), read_word(&header[28])}) return std::nullopt;
    out.page_size_ = read_word(&header[8]);
    if (out.page_size_ < 512 || out.page_size_ > 65536 || !std::has_single_bit(out.page_size_)) return std::nullopt;
    out.at_.salt1 = read_word(&header[16]);
    out.at_.salt2 = read_word(&header[20]);
    return out;
}

std::optional<LogPosition> LogFrames::position_at(VfsFile& file, uint32_t number, size_t page_size) {
    std::array<uint8_t, kFrameHeader> frame;
    int64_t offset = kHeader + static_cast<int64_t>(number - 1) * (kFrameHeader + static_cast<int64_t>(page_size));
    if (!file.read(offset, frame)) return std::nullopt;
    return LogPosition{
        read_word(&frame[8]), read_word(&frame[12]), number, {read_word(&frame[16]), read_word(&frame[20])}};
}

int64_t LogFrames::offset_of(uint32_t number) const {
    return kHeader + static_cast<int64_t>(number - 1) * (kFrameHeader + static_cast<int64_t>(page_size_));
}

/// The bytes of a frame, null behind the end of the file.
const uint8_t* LogFrames::load(uint32_t number) {
    size_t size = kFrameHeader + page_size_;
    if (number < first_loaded_ || number >= first_loaded_ + loaded_) {
        int64_t there = (file_->size() - kHeader) / static_cast<int64_t>(size);
        if (there < number) return nullptr;
        uint32_t frames = static_cast<uint32_t>(std::min<int64_t>(there - number + 1, kFramesLoaded));
        buffer_.resize(frames * size);
        loaded_ = 0;
        if (!file_->read(offset_of(number), buffer_)) return nullptr;
        first_loaded_ = number;
        loaded_ = frames;
    }
    return buffer_.data() + (number - first_loaded_) * size;
}

/// `sums`: of the frame before; of this one, if it is whole.
bool LogFrames::check(uint32_t number, LogSums& sums, bool& is_commit) {
    const uint8_t* frame = load(number);
    if (!frame || read_word(frame + 8) != at_.salt1 || read_word(frame + 12) != at_.salt2) return false;
    if (read_word(frame) == 0) return false;  // no page has this number
    LogSums own = sums;
    own.add({frame, 8}, big_endian_);
    own.add({frame + kFrameHeader, page_size_}, big_endian_);
    if (own != LogSums{read_word(frame + 16), read_word(frame + 20)}) return false;
    sums = own;
    is_commit = read_word(frame + 4) != 0;
    return true;
}

bool LogFrames::next() {
    if (!check(at_.frames + 1, at_.sums, is_commit_)) return false;
    ++at_.frames;
    return true;
}

uint32_t LogFrames::find_proof_of_hole() {
    bool after_commit = false, is_commit = false;
    for (uint32_t number = at_.frames + 2;; ++number) {
        const uint8_t* before = load(number - 1);
        if (!before) return 0;
        LogSums sums{read_word(before + 16), read_word(before + 20)};
        bool is_of_this_log = read_word(before + 8) == at_.salt1 && read_word(before + 12) == at_.salt2;
        bool follows = is_of_this_log && check(number, sums, is_commit);
        if (follows && after_commit) return number - 1;
        after_commit = follows && is_commit;
    }
}

}  // namespace tiller::store
