#include "engines/engines.h"

#include <fmt/format.h>

#include "engines/fallback_recognizer.h"
#include "engines/http_model.h"
#include "engines/http_recognizer.h"
#include "engines/http_voice.h"
#include "engines/streaming_recognizer.h"

namespace tiller::engines {
namespace {

class FirstOutside final : public hearing::Recognizer {
  public:
    FirstOutside(std::shared_ptr<const Engines> engines, std::shared_ptr<hearing::Recognizer> embedded)
        : engines_(std::move(engines)), embedded_(std::move(embedded)) {}

    std::string name() const override { return embedded_ ? embedded_->name() : "engines from outside"; }
    bool hears(std::string_view language, bool free_speech) const override {
        return engines_->recognizer(language, free_speech) != nullptr ||
               (embedded_ && embedded_->hears(language, free_speech));
    }
    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener) override {
        auto outside = engines_->recognizer(listening.language, listening.free_speech);
        if (!outside && !embedded_)
            return unavailable(fmt::format("no engine from outside hears \"{}\"", listening.language));
        if (!outside) return embedded_->start(listening, std::move(listener));
        if (!embedded_) return outside->start(listening, std::move(listener));
        return with_fallback(std::move(outside), embedded_)->start(listening, std::move(listener));
    }

  private:
    const std::shared_ptr<const Engines> engines_;
    const std::shared_ptr<hearing::Recognizer> embedded_;
};

}  // namespace

void Engines::set(const std::vector<Engine>& engines) {
    std::lock_guard lock(mutex_);
    std::vector<Entry> entries;
    for (const Engine& engine : engines) {
        auto same = std::ranges::find(entries_, engine, &Entry::engine);
        entries.push_back(same != entries_.end() ? *same : make(engine));
    }
    entries_ = std::move(entries);
}

Engines::Entry Engines::make(const Engine& engine) const {
    Entry entry{.engine = engine};
    switch (engine.kind) {
        case EngineKind::recognizer:
            entry.recognizer = engine.protocol == EngineProtocol::openai_http
                                   ? open_http_recognizer(engine, means_.client, means_.clock, means_.random)
                                   : open_streaming_recognizer(engine, means_.sockets, means_.clock);
            break;
        case EngineKind::voice:
            entry.voice = open_http_voice(engine, means_.client, means_.clock);
            break;
        case EngineKind::model:
            entry.model = open_http_model(engine, means_.client, means_.clock);
            break;
    }
    return entry;
}

std::vector<std::shared_ptr<speech::Engine>> Engines::voices() const {
    std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<speech::Engine>> all;
    for (const Entry& entry : entries_) {
        if (entry.voice) all.push_back(entry.voice);
    }
    return all;
}

std::shared_ptr<LanguageModel> Engines::model(std::string_view name) const {
    std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
        if (entry.model && (name.empty() || entry.engine.name == name)) return entry.model;
    }
    return nullptr;
}

std::shared_ptr<hearing::Recognizer> Engines::recognizer(std::string_view language, bool free_speech) const {
    std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
        if (entry.recognizer && entry.recognizer->hears(language, free_speech)) return entry.recognizer;
    }
    return nullptr;
}

std::unique_ptr<hearing::Recognizer> first_outside(std::shared_ptr<const Engines> engines,
                                                   std::shared_ptr<hearing::Recognizer> embedded) {
    return std::make_unique<FirstOutside>(std::move(engines), std::move(embedded));
}

}  // namespace tiller::engines
