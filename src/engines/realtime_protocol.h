#pragma once
// OpenAI's realtime transcription (developers.openai.com, "Realtime transcription" and the reference of client and
// server events): a session of the type "transcription", audio in base64, a commit at the end; deltas and one whole
// transcript come back. Where turns end is known here: the server's own detection is switched off.
#include "engines/resampler.h"
#include "engines/streaming_protocol.h"

namespace tiller::engines {

class RealtimeProtocol final : public StreamingProtocol {
  public:
    static constexpr int kRate = 24'000;  // the only one that sessions take as "audio/pcm"

    RealtimeProtocol(const Engine& engine, const Listening& listening);

    std::vector<Frame> begin() override;
    std::vector<Frame> audio(std::span<const int16_t> samples) override;
    std::vector<Frame> end() override;
    Result<Told> take(std::string_view message) override;
    Told closed() override { return {}; }

  private:
    Frame append(std::span<const int16_t> samples) const;

    const std::string model_, language_, prompt_;
    Resampler resampler_{kRate};
    size_t samples_ = 0;  // at Audio::kRate
    std::string text_;    // of all deltas
};

/// Words that may be expected, as a hint for engines that know any words; empty if they are too many to be one.
std::string hint_of(const Listening& listening);

}  // namespace tiller::engines
