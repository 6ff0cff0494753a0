#include "understanding/phrase.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

using Kind = Phrase::Kind;

/// Left by throwing inside this file only.
struct Wrong {
    Fault fault;
};

class PhraseParser {
  public:
    explicit PhraseParser(std::string_view text) : text_(text) {}

    Phrase whole() {
        if (utf8_length(text_) > kLongestPhrase) {
            fail(0, fmt::format("a phrase is longer than {} characters", kLongestPhrase));
        }
        Phrase phrase = choice(0);
        if (at_ < text_.size())
            fail(at_, fmt::format("a {} without its {}", text_[at_], text_[at_] == ')' ? '(' : '['));
        if (needed_words(phrase) == 0) fail(0, "a phrase needs a word that must be said");
        return phrase;
    }

  private:
    [[noreturn]] static void fail(size_t offset, std::string message) {
        throw Wrong{{.message = std::move(message), .place = {.offset = offset}}};
    }

    /// Words that no way through it leaves out.
    static size_t needed_words(const Phrase& phrase) {
        size_t needed = phrase.kind == Kind::word;
        if (phrase.kind == Kind::optional || phrase.kind == Kind::any) return 0;
        for (size_t i = 0; i < phrase.parts.size(); ++i) {
            size_t part = needed_words(phrase.parts[i]);
            bool least = phrase.kind == Kind::choice && i > 0;
            needed = least ? std::min(needed, part) : needed + part;
        }
        return needed;
    }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
    }

    Phrase choice(int depth) {
        if (depth > kDeepestPhrase) fail(at_, "too many parentheses");
        Phrase choice{Kind::choice, "", {}};
        choice.parts.push_back(sequence(depth));
        while (at_ < text_.size() && text_[at_] == '|') {
            ++at_;
            choice.parts.push_back(sequence(depth));
        }
        if (choice.parts.size() == 1) return std::move(choice.parts[0]);
        return choice;
    }

    Phrase sequence(int depth) {
        size_t start = at_;
        Phrase sequence;
        for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
            char c = text_[at_];
            if (c == '|' || c == ')' || c == ']') break;
            if (c == '(') {
                sequence.parts.push_back(group(depth, ')'));
            } else if (c == '[') {
                sequence.parts.push_back({Kind::optional, "", {group(depth, ']')}});
            } else if (c == '*') {
                ++at_;
                sequence.parts.push_back({Kind::any, "", {}});
            } else {
                sequence.parts.push_back({Kind::word, word(), {}});
            }
        }
        if (sequence.parts.empty()) fail(start, "a phrase has no words here");
        if (sequence.parts.size() == 1) return std::move(sequence.parts[0]);
        return sequence;
    }

    Phrase group(int depth, char closing) {
        size_t opened = at_++;
        Phrase inner = choice(depth + 1);
        if (at_ == text_.size() || text_[at_] != closing)
            fail(opened, fmt::format("a {} is not closed", text_[opened]));
        ++at_;
        return inner;
    }

    std::string word() {
        size_t start = at_;
        while (at_ < text_.size() && std::string_view(" \n\t|()[]*").find(text_[at_]) == std::string_view::npos) {
            uint32_t c = 0;
            size_t length = decode_utf8(text_.substr(at_), c);
            bool apostrophe = c == '\'' || c == 0x2019;
            if (length == 0 || (!is_letter(c) && !apostrophe)) {
                fail(at_, fmt::format("\"{}\" cannot stand in a phrase: write words as they are said, such as \"twenty "
                                      "four\"; there are ( | ), [ ] and *",
                                      length == 0 ? "?" : text_.substr(at_, length)));
            }
            at_ += length;
        }
        auto words = to_words(text_.substr(start, at_ - start));
        if (words.size() != 1) fail(start, "an apostrophe stands within a word");
        return std::move(words[0]);
    }

    std::string_view text_;
    size_t at_ = 0;
};

}  // namespace

std::variant<Phrase, Fault> parse_phrase(std::string_view text) {
    try {
        return PhraseParser(text).whole();
    } catch (const Wrong& wrong) {
        return wrong.fault;
    }
}

std::string to_jsgf(const Phrase& phrase) {
    std::string text;
    switch (phrase.kind) {
        case Kind::word:
            return phrase.word;
        case Kind::any:
            return "";
        case Kind::optional:
            text = to_jsgf(phrase.parts[0]);
            return text.empty() ? "" : "[" + text + "]";
        case Kind::sequence:
            for (const Phrase& part : phrase.parts) {
                std::string said = to_jsgf(part);
                if (!said.empty()) text += (text.empty() ? "" : " ") + said;
            }
            return text;
        case Kind::choice:
            for (const Phrase& part : phrase.parts) {
                std::string said = to_jsgf(part);
                text += (text.empty() ? "(" : " | ") + (said.empty() ? "<NULL>" : said);
            }
            return text + ")";
    }
    return text;
}

bool has_any(const Phrase& phrase) {
    return phrase.kind == Kind::any || std::any_of(phrase.parts.begin(), phrase.parts.end(), has_any);
}

}  // namespace tiller::understanding
