#pragma once
// An engine, tried out: what `tiller engine test` and `tiller doctor` tell of it.
#include "engines/engines.h"

namespace tiller::engines {

struct Trial {
    bool ok = false;
    Millis took{0};
    std::string found;   // "answered in 240 ms", "HTTP status 401"
    std::string advice;  // what to do; empty if all is well
};

/// A recognizer hears half a second of silence, a voice says two words, a model is asked for one. Waits for the answer:
/// the engine's time-out, and a second for the connection.
Trial try_out(const Engine& engine, Engines::Means means);

}  // namespace tiller::engines
