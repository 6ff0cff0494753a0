#include "understanding/shapes.h"

#include <algorithm>

#include "base/text.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

using Words = std::vector<std::string>;

std::optional<Read<int>> read_small(const Words& words, size_t at, int least, int most, const Language& language) {
    auto number = read_whole(words, at, language);
    if (!number || number->value < least || number->value > most) return std::nullopt;
    return Read<int>{static_cast<int>(number->value), number->end};
}

std::optional<Read<int>> read_named(const Words& words, size_t at, std::span<const NamedNumber> names) {
    if (at >= words.size()) return std::nullopt;
    auto number = find_named(names, words[at]);
    if (!number) return std::nullopt;
    return Read<int>{*number, at + 1};
}

/// "17th": figures with the ending of an ordinal.
std::optional<int> day_in_figures(std::string_view word, const Language& language) {
    size_t figures = word.find_first_not_of("0123456789");
    if (figures == word.npos || figures == 0 || figures > 2 || language.day_suffixes.empty()) return std::nullopt;
    std::string suffix = " " + std::string(word.substr(figures)) + " ";
    if (language.day_suffixes.find(suffix) == language.day_suffixes.npos) return std::nullopt;
    return static_cast<int>(*parse_integer(word.substr(0, figures)));
}

std::optional<Read<int>> read_day(const Words& words, size_t at, const Language& language) {
    if (at >= words.size()) return std::nullopt;
    if (auto figures = day_in_figures(words[at], language)) return Read<int>{*figures, at + 1};
    auto ordinal = read_named(words, at, language.ordinals);
    if (ordinal) return ordinal;
    const NumberWord* tens = find_number_word(language, words[at]);
    if (tens && tens->kind == NumberWord::Kind::tens) {
        auto unit = read_named(words, at + 1, language.ordinals);
        if (unit && unit->value < 10) return Read<int>{static_cast<int>(tens->value) + unit->value, unit->end};
    }
    return read_small(words, at, 1, 31, language);
}

std::optional<Read<int>> read_year(const Words& words, size_t at, const Language& language) {
    constexpr int kFirst = 1900, kLast = 2199;
    if (language.years_in_pairs) {
        auto century = read_small(words, at, kFirst / 100, kLast / 100, language);
        if (century && !is_figures(words[at])) {
            size_t next = century->end;
            if (next < words.size() && words[next] == "hundred") return Read<int>{century->value * 100, next + 1};
            if (next < words.size() && words[next] == "oh") {
                auto unit = read_small(words, next + 1, 1, 9, language);
                if (unit) return Read<int>{century->value * 100 + unit->value, unit->end};
            }
            auto rest = read_small(words, next, 10, 99, language);
            if (rest) return Read<int>{century->value * 100 + rest->value, rest->end};
        }
    }
    return read_small(words, at, kFirst, kLast, language);
}

const DayPart* read_part(const Words& words, size_t at, const Language& language, size_t& end) {
    const DayPart* best = nullptr;
    for (const DayPart& part : language.parts) {
        auto wanted = split(part.text, ' ');
        if (at + wanted.size() > words.size() || (best && at + wanted.size() <= end)) continue;
        if (!std::equal(
                wanted.begin(), wanted.end(), words.begin() + static_cast<ptrdiff_t>(at),
                [](std::string_view spelled, std::string_view folded) { return is_same_word(folded, spelled); }))
            continue;
        best = &part;
        end = at + wanted.size();
    }
    return best;
}

class ShapeMatcher {
  public:
    ShapeMatcher(const Shape& shape, const Words& words, const Language& language)
        : shape_(shape), tokens_(split(shape.text, ' ')), words_(words), language_(language) {}

    std::vector<ShapeFound> match(size_t at) {
        step(0, at, {});
        return std::move(found_);
    }

  private:
    void step(size_t token, size_t at, const Places& places) {
        if (token == tokens_.size()) {
            found_.push_back({&shape_, places, at});
            return;
        }
        std::string_view text = tokens_[token];
        if (text.starts_with('[')) {
            step(token + 1, at, places);
            text = text.substr(1, text.size() - 2);
        }
        if (at >= words_.size()) return;
        if (!text.starts_with('{')) {
            for (std::string_view word : split(text, '|')) {
                if (is_same_word(words_[at], word)) return step(token + 1, at + 1, places);
            }
            return;
        }
        Places next = places;
        auto go = [&](std::optional<int>& place, const std::optional<Read<int>>& read) {
            if (!read) return;
            place = read->value;
            step(token + 1, read->end, next);
        };
        if (text == "{n}") return go(next.n, read_small(words_, at, 1, 400, language_));
        if (text == "{weekday}") return go(next.weekday, read_named(words_, at, language_.weekdays));
        if (text == "{month}") return go(next.month, read_named(words_, at, language_.months));
        if (text == "{day}") return go(next.day, read_day(words_, at, language_));
        if (text == "{year}") return go(next.year, read_year(words_, at, language_));
        if (text == "{hour}") return go(next.hour, read_small(words_, at, 0, 24, language_));
        if (text == "{minute}") return go(next.minute, read_small(words_, at, 0, 59, language_));
        size_t end = at;
        next.part = read_part(words_, at, language_, end);
        if (next.part) step(token + 1, end, next);
    }

    const Shape& shape_;
    std::vector<std::string_view> tokens_;
    const Words& words_;
    const Language& language_;
    std::vector<ShapeFound> found_;
};

}  // namespace

std::vector<ShapeFound> match_shapes(std::span<const Shape> shapes, const Words& words, size_t at,
                                     const Language& language) {
    std::vector<ShapeFound> found;
    for (const Shape& shape : shapes) {
        for (ShapeFound& one : ShapeMatcher(shape, words, language).match(at)) found.push_back(one);
    }
    std::ranges::stable_sort(found, std::greater(), &ShapeFound::end);
    return found;
}

std::string shape_to_jsgf(const Shape& shape) {
    std::string jsgf;
    for (std::string_view token : split(shape.text, ' ')) {
        bool optional = token.starts_with('[');
        if (optional) token = token.substr(1, token.size() - 2);
        std::string part;
        if (token.starts_with('{')) {
            part = "<" + std::string(token.substr(1, token.size() - 2)) + ">";
        } else {
            for (std::string_view word : split(token, '|')) part += (part.empty() ? "" : " | ") + std::string(word);
            if (token.find('|') != token.npos && !optional) part = "(" + part + ")";
        }
        jsgf += (jsgf.empty() ? "" : " ") + (optional ? "[" + part + "]" : part);
    }
    return jsgf;
}

}  // namespace tiller::understanding
