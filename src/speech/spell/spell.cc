#include "speech/spell/spell.h"

#include <array>
#include <chrono>
#include <optional>

#include "base/numbers/number_groups.h"
#include "base/text.h"
#include "speech/characters.h"
#include "speech/spell/spell_language.h"

namespace tiller::speech {
namespace {

constexpr std::array<const Speller*, 2> kSpellers = {&kEnglish, &kIndonesian};

const Speller* speller_for(std::string_view language) {
    std::string primary = lower(language.substr(0, language.find_first_of("-_")));
    for (const Speller* speller : kSpellers) {
        if (speller->language == primary) return speller;
    }
    return nullptr;
}

std::optional<int> small_number(std::string_view text, size_t digits) {
    if (text.size() != digits || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
    return static_cast<int>(*parse_integer(text));
}

/// YYYY-MM-DD, a day that exists.
std::optional<std::chrono::year_month_day> parse_day(std::string_view text) {
    text = trim(text);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto year = small_number(text.substr(0, 4), 4), month = small_number(text.substr(5, 2), 2),
         day = small_number(text.substr(8, 2), 2);
    if (!year || *year == 0 || !month || !day) return std::nullopt;
    std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return date;
}

/// H:MM, HH:MM or HH:MM:SS; seconds are not said.
std::optional<std::pair<int, int>> parse_time(std::string_view text) {
    auto parts = split(trim(text), ':');
    if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
    auto hour = small_number(parts[0], parts[0].size() == 1 ? 1 : 2), minute = small_number(parts[1], 2);
    if (!hour || *hour > 23 || !minute || *minute > 59) return std::nullopt;
    if (parts.size() == 3) {
        auto second = small_number(parts[2], 2);
        if (!second || *second > 60) return std::nullopt;
    }
    return std::pair{*hour, *minute};
}

constexpr size_t kLongestGroup = 4;  // that a listener keeps in mind while writing

/// By three, the last up to four; a plus belongs to the first group and does not count.
void add_by_three(std::vector<std::string>& groups, std::string_view whole) {
    size_t at = whole[0] == '+' ? 1 : 0;
    for (bool first = true; at < whole.size(); first = false) {
        size_t size = whole.size() - at == kLongestGroup ? kLongestGroup : 3;
        size_t from = first ? 0 : at;
        groups.emplace_back(whole.substr(from, at + size - from));
        at += size;
    }
}

/// The region of a tag such as "en-GB", else the language's home.
std::string home_of(std::string_view language, const Speller& speller) {
    size_t mark = language.find_first_of("-_");
    std::string_view region = mark == language.npos ? "" : language.substr(mark + 1);
    std::string home(region.size() == 2 ? region : speller.home);
    for (char& c : home) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return home;
}

/// Groups of a code, so that a listener can write along: those of its country's plan if it is a telephone number, else
/// as the writer set them with spaces and dashes, else by three.
std::vector<std::string> digit_groups(std::string_view value, const std::string& home) {
    if (auto plan = groups_of_number(trim(value), home); !plan.empty()) {
        std::vector<std::string> groups;
        for (const std::string& group : plan) {
            group.size() <= kLongestGroup ? groups.push_back(group) : add_by_three(groups, group);
        }
        return groups;
    }
    std::vector<std::string> groups(1);
    for (char c : value) {
        bool separates = c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == ',';
        if (!separates) {
            groups.back() += c;
        } else if (!groups.back().empty()) {
            groups.emplace_back();
        }
    }
    if (groups.back().empty()) groups.pop_back();
    if (groups.size() != 1 || groups[0].size() <= kLongestGroup) return groups;
    std::string whole = std::move(groups[0]);
    groups.clear();
    add_by_three(groups, whole);
    return groups;
}

std::string spell_digits(std::string_view value, const std::string& home, const Speller& speller) {
    std::string out;
    for (const std::string& group : digit_groups(value, home)) {
        Words words;
        for (char32_t c : to_characters(group)) {
            if (c < 0x80) {
                char ascii = static_cast<char>(c);
                bool letter = is_letter(c);
                words.add(letter ? std::string(1, static_cast<char>(lower_letter(c) - 32)) : speller.digit(ascii));
            } else if (is_letter(c)) {
                std::string letter;
                append_utf8(letter, c);
                words.add(letter);
            }
        }
        std::string text = words.take();
        if (text.empty()) continue;
        if (!out.empty()) out += ", ";
        out += text;
    }
    return out;
}

}  // namespace

std::string spell(const Segment& segment, std::string_view language) {
    const Speller* speller = speller_for(language);
    const std::string& value = segment.value;
    bool with_unit = segment.kind == Segment::Kind::amount && !segment.unit.empty();
    std::string as_it_is = with_unit ? value + " " + segment.unit : value;
    if (!speller) return as_it_is;
    switch (segment.kind) {
        case Segment::Kind::text:
            // The words of a prompt are the author's, who hears them; those of a row are not.
            return segment.of_call ? spell_text(value, *speller) : value;
        case Segment::Kind::pause:
            return value;
        case Segment::Kind::name:
            return spell_name(value, *speller);
        case Segment::Kind::digits:
            return spell_digits(value, home_of(language, *speller), *speller);
        case Segment::Kind::number:
            if (auto number = parse_decimal(value)) return speller->number(*number);
            break;
        case Segment::Kind::amount:
            if (auto amount = parse_decimal(value)) return speller->amount(*amount, trim(segment.unit));
            break;
        case Segment::Kind::date:
            if (auto day = parse_day(value)) return speller->date(*day);
            break;
        case Segment::Kind::time:
            if (auto time = parse_time(value)) return speller->time(time->first, time->second);
            break;
    }
    return as_it_is;
}

}  // namespace tiller::speech
