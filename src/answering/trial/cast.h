#pragma once
// The voices of generated calls: some to tune by, others to judge by.
#include <map>
#include <memory>
#include <vector>

#include "answering/trial/dice.h"
#include "answering/trial/texts.h"
#include "base/audio.h"
#include "base/result.h"
#include "speech/speech.h"

namespace tiller::answering::trial {

/// Speaks the texts of one half (`held_out` or not) with the voices of that half.
/// Thread rule: one thread.
class Cast {
  public:
    /// `espeak_helper` empty: English voices of flite alone.
    Cast(bool held_out, const std::string& espeak_helper);
    ~Cast();

    bool held_out() const { return held_out_; }

    struct Actor {
        std::string language, voice;
        speech::Engine* engine = nullptr;
    };
    /// One who can say something of this kind.
    const Actor& choose(Kind kind, Dice& dice) const;
    /// One of the texts of this kind in the actor's language, as sound. Errors: those of the engine.
    Result<AudioPtr> say(Kind kind, const Actor& actor, Dice& dice);

  private:
    std::vector<const Text*> texts_of(Kind kind, const std::string& language) const;

    const bool held_out_;
    std::unique_ptr<speech::Engine> flite_, espeak_;
    std::vector<Actor> actors_;
    std::map<std::pair<const Actor*, const Text*>, AudioPtr> said_;
};

}  // namespace tiller::answering::trial
