#pragma once
// Sound to words, one utterance at a time: what every recognizer is, within this program or outside of it.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/listening.h"

namespace tiller::hearing {

struct Words {
    std::string text;              // lower case, without punctuation; empty: nothing that the grammar knows
    double confidence = 0;         // 0 to 1
    bool is_whole_phrase = false;  // a partial result that the grammar could end with
    std::string rejected{};        // what it would have been, had it been surer
    std::string heard_by{};        // the engine, if it is not the one that was asked: an outside one among several, say
};

/// Who waits for the words of one utterance.
/// Thread rule: called on threads of the recognizer; must only post to a mailbox. Nothing comes after `on_words`.
class RecognitionListener {
  public:
    virtual ~RecognitionListener() = default;
    /// As far as it is heard now; any number of times.
    virtual void on_partial(const Words& words) = 0;
    /// Once, after `end`. An error says that this utterance was not recognized, and why.
    virtual void on_words(Result<Words> words) = 0;
};

/// One utterance on its way to words. Destroying it before `on_words` gives it up: nothing comes any more.
/// Thread rule: one thread at a time.
class Recognition {
  public:
    virtual ~Recognition() = default;
    /// Linear audio at Audio::kRate, from a little before the speech on. Does not wait.
    virtual void feed(std::span<const int16_t> samples) = 0;
    /// The speech is over.
    virtual void end() = 0;
};

/// Thread rule: any thread.
class Recognizer {
  public:
    virtual ~Recognizer() = default;
    virtual std::string name() const = 0;
    /// Whether it knows this language, and any words at all if `free_speech`, not those of a grammar alone.
    virtual bool hears(std::string_view language, bool free_speech) const = 0;
    /// Does not wait. Errors: unavailable (no room, or the engine cannot be reached now).
    virtual Result<std::unique_ptr<Recognition>> start(const Listening& listening,
                                                       std::shared_ptr<RecognitionListener> listener) = 0;
};

}  // namespace tiller::hearing
