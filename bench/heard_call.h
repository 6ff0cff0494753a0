#pragma once
// One call heard as the server hears it, frame by frame and as fast as the machine can: detector, turn, echo,
// recognizer and understanding. Only the threads between them are left out, so that times are those of the sound.
#include <memory>
#include <optional>
#include <string>

#include "callers.h"
#include "hearing/ear.h"
#include "hearing/sphinx/decoder.h"
#include "understanding/understand.h"

namespace tiller::bench {

/// What a state of a robot waits for: yes, no, two intents of its own, and all that can be said at any moment.
struct Moment {
    understanding::Expectation expected;
    GrammarPtr grammar;
    static Moment usual();
};

struct Answer {
    std::string intent;          // empty: nothing was understood
    std::string text, rejected;  // the recognizer's
    double confidence = 0;
    std::optional<std::chrono::milliseconds> began;  // when speech was noticed, in the sound
    std::optional<std::chrono::milliseconds> known;  // when its words were
};

class Listener {
  public:
    /// `model`: folder of pocketsphinx' model and its words.
    Listener(const std::string& model, const hearing::HearingOptions& files);
    ~Listener();
    std::string detector() const;
    /// The robot says `said` meanwhile, if there is any.
    Answer hear(const Moment& moment, const Sound& heard, const Sound& said = {}, BargeIn barge_in = BargeIn::speech);

  private:
    class Direct;
    std::unique_ptr<hearing::VoiceActivity> detector_;
    std::shared_ptr<hearing::Recognizer> recognizer_;
};

}  // namespace tiller::bench
