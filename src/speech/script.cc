#include "speech/script.h"

#include <array>

#include "base/text.h"
#include "speech/characters.h"

namespace tiller::speech {
namespace {

/// A block of letters, the language most likely written so, and the others written so.
struct Script {
    char32_t first, last;
    std::string_view language;
    std::string_view also;  // primary subtags, each between spaces
};

constexpr std::array<Script, 20> kScripts = {{
    {0x0370, 0x03FF, "el", ""},           {0x0400, 0x052F, "ru", " uk bg sr mk be kk ky "},
    {0x0590, 0x05FF, "he", " yi "},       {0x0600, 0x06FF, "ar", " fa ur ps "},
    {0x0750, 0x077F, "ar", " fa ur ps "}, {0x0900, 0x097F, "hi", " mr ne "},
    {0x0980, 0x09FF, "bn", " as "},       {0x0A00, 0x0A7F, "pa", ""},
    {0x0A80, 0x0AFF, "gu", ""},           {0x0B80, 0x0BFF, "ta", ""},
    {0x0C00, 0x0C7F, "te", ""},           {0x0C80, 0x0CFF, "kn", ""},
    {0x0D00, 0x0D7F, "ml", ""},           {0x0D80, 0x0DFF, "si", ""},
    {0x0E00, 0x0E7F, "th", ""},           {0x1000, 0x109F, "my", ""},
    {0x3041, 0x30FF, "ja", ""},           {0x3400, 0x9FFF, "zh", " ja yue cmn "},
    {0xAC00, 0xD7AF, "ko", ""},           {0x20000, 0x3FFFF, "zh", " ja yue cmn "},
}};

bool is_latin(char32_t c) { return is_letter(c) && (c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF)); }

const Script* script_of(char32_t c) {
    for (const Script& script : kScripts) {
        if (c >= script.first && c <= script.last && is_letter(c)) return &script;
    }
    return nullptr;
}

}  // namespace

std::vector<ScriptRun> split_scripts(std::string_view text, std::string_view language) {
    std::string primary = lower(language.substr(0, language.find_first_of("-_")));
    std::vector<ScriptRun> runs;
    for (char32_t c : to_characters(text)) {
        const Script* script = script_of(c);
        bool own =
            is_latin(c) ||
            (script && (script->language == primary || script->also.find(" " + primary + " ") != script->also.npos));
        bool neutral = !own && !script;
        std::string_view wanted = own || neutral ? std::string_view() : script->language;
        if (runs.empty() || (!neutral && runs.back().language != wanted)) runs.push_back({"", std::string(wanted)});
        append_utf8(runs.back().text, c);
    }
    return runs;
}

}  // namespace tiller::speech
