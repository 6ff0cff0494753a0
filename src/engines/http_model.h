#pragma once
// A language model by POST /v1/chat/completions, as OpenAI, vLLM, llama.cpp and Ollama speak it, with server-sent events.
#include <memory>

#include "engines/engine.h"
#include "engines/language_model.h"
#include "http/client.h"

namespace tiller::engines {

/// `client` and `clock` outlive the model and all that was asked. Precondition: the engine is a model. The first piece
/// comes within the shorter of the engine's time-out and the question's; what was given up ends within a second.
std::unique_ptr<LanguageModel> open_http_model(Engine engine, http::Client& client, const Clock& clock);

}  // namespace tiller::engines
