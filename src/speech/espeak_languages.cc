#include "speech/espeak_languages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace tiller::speech {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr std::array<Entry, 46> kVoices = {{
    {"af", "af"},
    {"ar", "ar"},
    {"bn", "bn"},
    {"cs", "cs"},
    {"da", "da"},
    {"de", "de"},
    {"el", "el"},
    {"en", "en"},
    {"en-us", "en-us"},
    {"es", "es-419"},
    {"es-es", "es"},
    {"fa", "fa"},
    {"fi", "fi"},
    {"fr", "fr"},
    {"gu", "gu"},

    {"hi", "hi"},
    {"hu", "hu"},
    {"id", "id"},
    {"it", "it"},
    {"kn", "kn"},
    {"ko", "ko"},
    {"ml", "ml"},
    {"mr", "mr"},
    {"ms", "ms"},
    {"my", "my"},
    {"nb", "nb"},
    {"ne", "ne"},
    {"nl", "nl"},
    {"no", "nb"},
    {"pa", "pa"},
    {"pl", "pl"},
    {"pt", "pt-br"},
    {"pt-pt", "pt"},
    {"ro", "ro"},
    {"ru", "ru"},
    {"si", "si"},
    {"sv", "sv"},
    {"sw", "sw"},
    {"ta", "ta"},
    {"te", "te"},
    {"th", "th"},
    {"tr", "tr"},
    {"uk", "uk"},
    {"ur", "ur"},
    {"vi", "vi"},
    {"zh", "cmn-latn-pinyin"},
}};

}  // namespace

std::string_view espeak_voice(std::string_view language) {
    std::string tag = lower(language);
    std::replace(tag.begin(), tag.end(), '_', '-');
    if (tag == "cmn" || tag.starts_with("cmn-")) return espeak_voice("zh");
    // Cantonese writes the same characters and is another language to a listener.
    if (tag == "zh-hk" || tag.starts_with("zh-yue")) return {};
    while (!tag.empty()) {
        for (const auto& [name, voice] : kVoices) {
            if (name == tag) return voice;
        }
        size_t cut = tag.rfind('-');
        tag.resize(cut == tag.npos ? 0 : cut);
    }
    return {};
}

std::vector<std::string> espeak_languages() {
    std::vector<std::string> tags;
    for (const auto& [name, voice] : kVoices) tags.emplace_back(name);
    return tags;
}

std::string why_not_spoken(std::string_view language) {
    std::string primary = lower(language.substr(0, language.find_first_of("-_")));
    if (primary == "fil" || primary == "tl") {
        return "Filipino (\"" + std::string(language) +
               "\") cannot be spoken: no built-in engine has a voice for it, and another language's voice would "
               "mispronounce it";
    }
    return fmt::format("no speech engine here speaks the language \"{}\"", language);
}

}  // namespace tiller::speech
