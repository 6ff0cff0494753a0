#pragma once
// Callers for the figures of hearing: voices, what they say, and the telephone line between them and the robot.
//
// What tunes a number in src/hearing is heard from the tuning voices; figures are told of the held-out ones. Their
// sentences that no grammar knows differ, too.
#include <map>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "base/audio.h"
#include "speech/speech.h"

namespace tiller::bench {

using Sound = std::vector<int16_t>;

/// British: held-out voices of espeak-ng with an accent that the acoustic model, which is American, was not made of.
enum class Cast { tuning, held_out, british };

std::span<const std::string> voices(Cast cast);

/// A phrase that the grammar knows, and what it means there.
struct Meant {
    const char* intent;
    const char* phrase;
};
std::span<const Meant> meant();
std::span<const char* const> unknown_sentences(Cast cast);

/// A line: G.711 always; noise lies so many dB below the speech, this share of packets is lost.
struct Line {
    const char* name;
    double noise_db = 45;
    double loss = 0;
};
inline constexpr Line kLines[] = {{"clean"}, {"20 dB", 20}, {"10 dB", 10}, {"clean, 1 % lost", 45, 0.01}};

/// Says things; each is rendered once.
class Callers {
  public:
    explicit Callers(const std::string& espeak_helper);
    ~Callers();
    /// From its first loud sample to its last. Throws when the engine fails.
    const Sound& say(const std::string& text, const std::string& voice, Cast cast);

  private:
    std::unique_ptr<speech::Engine> flite_, espeak_;
    std::vector<std::string> flite_voices_;
    std::map<std::pair<std::string, std::string>, Sound> said_;
};

/// Speech as loud as the telephone's, with quiet around it, in noise.
struct Call {
    Sound sound;                // as the robot hears it
    size_t begin = 0, end = 0;  // samples of the speech
};
Call over_the_line(const Sound& speech, const Line& line, size_t before, size_t behind, std::mt19937& dice);

}  // namespace tiller::bench
