#pragma once
// The sounds that simulated people make, ready before the first call.
#include <map>
#include <string>
#include <vector>

#include "base/audio.h"
#include "carrier/people.h"
#include "speech/speech.h"

namespace tiller::carrier {

class Voices {
  public:
    using Parts = std::vector<AudioPtr>;

    /// Synthesizes all that anybody in `people` may say, and the mailbox's greeting with its beep.
    static Result<Voices> prepare(const People& people, speech::Speech& speech);

    const Parts& words(const std::string& language, const std::string& text) const;
    const Parts& greeting() const { return greeting_; }

  private:
    std::map<std::pair<std::string, std::string>, Parts> words_;
    Parts greeting_;
};

/// A sine at half of full scale.
AudioPtr make_tone(double hertz, Millis length);

}  // namespace tiller::carrier
