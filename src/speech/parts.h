#pragma once
// An utterance as the parts that are synthesized, and the silences between them. Pure.
#include <chrono>
#include <string>
#include <vector>

#include "model/utterance.h"

namespace tiller::speech {

struct Part {
    std::string text;  // empty: a pause
    std::string language;
    bool fixed = false;    // the same for every call
    bool foreign = false;  // a value in the script of another language than the utterance's
    std::chrono::milliseconds pause{0};
    bool asked = false;  // a pause that the prompt asks for: it is kept wherever it stands

    bool operator==(const Part&) const = default;
};

/// Spells the values and splits at the borders of segments and scripts. Punctuation at a border becomes a pause, so
/// that ", or" after a name is the same prompt as "or" and a lone "." is no synthesis. No such pause begins or
/// ends the list, none follows another. Pauses that the prompt asks for are kept as they are.
std::vector<Part> split_parts(const Utterance& utterance);

/// What a silence between words is written as: "." after a sentence, "," for others.
std::string_view mark_of(std::chrono::milliseconds pause);
/// Is the last character of the words a mark that asks for a pause?
bool ends_with_mark(std::string_view words);

}  // namespace tiller::speech
