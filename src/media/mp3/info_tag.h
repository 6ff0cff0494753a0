#pragma once
#include <boost/crc.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace tiller::media::mp3 {

/// The first frame of a recording: silence to old players, and to others how long the recording is, where its parts
/// lie, and how many samples come before and after it. https://gabriel.mp3-tech.org/mp3infotag.html
class InfoTag {
  public:
    /// Appends an empty frame for it.
    void reserve(std::vector<uint8_t>& out);
    /// Counts a frame of sound; nothing if it is empty.
    void add(std::span<const uint8_t> frame);
    /// The frame, for a recording of so many samples.
    std::vector<uint8_t> write(uint64_t samples) const;

  private:
    static constexpr size_t kMostMarks = 256;

    uint64_t frames_ = 0, bytes_ = 0;
    std::vector<uint64_t> marks_;  // where every stride_th frame begins
    uint64_t stride_ = 1;
    boost::crc_16_type sound_;
};

}  // namespace tiller::media::mp3
