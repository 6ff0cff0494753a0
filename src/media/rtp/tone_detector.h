#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace tiller::media {

/// Finds keys sent as tones in the audio (ITU-T Q.23, Q.24), by spandsp: two tones of at least 40 ms.
/// Thread rule: one thread at a time. Allocates when made, never later.
class ToneDetector {
  public:
    ToneDetector();
    ~ToneDetector();
    ToneDetector(const ToneDetector&) = delete;
    ToneDetector& operator=(const ToneDetector&) = delete;

    void heard(std::span<const int16_t> samples);
    /// The next key found in what was heard.
    std::optional<char> next();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tiller::media
