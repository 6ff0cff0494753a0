#pragma once
// Vosk's server protocol (alphacep/vosk-server, websocket/asr_server.py): a "config", then audio as binary messages,
// then the end. Each message but the first is answered by one: {"partial": …}, or {"text": …} when Vosk found an end
// itself or was told of it. What it found before counts too: an utterance is all its texts.
#include "engines/streaming_protocol.h"

namespace tiller::engines {

class VoskProtocol final : public StreamingProtocol {
  public:
    explicit VoskProtocol(const Listening& listening);

    std::vector<Frame> begin() override;
    std::vector<Frame> audio(std::span<const int16_t> samples) override;
    std::vector<Frame> end() override;
    Result<Told> take(std::string_view message) override;
    Told closed() override;

  private:
    hearing::Words heard(std::string_view partial) const;

    const GrammarPtr grammar_;  // null: any words
    std::string text_;          // of the ends that were found
    double confidences_ = 0;    // sum over words
    size_t words_ = 0;          // that had a confidence
    size_t unknown_ = 0;        // words that are none of the grammar's
    size_t sent_ = 0, answered_ = 0;
    bool is_ended_ = false, is_told_since_ = false;  // a text came after the end was said
};

}  // namespace tiller::engines
