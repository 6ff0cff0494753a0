#pragma once
// A voice by POST /v1/audio/speech.
#include <memory>

#include "engines/engine.h"
#include "http/client.h"
#include "speech/speech.h"

namespace tiller::engines {

/// `client` and `clock` outlive the voice. Precondition: the engine is a voice. `synthesize` waits for the answer, no
/// longer than the engine's time-out: WAV of any rate from 8 to 48 kHz, or, as the answer's Content-Type says, 16-bit
/// linear samples (24 kHz unless it has a "rate"). Errors: unavailable (away, late, no audio), invalid (the text is too
/// long for it).
std::unique_ptr<speech::Engine> open_http_voice(Engine engine, http::Client& client, const Clock& clock);

}  // namespace tiller::engines
