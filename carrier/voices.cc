#include "carrier/voices.h"

#include <cmath>
#include <numbers>

#include "carrier/wav.h"

namespace tiller::carrier {
namespace {

constexpr const char* kGreeting =
    "You have reached the mailbox of the number you have called. Please leave a message after the tone.";

Result<Voices::Parts> speak(speech::Speech& speech, const std::string& language, const std::string& voice,
                            const std::string& text) {
    auto sound = speech.render({.language = language, .voice = voice, .segments = {{.value = text}}});
    if (!sound) return sound.error();
    return std::move(sound->parts);
}

}  // namespace

AudioPtr make_tone(double hertz, Millis length) {
    auto audio = std::make_shared<Audio>();
    audio->samples.resize(static_cast<size_t>(length.count()) * Audio::kRate / 1000);
    for (size_t i = 0; i < audio->samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / Audio::kRate;
        audio->samples[i] = static_cast<int16_t>(16'000 * std::sin(phase));
    }
    return audio;
}

Result<Voices> Voices::prepare(const People& people, speech::Speech& speech) {
    Voices out;
    auto greeting = speak(speech, "en", "", kGreeting);
    if (!greeting) return greeting.error();
    out.greeting_ = std::move(*greeting);
    out.greeting_.push_back(make_tone(1000, Millis(500)));
    for (const Person& person : people.all()) {
        for (const Step& step : person.steps) {
            if (step.what == Step::What::play) {
                auto sound = read_wav(step.text);
                if (!sound) return sound.error();
                out.sounds_[step.text] = std::move(*sound);
            }
            if (step.what != Step::What::say) continue;
            auto parts = speak(speech, person.language, person.voice, step.text);
            if (!parts) return invalid(person.number + " cannot say \"" + step.text + "\": " + parts.error().message);
            out.words_[{person.language, person.voice, step.text}] = std::move(*parts);
        }
    }
    return out;
}

const Voices::Parts& Voices::words(const Person& person, const std::string& text) const {
    return words_.at({person.language, person.voice, text});
}

}  // namespace tiller::carrier
