#pragma once
// What must be known of a language to understand it. A new language is one file such as language_es.cc, and its line in
// language.cc. All words are lower case, with their accents;
// what is said is compared without them.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tiller::understanding {

using NamedNumber = std::pair<std::string_view, int>;

/// How a word of a number counts.
struct NumberWord {
    enum class Kind {
        unit,       // 1 to 9, and 0
        teen,       // 10 to 29 in one word, to which nothing can be added but a hundred or a scale
        tens,       // 20 to 90, to which a unit may be added
        hundreds,   // 100 to 900 in one word
        plus_ten,   // "belas": the unit before it and ten
        times_ten,  // "puluh"
        times_hundred,
        scale,       // a thousand and more; counts what stands before it
        one_scale,   // the same, and one of it: "seribu", "mil"
        joiner,      // says nothing, and stands only between words of a number: "and", "y"
        one_before,  // "a": one, if a hundred or a scale follows
    };
    std::string_view word;
    Kind kind;
    int64_t value = 0;
};

/// What a date or a time that has a certain shape means.
enum class Meaning {
    in_days,            // `value` days from today, or {n} of them
    in_weeks,           // `value`, or {n}
    coming_weekday,     // the first one after today
    this_weekday,       // today or the first one after it
    weekday_next_week,  // of the week after this one; weeks begin on Monday
    day_of_month,       // {day}: the first one from today on
    day_and_month,      // {day} {month}, with {year} or the first one from today on
    next_month,         // the same day of it, or its last
    end_of_month,
    hour,         // {hour}, {minute} if there is one, {part} of the day if it was said
    past_hour,    // `value` minutes, or {minute}, past {hour}
    before_hour,  // `value` minutes, or {minute}, before {hour}
    time_of_day,  // `value` minutes after midnight
};

/// A date or a time as words and places: {n} a number, {weekday}, {month}, {day} of a month, {year}, {hour},
/// {minute}, {part} of a day. "[x]" may be left out, "a|b" is one of them; neither has blanks inside.
struct Shape {
    std::string_view text;
    Meaning meaning;
    int value = 0;
};

/// A part of the day as it follows a time: which hours it can mean.
struct DayPart {
    std::string_view text;  // one or more words
    int from, to;           // hours of 24
};

struct BuiltIn {
    std::string_view intent;
    std::span<const std::string_view> phrases;  // phrase.h
};

struct Language {
    std::string_view code;  // primary subtag of BCP 47
    std::span<const NumberWord> numbers;
    std::string_view point;  // between whole and fraction
    std::string_view minus;
    char decimal_sign;                    // in figures
    std::span<const NamedNumber> digits;  // beyond the units: "oh", "kosong"
    std::string_view twice;               // "double": the digit that follows, two times; may be empty
    std::span<const NamedNumber> months, weekdays, ordinals;  // Monday is 1
    std::string_view day_suffixes;                            // of ordinals in figures: " st nd rd th "
    bool years_in_pairs;                                      // "nineteen ninety nine"
    std::span<const Shape> dates, times;
    std::span<const DayPart> parts;
    std::span<const std::string_view> currencies, cents;
    std::span<const std::string_view> usual_currencies;  // for grammars, which hear best if they are small
    std::string_view currency_joiner;                    // "and" between dollars and cents; may be empty
    std::span<const std::string_view> negators, fillers;
    std::span<const std::string_view> name_leads;  // "my name is"
    std::span<const BuiltIn> intents;
    std::string (*small_number)(int n);  // 0 to 99, for grammars
    std::string_view number_rules;       // JSGF rules <below_thousand> and <whole>, out of <below_hundred>
};

/// Null: nothing is built in for it. `language` is BCP 47.
const Language* find_language(std::string_view language);
std::span<const Language* const> all_languages();

/// yes, no, and what a callee may say at any moment: repeat, slower, who_is_this, not_now, person, stop_calling.
inline constexpr std::array<std::string_view, 2> kAnswers = {"yes", "no"};
inline constexpr std::array<std::string_view, 6> kGlobals = {"repeat",  "slower", "who_is_this",
                                                             "not_now", "person", "stop_calling"};
bool is_built_in(std::string_view intent);

extern const Language kEnglish, kIndonesian, kSpanish;

}  // namespace tiller::understanding
