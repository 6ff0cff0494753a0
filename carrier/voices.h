#pragma once
// The sounds that simulated people make, ready before the first call.
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/audio.h"
#include "carrier/people.h"
#include "speech/speech.h"

namespace tiller::carrier {

class Voices {
  public:
    using Parts = std::vector<AudioPtr>;

    /// Synthesizes or reads all that anybody in `people` may say or play, and the mailbox's greeting with its beep.
    static Result<Voices> prepare(const People& people, speech::Speech& speech);

    const Parts& words(const Person& person, const std::string& text) const;
    /// Of a file.
    const AudioPtr& sound(const std::string& path) const { return sounds_.at(path); }
    const Parts& greeting() const { return greeting_; }

  private:
    std::map<std::tuple<std::string, std::string, std::string>, Parts> words_;  // by language, voice and text
    std::map<std::string, AudioPtr> sounds_;
    Parts greeting_;
};

/// A sine at half of full scale.
AudioPtr make_tone(double hertz, Millis length);

}  // namespace tiller::carrier
