#include "understanding/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "understanding/moments.h"
#include "understanding/numbers.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::pair<std::string_view, ValueType>, 8> kTypes = {{
    {"amount", ValueType::amount},
    {"date", ValueType::date},
    {"time", ValueType::time},
    {"yes_no", ValueType::yes_no},
    {"digits", ValueType::digits},
    {"number", ValueType::number},
    {"name", ValueType::name},
    {"choice", ValueType::choice},
}};
constexpr size_t kLongestName = 4;  // words
constexpr int kDay = 24 * 60;

/// First letters as capitals, as far as they are Latin.
std::string as_name(const Words& words, size_t from, size_t end) {
    std::string name;
    for (size_t i = from; i < end; ++i) {
        std::string word = words[i];
        auto first = static_cast<uint8_t>(word[0]), second = static_cast<uint8_t>(word.size() > 1 ? word[1] : 0);
        if (first >= 'a' && first <= 'z') word[0] = static_cast<char>(first - 32);
        if (first == 0xC3 && second >= 0xA0) word[1] = static_cast<char>(second - 32);
        name += (i == from ? "" : " ") + word;
    }
    return name;
}

/// What is left without "my name is" and words that say nothing; more than four words are no name.
std::optional<FoundValue> find_name(const Words& said, const Words& folded, const Language* language) {
    size_t from = 0, end = said.size();
    if (language) {
        auto is_filler = [&](size_t i) { return is_one_of(language->fillers, folded[i]); };
        while (from < end && is_filler(from)) ++from;
        size_t lead_end = from;
        for (std::string_view lead : language->name_leads) {
            auto words = split(lead, ' ');
            if (from + words.size() > end || from + words.size() < lead_end) continue;
            if (std::equal(words.begin(), words.end(), folded.begin() + static_cast<ptrdiff_t>(from),
                           [](std::string_view spelled, std::string_view word) { return is_same_word(word, spelled); }))
                lead_end = from + words.size();
        }
        from = lead_end;
        while (end > from && is_filler(end - 1)) --end;
    }
    bool letters = std::all_of(said.begin() + static_cast<ptrdiff_t>(from), said.begin() + static_cast<ptrdiff_t>(end),
                               [](const std::string& word) { return !is_figures(word); });
    if (from == end || end - from > kLongestName || !letters) return std::nullopt;
    return FoundValue{as_name(said, from, end), {from, end}};
}

std::optional<FoundValue> find_choice(const Question& question, const Words& folded) {
    std::optional<FoundValue> best;
    for (const Intent& choice : question.choices) {
        auto span = choice.phrases->find(folded);
        if (span && (!best || span->size() > best->span.size())) best = FoundValue{choice.name, *span};
    }
    return best;
}

/// The value that begins at word `at`.
std::optional<Read<std::string>> read_value(const Question& question, const Words& words, size_t at,
                                            const Language& language, std::optional<Date> today) {
    switch (question.type) {
        case ValueType::number:
            if (auto read = read_number(words, at, language))
                return Read<std::string>{read->value.to_text(), read->end};
            break;
        case ValueType::amount:
            if (auto read = read_amount(words, at, language))
                return Read<std::string>{read->value.to_text(), read->end};
            break;
        case ValueType::date:
            if (auto read = read_date(words, at, language, today))
                return Read<std::string>{format_date(read->value), read->end};
            break;
        case ValueType::time: {
            auto [from, to] = question.between.value_or(std::pair<int64_t, int64_t>{0, kDay});
            if (auto read = read_time(words, at, language, static_cast<int>(from), static_cast<int>(to)))
                return Read<std::string>{fmt::format("{:02}:{:02}", read->value / 60, read->value % 60), read->end};
            break;
        }
        case ValueType::digits:
            return read_digits(words, at, language);
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<ValueType> parse_value_type(std::string_view word) {
    auto found = std::ranges::find(kTypes, word, &std::pair<std::string_view, ValueType>::first);
    if (found == kTypes.end()) return std::nullopt;
    return found->second;
}

std::string_view to_name(ValueType type) {
    return std::ranges::find(kTypes, type, &std::pair<std::string_view, ValueType>::second)->first;
}

std::string value_type_names() {
    std::string names;
    for (const auto& [name, type] : kTypes) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

std::optional<FoundValue> find_value(const Question& question, const Words& said, const Words& folded,
                                     const Language* language, std::optional<Date> today) {
    if (question.type == ValueType::name) return find_name(said, folded, language);
    if (question.type == ValueType::yes_no || question.type == ValueType::choice) return find_choice(question, folded);
    if (!language) return std::nullopt;
    std::optional<FoundValue> best;
    for (size_t at = 0; at < folded.size();) {
        auto read = read_value(question, folded, at, *language, today);
        if (!read) {
            ++at;
            continue;
        }
        Span span{at, read->end};
        if (!best || span.size() >= best->span.size()) best = FoundValue{std::move(read->value), span};
        at = span.end;
    }
    return best;
}

bool is_between(const Question& question, std::string_view value, std::optional<Date> today) {
    if (!question.between) return true;
    auto [from, to] = *question.between;
    switch (question.type) {
        case ValueType::number:
        case ValueType::amount: {
            size_t point = value.find('.');
            auto whole = parse_integer(value.substr(0, point));
            bool negative = value.starts_with('-'), has_fraction = point != value.npos;
            if (!whole) return false;
            int64_t least = *whole - (negative && has_fraction), most = *whole + (!negative && has_fraction);
            return least >= from && most <= to;
        }
        case ValueType::date: {
            auto date = parse_date(value);
            return date && today && date->days - today->days >= from && date->days - today->days <= to;
        }
        case ValueType::time: {
            auto seconds = parse_time_of_day(value);
            return seconds && *seconds / 60 >= from && *seconds / 60 <= to;
        }
        case ValueType::digits: {
            auto count = static_cast<int64_t>(value.size());
            return count >= from && count <= to;
        }
        default:
            return true;
    }
}

}  // namespace tiller::understanding
