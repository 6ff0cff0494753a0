#pragma once
// What happens to a voice on its way through a telephone network.
#include <vector>

#include "answering/trial/dice.h"
#include "base/audio.h"

namespace tiller::answering::trial {

struct Channel {
    double gain_db = 0;     // of all that is said
    double noise_db = 25;   // how far the noise lies below the loudness of what is said
    double loss = 0;        // share of packets of 20 ms that are lost; the one before is heard again, quieter
    bool mu_law = false;    // or A-law
    double background = 0;  // other voices behind: their loudness as a share of what is said

    static Channel draw(Dice& dice);
};

/// A timeline of a call's one side, filled from its beginning to its end.
class Timeline {
  public:
    void wait(double seconds);
    void say(const Audio& audio);
    /// One or two pitches, at a share of full scale, with edges of 5 ms.
    void tone(double hertz, double seconds, double level = 0.25, double second_hertz = 0);
    /// Notes of a plain melody.
    void melody(double seconds, Dice& dice);
    double seconds() const { return static_cast<double>(samples_.size()) / Audio::kRate; }

    /// As it comes out at our end. `behind`: what is heard in the background, repeated as often as need be.
    AudioPtr send(const Channel& channel, const Audio* behind, Dice& dice) const;

  private:
    std::vector<double> samples_;
};

}  // namespace tiller::answering::trial
