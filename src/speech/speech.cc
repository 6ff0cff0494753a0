#include "speech/speech.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/metrics.h"
#include "speech/espeak_engine.h"
#include "speech/espeak_languages.h"
#include "speech/flite_engine.h"
#include "speech/parts.h"
#include "speech/prompt_cache.h"
#include "speech/worker_pool.h"

namespace tiller::speech {
namespace {

// Ten minutes of speech. More is a mistake in somebody's data.
constexpr size_t kMostBytes = 10'000;

Audio silence(std::chrono::milliseconds length) {
    return {std::vector<int16_t>(static_cast<size_t>(length.count() * Audio::kRate / 1000))};
}

void observe(const std::string& engine, std::chrono::steady_clock::duration took) {
    metrics::histogram("tiller_speech_synthesis_seconds", "time to synthesize one prompt part",
                       {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3}, {{"engine", engine}})
        .Observe(std::chrono::duration<double>(took).count());
}

/// Puts the parts of an utterance one behind the other.
class Spoken {
  public:
    bool empty() const { return rendering_.parts.empty(); }
    /// `mark` stands for it among the words, where none does already.
    void add_silence(AudioPtr silence, std::string_view mark) {
        add(std::move(silence));
        if (rendering_.words.empty()) return;
        std::string& words = rendering_.words.back().words;
        if (!ends_with_mark(words)) words += mark;
    }
    void add_sound(AudioPtr sound, const std::string& words) {
        auto from = now();
        add(std::move(sound));
        rendering_.words.push_back({words, from, now()});
    }
    Rendering take() { return std::move(rendering_); }

  private:
    void add(AudioPtr part) {
        samples_ += part->samples.size();
        rendering_.parts.push_back(std::move(part));
    }
    std::chrono::milliseconds now() const { return std::chrono::milliseconds(samples_ * 1000 / Audio::kRate); }

    Rendering rendering_;
    size_t samples_ = 0;
};

/// Thread rule: as in speech.h; engines and cache are safe by themselves, the rest but for outside_ does not
/// change after `open`.
class EmbeddedSpeech final : public Speech {
  public:
    EmbeddedSpeech(const SpeechOptions& options, std::unique_ptr<PromptFiles> files)
        : helper_(options.espeak_helper),
          cache_(std::move(files), options.memory_bytes),
          pool_(options.workers, options.queue),
          outside_pool_(options.outside_workers, options.queue) {
        own_.push_back(std::make_shared<FliteEngine>());
        if (!helper_.empty()) own_.push_back(std::make_shared<EspeakEngine>(helper_));
    }

    Result<Rendering> render(const Utterance& utterance) override {
        auto engine = choose(utterance.language, utterance.voice);
        if (!engine) return engine.error();
        size_t bytes = 0;
        for (const Segment& segment : utterance.segments) bytes += segment.value.size() + segment.unit.size();
        if (bytes > kMostBytes)
            return invalid(fmt::format("a prompt of {} bytes is too long: at most {}", bytes, kMostBytes));
        Spoken spoken;
        std::chrono::milliseconds pause{0};  // before the next sound: a part may turn out to be silent
        for (const Part& part : split_parts(utterance)) {
            if (part.asked) {
                spoken.add_silence(shared_silence(part.pause), mark_of(part.pause));
                pause = {};
                continue;
            }
            pause = std::max(pause, part.pause);
            if (part.text.empty()) continue;
            auto sound = speak(part, *engine, utterance);
            if (!sound) return sound.error();
            if ((*sound)->samples.empty()) continue;
            if (pause.count() > 0 && !spoken.empty()) spoken.add_silence(shared_silence(pause), mark_of(pause));
            pause = {};
            spoken.add_sound(*sound, part.text);
        }
        return spoken.take();
    }

    void render_async(Utterance utterance, std::function<void(Result<Rendering>)> done) override {
        auto shared = std::make_shared<decltype(done)>(std::move(done));
        auto chosen = choose(utterance.language, utterance.voice);
        WorkerPool& pool = chosen && chosen->is_outside ? outside_pool_ : pool_;
        bool taken = pool.try_post([this, utterance = std::move(utterance), shared](bool run) {
            if (run) {
                (*shared)(render(utterance));
            } else {
                (*shared)(unavailable("speech is shutting down"));
            }
        });
        metrics::gauge("tiller_speech_waiting", "renderings that wait for a worker")
            .Set(static_cast<double>(pool_.waiting() + outside_pool_.waiting()));
        if (taken) return;
        metrics::counter("tiller_speech_refused_total", "renderings refused because too many waited").Increment();
        (*shared)(unavailable("too many prompts wait to be synthesized"));
    }

    void set_engines(std::vector<std::shared_ptr<Engine>> engines) override {
        std::lock_guard lock(outside_mutex_);
        outside_ = std::move(engines);
    }

    bool speaks(std::string_view language) const override {
        auto knows = [&](const auto& engine) { return engine->speaks(language); };
        return std::ranges::any_of(own_, knows) || std::ranges::any_of(outside(), knows);
    }

    Result<void> has_voice(const std::string& language, const std::string& voice) const override {
        auto engine = choose(language, voice);
        if (!engine) return engine.error();
        return {};
    }

    std::vector<std::string> describe() const override {
        std::vector<std::string> lines;
        auto add = [&](Engine& engine) {
            auto works = engine.check();
            auto languages = engine.languages();
            lines.push_back(
                works ? fmt::format("{}: speaks {} (voices {})", engine.name(),
                                    languages.empty() ? "any language" : fmt::format("{}", fmt::join(languages, ", ")),
                                    fmt::join(engine.voices(), ", "))
                      : fmt::format("{}: does not work: {}", engine.name(), works.error().message));
        };
        for (const auto& engine : own_) add(*engine);
        if (helper_.empty()) lines.push_back("espeak-ng: not set up (no helper program), so English only");
        for (const auto& engine : outside()) add(*engine);
        return lines;
    }

  private:
    struct Choice {
        std::shared_ptr<Engine> engine;
        std::string voice;  // of the engine; empty: its default
        bool is_outside = false;
    };

    std::vector<std::shared_ptr<Engine>> outside() const {
        std::lock_guard lock(outside_mutex_);
        return outside_;
    }

    /// The first engine that has the language and the voice; an engine from outside if the voice names one.
    Result<Choice> choose(const std::string& language, const std::string& voice) const {
        const auto others = outside();
        const std::string named = voice.substr(0, voice.find('/'));
        for (const auto& engine : others) {
            if (engine->name() != named) continue;
            std::string own = voice.size() > named.size() ? voice.substr(named.size() + 1) : std::string();
            auto names = engine->voices();
            if (!engine->speaks(language))
                return invalid(fmt::format("the engine \"{}\" does not speak \"{}\"", named, language));
            if (!own.empty() && std::ranges::find(names, own) == names.end())
                return invalid(fmt::format("the engine \"{}\" has no voice \"{}\"; there are {}", named, own,
                                           fmt::join(names, ", ")));
            return Choice{engine, std::move(own), true};
        }
        std::vector<std::string> voices;
        bool spoken = false;
        for (const auto& engine : own_) {
            if (!engine->speaks(language)) continue;
            spoken = true;
            auto names = engine->voices();
            if (voice.empty() || std::ranges::find(names, voice) != names.end()) return Choice{engine, voice};
            voices.insert(voices.end(), names.begin(), names.end());
        }
        if (voice.empty() && !spoken) {
            for (const auto& engine : others) {
                if (engine->speaks(language)) return Choice{engine, "", true};
            }
        }
        if (!spoken) return invalid(why_not_spoken(language));
        return invalid(
            fmt::format("no voice \"{}\" for \"{}\"; there are {}", voice, language, fmt::join(voices, ", ")));
    }

    Result<AudioPtr> speak(const Part& part, const Choice& own, const Utterance& utterance) {
        Choice choice = own;
        std::string language = utterance.language;
        if (part.foreign) {
            // A name in another script: by a voice of its language if there is one, else as far as our own can read it.
            if (auto other = choose(part.language, ""); other) {
                choice = *other;
                language = part.language;
            }
        }
        auto spoken = say(part, choice, language);
        if (spoken || !choice.is_outside || spoken.error().kind == ErrorKind::invalid) return spoken;
        // The call goes on, in another voice.
        for (const auto& engine : own_) {
            if (!engine->speaks(language)) continue;
            metrics::counter("tiller_engine_fallbacks_total", "What our own engine did for one from outside.",
                             {{"engine", choice.engine->name()}})
                .Increment();
            return say(part, {engine, ""}, language);
        }
        return spoken;
    }

    Result<AudioPtr> say(const Part& part, const Choice& by, const std::string& language) {
        const PromptKey key{by.engine->identity(), by.voice, language, part.text};
        auto keep = part.fixed ? PromptCache::Keep::disk : PromptCache::Keep::memory;
        return cache_.get(key, keep, [&] {
            auto start = std::chrono::steady_clock::now();
            auto audio = by.engine->synthesize(key.text, key.language, key.voice);
            observe(by.engine->name(), std::chrono::steady_clock::now() - start);
            return audio;
        });
    }

    AudioPtr shared_silence(std::chrono::milliseconds length) {
        PromptKey key{"silence", "", "", std::to_string(length.count())};
        return *cache_.get(key, PromptCache::Keep::memory, [&]() -> Result<Audio> { return silence(length); });
    }

    const std::string helper_;
    std::vector<std::shared_ptr<Engine>> own_;
    mutable std::mutex outside_mutex_;
    std::vector<std::shared_ptr<Engine>> outside_;  // under outside_mutex_
    PromptCache cache_;
    WorkerPool pool_, outside_pool_;  // last: their threads use the rest until they are joined
};

}  // namespace

Result<std::unique_ptr<Speech>> Speech::open(const SpeechOptions& options) {
    if (!options.espeak_helper.empty() && access(options.espeak_helper.c_str(), X_OK) != 0) {
        return invalid("the speech helper " + options.espeak_helper + " is not there or not executable");
    }
    std::unique_ptr<PromptFiles> files;
    if (!options.cache_dir.empty()) {
        auto opened = PromptFiles::open(options.cache_dir, options.disk_bytes);
        if (!opened) return opened.error();
        files = std::move(*opened);
    }
    return std::unique_ptr<Speech>(std::make_unique<EmbeddedSpeech>(options, std::move(files)));
}

}  // namespace tiller::speech
