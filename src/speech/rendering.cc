#include "speech/rendering.h"

#include "base/text.h"

namespace tiller::speech {
namespace {

constexpr std::string_view kCut = " …";

void add(std::string& line, std::string_view words) {
    if (!line.empty() && !words.empty()) line += ' ';
    line += words;
}

/// The words of a part that were begun in the first `share` of it. A voice takes about as long for each letter.
std::string_view begun(std::string_view words, double share) {
    auto end = static_cast<size_t>(share * static_cast<double>(words.size()));
    return words.substr(0, words.find(' ', end));
}

}  // namespace

std::chrono::milliseconds Rendering::length() const {
    size_t samples = 0;
    for (const AudioPtr& part : parts) samples += part ? part->samples.size() : 0;
    return std::chrono::milliseconds(samples * 1000 / Audio::kRate);
}

std::string all_words(std::span<const SpokenPart> parts) {
    std::string line;
    for (const SpokenPart& part : parts) add(line, part.words);
    return line;
}

std::string words_heard(std::span<const SpokenPart> parts, std::chrono::milliseconds heard) {
    std::string line;
    for (const SpokenPart& part : parts) {
        if (part.to <= heard) {
            add(line, part.words);
            continue;
        }
        if (part.from < heard) {
            add(line, begun(part.words, static_cast<double>((heard - part.from).count()) /
                                            static_cast<double>((part.to - part.from).count())));
        }
        return line.empty() ? line : line + std::string(kCut);
    }
    return line;
}

}  // namespace tiller::speech
