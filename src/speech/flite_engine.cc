#include "speech/flite_engine.h"

#include <fmt/format.h>

#include <cstdlib>
#include <mutex>

#include "base/text.h"
#include "speech/flite/flite_voices.h"
#include "speech/flite_plain_text.h"
#include "speech/mastering.h"
#include "speech/sentences.h"

namespace tiller::speech {
namespace {

// flite keeps a whole utterance's parameters in memory and has an upper bound on its tokens.
constexpr size_t kMostBytesAtOnce = 400;
constexpr int kPauseMs = 250;

std::mutex flite_mutex;

int voice_index(std::string_view name) {
    if (name.empty()) return 0;
    for (int i = 0; const char* known = flite_voice_name(i); i++) {
        if (name == known) return i;
    }
    return -1;
}

bool can_be_said(std::string_view text) {
    return text.find_first_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$%&@#+=") != text.npos;
}

}  // namespace

std::string spelled_phones(std::string_view word) {
    constexpr size_t kLongest = 40;
    const bool is_plain = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz'") == word.npos;
    if (word.empty() || word.size() > kLongest || !is_plain || word.find_first_not_of("'") == word.npos) return {};
    char phones[512];
    std::lock_guard lock(flite_mutex);
    return flite_phones(std::string(word).c_str(), phones, sizeof phones) > 0 ? phones : "";
}

bool FliteEngine::speaks(std::string_view language) const {
    return lower(language.substr(0, language.find_first_of("-_"))) == "en";
}

std::vector<std::string> FliteEngine::voices() const {
    std::vector<std::string> names;
    for (int i = 0; const char* name = flite_voice_name(i); i++) names.emplace_back(name);
    return names;
}

Result<Audio> FliteEngine::synthesize(const std::string& text, const std::string& language, const std::string& voice) {
    if (!speaks(language)) return invalid(fmt::format("flite speaks English only, not \"{}\"", language));
    int index = voice_index(voice);
    if (index < 0) return invalid(fmt::format("flite has no voice \"{}\"", voice));
    std::vector<int16_t> samples;
    int rate = 0;
    for (const std::string& piece : cut_sentences(plain_for_flite(text), kMostBytesAtOnce)) {
        if (!can_be_said(piece)) continue;
        flite_speech speech;
        int rc;
        {
            std::lock_guard lock(flite_mutex);
            rc = flite_speak(index, piece.c_str(), &speech);
        }
        if (rc != 0) return internal_error(fmt::format("flite could not speak a text of {} characters", piece.size()));
        std::unique_ptr<int16_t, decltype(&free)> owner(speech.samples, free);
        if (rate != 0) samples.resize(samples.size() + static_cast<size_t>(rate * kPauseMs / 1000));
        rate = speech.rate;
        samples.insert(samples.end(), speech.samples, speech.samples + speech.count);
    }
    return rate == 0 ? Result<Audio>(Audio{}) : master(samples, rate);
}

}  // namespace tiller::speech
