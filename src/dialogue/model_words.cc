#include "dialogue/model_words.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "base/utf8.h"

namespace tiller::dialogue {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Marks that end a sentence, in the scripts that have marks of their own: 。！？ and the Devanagari danda end it even
/// without a blank.
constexpr std::string_view kWideEnds[] = {"。", "！", "？", "।"};

/// "Dr", "Sr", "Jl": one short word with a capital, before a dot and not alone.
constexpr std::string_view kLongAbbreviations[] = {"Mrs", "Sra", "Bpk", "Prof", "Jln"};
bool is_abbreviation(std::string_view text) {
    text = trim(text);
    size_t blank = text.find_last_of(" \n");
    if (blank == text.npos) return false;
    std::string_view word = text.substr(blank + 1);
    if (std::ranges::find(kLongAbbreviations, word) != std::end(kLongAbbreviations)) return true;
    return !word.empty() && word.size() <= 2 && std::isupper(static_cast<unsigned char>(word[0])) != 0 &&
           std::ranges::all_of(word, [](unsigned char c) { return std::isalpha(c) != 0; });
}

/// The place behind the first sentence; npos: it is not whole yet.
size_t end_of_sentence(std::string_view text) {
    for (size_t at = 0; at < text.size(); ++at) {
        for (std::string_view wide : kWideEnds) {
            if (text.substr(at).starts_with(wide)) return at + wide.size();
        }
        if (text[at] == '\n' && !trim(text.substr(0, at)).empty()) return at;
        if (text[at] != '.' && text[at] != '!' && text[at] != '?') continue;
        size_t end = text.find_first_not_of(".!?\"')", at);
        if (end == text.npos) return end;  // more of them may come
        if (is_blank(text[end]) && !(text[at] == '.' && end == at + 1 && is_abbreviation(text.substr(0, at))))
            return end;
        at = end - 1;
    }
    return text.npos;
}

bool is_layout(uint32_t c) {
    if (c == '*' || c == '#' || c == '`' || c == '_' || c == '|' || c == '<' || c == '>') return true;
    bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    bool is_picture = (c >= 0x2190 && c <= 0x21FF) || (c >= 0x2300 && c <= 0x27BF) || c >= 0x1F000;
    bool is_mark = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0x2022;
    return is_control || is_picture || is_mark;
}

}  // namespace

std::string speakable(std::string_view text) {
    std::string spoken;
    bool is_after_blank = true;
    while (!text.empty()) {
        uint32_t c = 0;
        size_t length = decode_utf8(text, c);
        bool is_space = length > 0 && (c == '\n' || c == '\r' || c == '\t' || c == ' ' || c == '_' || c == 0xA0);
        if (is_space && !is_after_blank) spoken += ' ';
        if (length > 0 && !is_space && !is_layout(c)) {
            spoken += text.substr(0, length);
            is_after_blank = false;
        } else if (is_space) {
            is_after_blank = true;
        }
        text.remove_prefix(std::max<size_t>(length, 1));
    }
    while (spoken.ends_with(' ')) spoken.pop_back();
    bool has_words = std::ranges::any_of(spoken, [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; });
    return has_words ? spoken : std::string();
}

std::vector<std::string> SentenceCutter::take(std::string_view piece) {
    std::vector<std::string> sentences;
    text_ += piece;
    if (!has_begun_ && !skip_thoughts()) return sentences;
    for (size_t end; (end = end_of_sentence(text_)) != text_.npos;) {
        if (std::string sentence = speakable(std::string_view(text_).substr(0, end)); !sentence.empty())
            sentences.push_back(std::move(sentence));
        text_.erase(0, std::max<size_t>(end, 1));
    }
    cut_long(sentences);
    return sentences;
}

bool SentenceCutter::skip_thoughts() {
    constexpr std::string_view kBegin = "<think>", kEnd = "</think>";
    size_t first = text_.find_first_not_of(" \r\n\t");
    std::string_view text = std::string_view(text_).substr(std::min(first, text_.size()));
    if (!thinks_ && kBegin.starts_with(text.substr(0, kBegin.size())) && text.size() < kBegin.size()) return false;
    thinks_ |= text.starts_with(kBegin);
    if (thinks_) {
        size_t end = text_.find(kEnd);
        if (end == text_.npos) text_.erase(0, text_.size() - std::min(text_.size(), kEnd.size()));
        if (end == text_.npos) return false;
        text_.erase(0, end + kEnd.size());
    }
    has_begun_ = true;
    return true;
}

void SentenceCutter::cut_long(std::vector<std::string>& sentences) {
    while (text_.size() > kLongest) {
        size_t comma = text_.find_last_of(",;:", kLongest), blank = text_.find_last_of(" \n", kLongest);
        size_t end = comma != text_.npos && comma > kLongest / 3 ? comma + 1
                     : blank != text_.npos && blank > 0          ? blank
                                                                 : kLongest;
        while (end > 1 && end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) --end;
        if (std::string part = speakable(std::string_view(text_).substr(0, end)); !part.empty())
            sentences.push_back(std::move(part));
        text_.erase(0, end);
    }
}

std::vector<std::string> SentenceCutter::rest() {
    std::vector<std::string> sentences;
    if (std::string last = speakable(text_); !last.empty() && !(thinks_ && !has_begun_))
        sentences.push_back(std::move(last));
    text_.clear();
    return sentences;
}

}  // namespace tiller::dialogue
