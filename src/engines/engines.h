#pragma once
// The engines from outside that are set up now, as the rest of the house uses them.
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/random.h"
#include "engines/engine.h"
#include "engines/language_model.h"
#include "hearing/recognizer.h"
#include "http/client.h"
#include "http/websocket.h"
#include "speech/speech.h"

namespace tiller::engines {

/// Thread rule: any thread.
/// Invariant: an engine that is set up again as it was goes on, with what is known of its failures.
class Engines {
  public:
    /// What engines are reached by; outlives them, and all that was begun with them.
    struct Means {
        http::Client& client;
        http::WebSocketClient& sockets;
        const Clock& clock;
        Random& random;
    };
    explicit Engines(Means means) : means_(means) {}

    /// These, in the order in which they are asked, instead of those before.
    void set(const std::vector<Engine>& engines);

    /// Voices, for speech::Speech::set_engines.
    std::vector<std::shared_ptr<speech::Engine>> voices() const;
    /// The model of this name, of an empty one the first; null: there is none.
    std::shared_ptr<LanguageModel> model(std::string_view name) const;
    /// For an utterance in this language: the first recognizer that is for it; null: there is none.
    std::shared_ptr<hearing::Recognizer> recognizer(std::string_view language, bool free_speech) const;

  private:
    struct Entry {
        Engine engine;
        std::shared_ptr<hearing::Recognizer> recognizer{};
        std::shared_ptr<speech::Engine> voice{};
        std::shared_ptr<LanguageModel> model{};
    };
    Entry make(const Engine& engine) const;

    const Means means_;
    mutable std::mutex mutex_;
    std::vector<Entry> entries_;  // under mutex_
};

/// A recognizer made of those that are set up at the moment an utterance begins, with `embedded` behind each: so that a
/// call goes on.
std::unique_ptr<hearing::Recognizer> first_outside(std::shared_ptr<const Engines> engines,
                                                   std::shared_ptr<hearing::Recognizer> embedded);

}  // namespace tiller::engines
