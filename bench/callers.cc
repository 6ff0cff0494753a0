#include "callers.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/loudness.h"
#include "media/rtp/concealer.h"
#include "media/rtp/g711.h"
#include "speech/espeak_engine.h"
#include "speech/flite_engine.h"

namespace tiller::bench {
namespace {

constexpr double kLoud = 2'500;  // root mean square of what is said

const std::string kTuning[] = {"slt", "awb", "m1", "m2", "m4", "f1", "f3"};
const std::string kHeldOut[] = {"rms", "kal", "m3", "m7", "f2", "f5"};
const std::string kBritish[] = {"m3", "m7", "f2", "f5"};

constexpr Meant kMeant[] = {
    {"yes", "yes"},
    {"yes", "yes please"},
    {"yes", "that is right"},
    {"yes", "sure"},
    {"yes", "of course"},
    {"no", "no"},
    {"no", "no thanks"},
    {"no", "that is wrong"},
    {"no", "i don't think so"},
    {"not_now", "not now"},
    {"not_now", "call me later"},
    {"not_now", "i am busy"},
    {"who_is_this", "who is this"},
    {"who_is_this", "who is calling"},
    {"who_is_this", "are you a robot"},
    {"repeat", "repeat that"},
    {"repeat", "say that again"},
    {"repeat", "what did you say"},
    {"slower", "slow down"},
    {"person", "operator"},
    {"person", "i want to speak to a person"},
    {"person", "let me talk to somebody"},
    {"stop_calling", "stop calling me"},
    {"stop_calling", "take me off your list"},
    {"stop_calling", "do not call me again"},
    {"wrong_number", "wrong number"},
    {"wrong_number", "you have the wrong number"},
    {"paid", "i already paid"},
    {"paid", "i have paid it"},
};

constexpr const char* kTuningUnknown[] = {
    "the kettle is boiling in the kitchen",
    "mm hmm",
    "my sister lives in another city",
    "six one five three",
    "wait a minute",
    "well that depends",
    "march the twenty second",
    "they were playing football yesterday",
    "this coffee tastes terrible",
    "did you see the news this morning",
    "the children are at school until three",
    "he bought a new bicycle last summer",
    "hello",
    "good morning",
    "can you turn down the radio",
    "the train leaves at half past nine",
};
constexpr const char* kHeldOutUnknown[] = {
    "the weather is nice today",
    "uh huh",
    "my dog ate the newspaper",
    "four seven two nine",
    "hold on a second",
    "let me see",
    "june the fourth",
    "we are going to the cinema tonight",
    "that costs too much money",
    "is it raining over there",
    "mister smith has left the house",
    "i was wondering about the price of bananas",
    "hello hello",
    "close the door please",
    "she works at the hospital",
    "there is somebody at the window",
};

bool is_loud(int16_t sample) { return std::abs(int{sample}) > 300; }

}  // namespace

std::span<const std::string> voices(Cast cast) {
    if (cast == Cast::tuning) return kTuning;
    if (cast == Cast::british) return kBritish;
    return kHeldOut;
}
std::span<const Meant> meant() { return kMeant; }
std::span<const char* const> unknown_sentences(Cast cast) {
    if (cast == Cast::tuning) return kTuningUnknown;
    return kHeldOutUnknown;
}

Callers::Callers(const std::string& espeak_helper)
    : flite_(std::make_unique<speech::FliteEngine>()),
      espeak_(std::make_unique<speech::EspeakEngine>(espeak_helper)),
      flite_voices_(flite_->voices()) {}
Callers::~Callers() = default;

const Sound& Callers::say(const std::string& text, const std::string& voice, Cast cast) {
    const auto [at, is_new] = said_.try_emplace({text, voice});
    if (!is_new) return at->second;
    const bool is_flite = std::ranges::count(flite_voices_, voice) > 0;
    auto audio =
        (is_flite ? *flite_ : *espeak_).synthesize(text, is_flite || cast == Cast::british ? "en" : "en-us", voice);
    if (!audio) throw std::runtime_error(audio.error().message);
    const auto& samples = audio->samples;
    const auto first = std::ranges::find_if(samples, is_loud);
    const auto last = std::find_if(samples.rbegin(), samples.rend(), is_loud).base();
    if (first >= last) throw std::runtime_error("\"" + text + "\" is silence in voice " + voice);
    return at->second = Sound(first, last);
}

Call over_the_line(const Sound& speech, const Line& line, size_t before, size_t behind, std::mt19937& dice) {
    const double gain = kLoud / (loudness(speech) + 1);
    std::normal_distribution<> noise(0, kLoud * std::pow(10, -line.noise_db / 20));
    std::bernoulli_distribution is_lost(line.loss);
    Call call{.sound = Sound(before + speech.size() + behind), .begin = before, .end = before + speech.size()};
    for (size_t i = 0; i < call.sound.size(); ++i) {
        const double said = i >= call.begin && i < call.end ? gain * speech[i - before] : 0;
        const auto sample = static_cast<int16_t>(std::clamp(said + noise(dice), -32'000.0, 32'000.0));
        call.sound[i] = media::g711::decode(media::g711::Law::mu, media::g711::encode(media::g711::Law::mu, sample));
    }
    media::Concealer concealer;
    for (size_t at = 0; at + Audio::kFrame <= call.sound.size(); at += Audio::kFrame) {
        const std::span frame(call.sound.data() + at, Audio::kFrame);
        is_lost(dice) ? concealer.fill(frame) : concealer.heard(frame);
    }
    return call;
}

}  // namespace tiller::bench
