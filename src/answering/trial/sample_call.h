#pragma once
#include <string>
#include <vector>

#include "base/audio.h"

namespace tiller::answering::trial {

/// Who answers a call of which the truth is known.
enum class Truth { person, machine, nobody };
std::string_view to_name(Truth truth);

/// What a recognizer had made of an utterance at a moment.
struct TimedWords {
    size_t frame;  // of 20 ms, that was the last one heard
    std::string text;
};

/// What the callee's side of a call sounds like, from the answer on, and who it is.
struct SampleCall {
    std::string name;  // of the file, or how it was made
    std::string kind;  // calls of one kind are counted together
    Truth truth = Truth::person;
    std::string language = "en";
    AudioPtr audio;
    std::vector<TimedWords> words{};  // in their order; as far as somebody recognized them
};

}  // namespace tiller::answering::trial
