#include "speech/flite_plain_text.h"

#include "speech/characters.h"

namespace tiller::speech {
namespace {

constexpr size_t kLongestWord = 32;
constexpr std::string_view kMarks = ".,!?;:'-$%&@#+=/";

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string plain_for_flite(std::string_view text) {
    std::string out;
    size_t word = 0;      // characters since the last space
    bool marked = false;  // the character before is a mark
    auto space = [&] {
        if (!out.empty() && out.back() != ' ') out += ' ';
        word = 0;
        marked = false;
    };
    for (char c : fold_to_ascii(text)) {
        bool mark = kMarks.find(c) != kMarks.npos;
        if (mark && marked) continue;
        if (!mark && !is_alphanumeric(c)) {
            space();
            continue;
        }
        if (word == kLongestWord) space();
        out += c;
        word++;
        marked = mark;
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace tiller::speech
