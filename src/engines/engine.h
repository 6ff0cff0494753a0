#pragma once
// An engine from outside: a server that hears, speaks or writes for us, in its operator's words.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "form/declare.h"

namespace tiller::engines {

enum class EngineKind { recognizer, voice, model };

enum class EngineProtocol {
    vosk,             // recognizer: WebSocket, as alphacep/vosk-server speaks it
    openai_realtime,  // recognizer: WebSocket, OpenAI's realtime transcription sessions
    openai_http,      // recognizer: POST /v1/audio/transcriptions; voice: /v1/audio/speech; model: /v1/chat/completions
};

/// Immutable once it works.
struct Engine {
    std::string name;
    EngineKind kind = EngineKind::recognizer;
    EngineProtocol protocol = EngineProtocol::vosk;
    std::string url;    // of vosk and openai_realtime the whole of it; of openai_http up to and with "/v1"
    std::string key{};  // a secret: of the header Authorization: Bearer; empty: none is sent
    std::string model{};
    std::vector<std::string> languages{};  // BCP 47 tags; "es" is for "es-MX" too; empty: all
    std::vector<std::string> voices{};     // of a voice: what it may be asked for; the first is its default
    /// From the end of the speech to its words; from a text to its sound; from a question to the first piece.
    Millis timeout{2'500};
    int most_at_once = 100;

    bool operator==(const Engine&) const = default;
};

/// Its fields: names, bounds, defaults (docs/add-a-field.md). Not the name, which the resource has.
const form::Form<Engine>& engine_form();

/// Without the key, which lies sealed beside it: store::set_engine_key, store::open_engine_key.
std::string to_json(const Engine& engine);
Result<Engine> engine_from_json(std::string_view json);

/// What its fields have against each other, "protocol must be …"; empty: nothing.
std::string engine_fault(const Engine& engine);
/// Why the key of `stored` must be given anew for `wanted`; empty if it may be kept: it belongs to a host.
std::string kept_key_fault(const Engine& stored, const Engine& wanted);

/// Whether the engine is for this language.
bool is_for(const Engine& engine, std::string_view language);

/// The language without region and script, as OpenAI's interfaces want it: "pt-BR" → "pt".
std::string main_language(std::string_view language);

}  // namespace tiller::engines
