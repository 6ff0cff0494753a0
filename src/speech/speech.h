#pragma once
// The whole public face of the room: text to sound, with a cache. Recognition and voice activity come beside it later.
//
// Thread rule: all methods may be called from any thread. `render` may block for the length of a synthesis
// (milliseconds); `render_async` never does.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/audio.h"
#include "base/result.h"
#include "model/utterance.h"
#include "speech/rendering.h"

namespace tiller::speech {

/// One engine that turns plain words into telephone audio.
class Engine {
  public:
    virtual ~Engine() = default;
    virtual std::string name() const = 0;
    /// What its sound depends on besides voice, language and text: prompts are kept by it.
    virtual std::string identity() const { return name(); }
    virtual bool speaks(std::string_view language) const = 0;
    /// Tags that it speaks, for `tiller doctor`.
    virtual std::vector<std::string> languages() const = 0;
    /// Whether it works here and now.
    virtual Result<void> check() { return {}; }
    /// Names of the voices that may be asked for besides "" (the language's default).
    virtual std::vector<std::string> voices() const { return {}; }
    virtual Result<Audio> synthesize(const std::string& text, const std::string& language,
                                     const std::string& voice) = 0;
};

struct SpeechOptions {
    std::string cache_dir;  // prompts by (engine, voice, language, text); made if missing; empty: memory only
    size_t memory_bytes = 64 << 20;
    uint64_t disk_bytes = 512 << 20;  // of the files in cache_dir; the longest unused go first
    int workers = 1;
    int outside_workers = 4;    // beside them: they wait for engines from outside
    size_t queue = 1000;        // renderings that may wait for a worker
    std::string espeak_helper;  // path of the helper program; empty: only the in-process engine
};

class Speech {
  public:
    /// Fails if the cache cannot be written or the helper is named and is no program.
    static Result<std::unique_ptr<Speech>> open(const SpeechOptions& options);
    virtual ~Speech() = default;

    /// Spells the values (spell.h), splits at the borders of fixed text and values so that fixed text is synthesized
    /// once, and returns the parts in order, with short silences where the punctuation asks for them, and the words that
    /// are in them. The same parts are shared between calls. Nothing to say gives no parts. Fixed texts are kept on disk,
    /// values in memory only. A part that an engine from outside cannot speak now is spoken by one of ours, if one
    /// knows the language.
    /// Errors: invalid (a language or voice that no engine has, a text beyond 10,000 bytes), unavailable (the helper
    /// cannot be started or does not answer).
    virtual Result<Rendering> render(const Utterance& utterance) = 0;
    /// `done` runs on a worker thread; if too many renderings wait already, at once on the caller's, with
    /// `unavailable`. Closing waits for the renderings under way and gives the waiting ones `unavailable`.
    virtual void render_async(Utterance utterance, std::function<void(Result<Rendering>)> done) = 0;
    /// The engines from outside, instead of those before. An utterance asks for one as its voice: "engine/voice", or
    /// "engine" for that engine's default. Without a voice they speak the languages that none of ours does.
    virtual void set_engines(std::vector<std::shared_ptr<Engine>> engines) = 0;
    virtual bool speaks(std::string_view language) const = 0;
    /// Whether an engine has the voice ("": its default) for the language. Error: invalid, says what there is.
    virtual Result<void> has_voice(const std::string& language, const std::string& voice) const = 0;
    /// Names of engines with what they can speak, for `tiller doctor`.
    virtual std::vector<std::string> describe() const = 0;
};

}  // namespace tiller::speech
