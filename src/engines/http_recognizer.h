#pragma once
// A recognizer by POST /v1/audio/transcriptions: an utterance is sent when it is over, so there are no partial words.
#include <memory>

#include "base/random.h"
#include "engines/engine.h"
#include "hearing/recognizer.h"
#include "http/client.h"

namespace tiller::engines {

/// `client`, `clock` and `random` outlive the recognizer and all that it has begun. Precondition: the engine is a
/// recognizer over HTTP. `on_words` comes within the engine's time-out after `end`; a request that was given up ends on
/// its own, within the same.
std::unique_ptr<hearing::Recognizer> open_http_recognizer(Engine engine, http::Client& client, const Clock& clock,
                                                          Random& random);

}  // namespace tiller::engines
