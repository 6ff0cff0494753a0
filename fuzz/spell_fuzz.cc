// Any value in any language becomes words: no crash, the same words each time, nothing an engine must not see after
// one_line, and a whole number never keeps a digit.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "speech/characters.h"
#include "speech/decimal.h"
#include "speech/parts.h"
#include "speech/sentences.h"
#include "speech/spell/spell.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    static constexpr std::string_view kLanguages[] = {"en", "id", "zh", "ar"};
    static constexpr std::string_view kUnits[] = {"USD", "INR", "Rp", "JPY", "", "coins"};
    auto kind = static_cast<tiller::Segment::Kind>(data[0] % 7);
    std::string_view language = kLanguages[data[1] % 4];
    std::string value(reinterpret_cast<const char*>(data) + 2, size - 2);
    tiller::Segment segment{kind, value, std::string(kUnits[data[1] / 4 % 6])};

    std::string words = tiller::speech::spell(segment, language);
    if (words != tiller::speech::spell(segment, language)) abort();
    bool is_number = kind == tiller::Segment::Kind::number || kind == tiller::Segment::Kind::amount;
    bool known = language == "en" || language == "id";
    if (known && is_number && tiller::speech::parse_decimal(value) && words.find_first_of("0123456789") != words.npos)
        abort();

    std::string line = tiller::speech::one_line(words);
    if (!line.empty() && !tiller::is_printable_utf8(line)) abort();
    for (const auto& piece : tiller::speech::cut_sentences(tiller::speech::fold_to_ascii(line), 40)) {
        if (piece.empty() || piece.size() > 40) abort();
    }
    auto parts =
        tiller::speech::split_parts({std::string(language), "", {segment, {tiller::Segment::Kind::text, value, ""}}});
    for (size_t i = 0; i < parts.size(); i++) {
        bool pause = parts[i].text.empty();
        if (pause && (i == 0 || i + 1 == parts.size() || parts[i - 1].text.empty())) abort();
    }
    return 0;
}
