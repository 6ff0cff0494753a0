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
#include "base/utterance.h"

namespace tiller::speech {

/// One engine that turns plain words into telephone audio.
class Engine {
  public:
    virtual ~Engine() = default;
    virtual std::string name() const = 0;
    virtual bool speaks(std::string_view language) const = 0;
    virtual Result<Audio> synthesize(const std::string& text, const std::string& language, const std::string& voice) = 0;
};

struct SpeechOptions {
    std::string cache_dir;       // prompts by (engine, voice, language, text); made if missing
    size_t memory_bytes = 64 << 20;
    int workers = 1;
    std::string espeak_helper;   // path of the helper program; empty: only the in-process engine
};

class Speech {
  public:
    static Result<std::unique_ptr<Speech>> open(const SpeechOptions& options);
    virtual ~Speech() = default;

    /// Spells the values (spell.h), splits at the borders of fixed text and values so that fixed text is synthesized
    /// once, and returns the parts in order. The same parts are shared between calls.
    virtual Result<std::vector<AudioPtr>> render(const Utterance& utterance) = 0;
    virtual void render_async(Utterance utterance, std::function<void(Result<std::vector<AudioPtr>>)> done) = 0;
    virtual bool speaks(std::string_view language) const = 0;
    /// Names of engines with what they can speak, for `tiller doctor`.
    virtual std::vector<std::string> describe() const = 0;
};

}  // namespace tiller::speech
