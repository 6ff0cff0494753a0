#pragma once
// An utterance as sound, and which words are in it where.
#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "base/audio.h"

namespace tiller::speech {

/// Words as they were given to the voice, and when they sound, from the beginning of the utterance.
struct SpokenPart {
    std::string words;
    std::chrono::milliseconds from{0}, to{0};

    bool operator==(const SpokenPart&) const = default;
};

struct Rendering {
    std::vector<AudioPtr> parts;    // one after the other; silences are parts, too. Shared between calls
    std::vector<SpokenPart> words;  // in order, without the silences

    std::chrono::milliseconds length() const;
};

/// All of it, on one line.
std::string all_words(std::span<const SpokenPart> parts);
/// What could be heard of it within the first `heard`: whole words, the last of them begun in time. " …" stands where
/// it was cut; empty if nothing was heard.
std::string words_heard(std::span<const SpokenPart> parts, std::chrono::milliseconds heard);

}  // namespace tiller::speech
