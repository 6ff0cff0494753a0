#include "answering/trial/cast.h"

#include "speech/espeak_engine.h"
#include "speech/flite_engine.h"

namespace tiller::answering::trial {

Cast::Cast(bool held_out, const std::string& espeak_helper)
    : held_out_(held_out), flite_(std::make_unique<speech::FliteEngine>()) {
    const std::vector<std::string> english =
        held_out ? std::vector<std::string>{"awb", "kal"} : std::vector<std::string>{"slt", "rms"};
    for (const auto& voice : english) actors_.push_back({"en", voice, flite_.get()});
    if (espeak_helper.empty()) return;
    espeak_ = std::make_unique<speech::EspeakEngine>(espeak_helper);
    const std::vector<std::string> variants = held_out
                                                  ? std::vector<std::string>{"m5", "m6", "m7", "f4", "f5"}
                                                  : std::vector<std::string>{"espeak", "m1", "m2", "m3", "f1", "f2"};
    for (const char* language : {"en", "es", "id", "de", "pt", "hi", "vi"}) {
        for (const auto& voice : variants) actors_.push_back({language, voice, espeak_.get()});
    }
}

Cast::~Cast() = default;

std::vector<const Text*> Cast::texts_of(Kind kind, const std::string& language) const {
    std::vector<const Text*> out;
    for (const Text& text : all_texts()) {
        if (text.kind == kind && text.held_out == held_out_ && text.language == language) out.push_back(&text);
    }
    return out;
}

const Cast::Actor& Cast::choose(Kind kind, Dice& dice) const {
    for (;;) {
        // Half of the calls are English, and half of those of flite's voices, which sound more like people.
        const size_t english = dice.happens(0.25) ? 2 : actors_.size();
        const Actor& actor = dice.one_of(std::span(actors_).first(english));
        if (!texts_of(kind, actor.language).empty()) return actor;
    }
}

Result<AudioPtr> Cast::say(Kind kind, const Actor& actor, Dice& dice) {
    const auto texts = texts_of(kind, actor.language);
    if (texts.empty()) return AudioPtr(std::make_shared<Audio>());  // has nothing to say to that
    const Text* text = dice.one_of(std::span<const Text* const>(texts));
    AudioPtr& said = said_[{&actor, text}];
    if (!said) {
        auto audio = actor.engine->synthesize(std::string(text->words), actor.language, actor.voice);
        if (!audio) return audio.error();
        said = std::make_shared<Audio>(std::move(*audio));
    }
    return said;
}

}  // namespace tiller::answering::trial
