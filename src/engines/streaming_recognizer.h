#pragma once
// A recognizer over WebSocket: what it hears goes out while it is said. One connection an utterance.
#include <memory>

#include "engines/engine.h"
#include "hearing/recognizer.h"
#include "http/websocket.h"

namespace tiller::engines {

/// `sockets` and `clock` outlive the recognizer and all that it has begun. Precondition: the engine is a recognizer
/// over WebSocket.
///
/// What it promises of each utterance:
/// 1. `on_words` comes within the engine's time-out after `end`, whatever the server does.
/// 2. A connection that breaks is opened anew once, and hears the utterance from its beginning.
/// 3. An engine that fails again and again is left in peace for a while: `start` is refused at once.
std::unique_ptr<hearing::Recognizer> open_streaming_recognizer(Engine engine, http::WebSocketClient& sockets,
                                                               const Clock& clock);

}  // namespace tiller::engines
