#include "speech/sentences.h"

#include "base/text.h"

namespace tiller::speech {
namespace {

/// Where to cut so that the first piece ends with one of `marks` followed by a space; npos if nowhere.
size_t cut_after(std::string_view window, std::string_view marks) {
    for (size_t at = window.size(); at-- > 1;) {
        if (window[at] == ' ' && marks.find(window[at - 1]) != marks.npos) return at;
    }
    return std::string_view::npos;
}

}  // namespace

std::vector<std::string> cut_sentences(std::string_view text, size_t most) {
    std::vector<std::string> pieces;
    text = trim(text);
    while (!text.empty()) {
        size_t cut = text.size();
        if (text.size() > most) {
            std::string_view window = text.substr(0, most);
            cut = cut_after(window, ".!?");
            if (cut == window.npos) cut = cut_after(window, ",;:");
            if (cut == window.npos) cut = window.rfind(' ');
            if (cut == window.npos || cut == 0) cut = most;
        }
        pieces.emplace_back(trim(text.substr(0, cut)));
        text = trim(text.substr(cut));
    }
    return pieces;
}

}  // namespace tiller::speech
