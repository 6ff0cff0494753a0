#pragma once
// POST /v1/audio/transcriptions of OpenAI's interface, as many servers of one's own speak it: the request's body and
// what its answer says. Pure.
#include <string>
#include <string_view>

#include "base/result.h"
#include "engines/engine.h"
#include "hearing/recognizer.h"

namespace tiller::engines {

struct Form {
    std::string content_type;
    std::string body;
};

/// multipart/form-data (RFC 7578) with the audio as WAV. `boundary` must not occur in the audio: random.
Form transcription_form(const Engine& engine, const Listening& listening, std::span<const int16_t> samples,
                        const std::string& boundary);

/// `{"text": …}`, with "logprobs" of tokens or "segments" with "avg_logprob" and "no_speech_prob" where the engine
/// gives them: text that it takes for none is none. Errors: internal, it is no answer.
Result<hearing::Words> read_transcription(std::string_view json);

}  // namespace tiller::engines
