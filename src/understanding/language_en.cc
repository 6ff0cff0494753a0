// English: short scale and lakh and crore, American and British dates, twelve hours.
#include "understanding/language.h"

namespace tiller::understanding {
namespace {

using Kind = NumberWord::Kind;
using enum Meaning;

constexpr NumberWord kNumbers[] = {
    {"zero", Kind::unit, 0},
    {"one", Kind::unit, 1},
    {"two", Kind::unit, 2},
    {"three", Kind::unit, 3},
    {"four", Kind::unit, 4},
    {"five", Kind::unit, 5},
    {"six", Kind::unit, 6},
    {"seven", Kind::unit, 7},
    {"eight", Kind::unit, 8},
    {"nine", Kind::unit, 9},
    {"ten", Kind::teen, 10},
    {"eleven", Kind::teen, 11},
    {"twelve", Kind::teen, 12},
    {"thirteen", Kind::teen, 13},
    {"fourteen", Kind::teen, 14},
    {"fifteen", Kind::teen, 15},
    {"sixteen", Kind::teen, 16},
    {"seventeen", Kind::teen, 17},
    {"eighteen", Kind::teen, 18},
    {"nineteen", Kind::teen, 19},
    {"twenty", Kind::tens, 20},
    {"thirty", Kind::tens, 30},
    {"forty", Kind::tens, 40},
    {"fifty", Kind::tens, 50},
    {"sixty", Kind::tens, 60},
    {"seventy", Kind::tens, 70},
    {"eighty", Kind::tens, 80},
    {"ninety", Kind::tens, 90},
    {"hundred", Kind::times_hundred},
    {"thousand", Kind::scale, 1'000},
    {"lakh", Kind::scale, 100'000},
    {"million", Kind::scale, 1'000'000},
    {"crore", Kind::scale, 10'000'000},
    {"billion", Kind::scale, 1'000'000'000},
    {"trillion", Kind::scale, 1'000'000'000'000},
    {"and", Kind::joiner},
    {"a", Kind::one_before},
};
constexpr NamedNumber kDigits[] = {{"oh", 0}, {"o", 0}};
constexpr NamedNumber kMonths[] = {{"january", 1},   {"february", 2}, {"march", 3},     {"april", 4},
                                   {"may", 5},       {"june", 6},     {"july", 7},      {"august", 8},
                                   {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12}};
constexpr NamedNumber kWeekdays[] = {{"monday", 1}, {"tuesday", 2},  {"wednesday", 3}, {"thursday", 4},
                                     {"friday", 5}, {"saturday", 6}, {"sunday", 7}};
constexpr NamedNumber kOrdinals[] = {{"first", 1},        {"second", 2},      {"third", 3},       {"fourth", 4},
                                     {"fifth", 5},        {"sixth", 6},       {"seventh", 7},     {"eighth", 8},
                                     {"ninth", 9},        {"tenth", 10},      {"eleventh", 11},   {"twelfth", 12},
                                     {"thirteenth", 13},  {"fourteenth", 14}, {"fifteenth", 15},  {"sixteenth", 16},
                                     {"seventeenth", 17}, {"eighteenth", 18}, {"nineteenth", 19}, {"twentieth", 20},
                                     {"thirtieth", 30}};
constexpr Shape kDates[] = {
    {"today|tonight", in_days, 0},
    {"this evening|afternoon|morning", in_days, 0},
    {"tomorrow", in_days, 1},
    {"[the] day after tomorrow", in_days, 2},
    {"in {n} day|days", in_days},
    {"{n} day|days from now|today", in_days},
    {"in {n} week|weeks", in_weeks},
    {"{n} week|weeks from now|today", in_weeks},
    {"in a week", in_weeks, 1},
    {"a week from now|today", in_weeks, 1},
    {"next week", in_weeks, 1},
    {"[on] {weekday}", coming_weekday},
    {"[on] this|coming {weekday}", this_weekday},
    {"[on] this coming {weekday}", this_weekday},
    {"[on] next {weekday}", weekday_next_week},
    {"[on] {weekday} next week", weekday_next_week},
    {"[on] [the] {day} [of] {month} [{year}]", day_and_month},
    {"[on] {month} [the] {day} [{year}]", day_and_month},
    {"[on] the {day}", day_of_month},
    {"next month", next_month},
    {"[at] [the] end of [the|this] month", end_of_month},
};
constexpr DayPart kParts[] = {
    {"in the morning", 0, 11},
    {"in the afternoon", 12, 17},
    {"in the evening", 17, 23},
    {"at night", 20, 27},
    {"am", 0, 11},
    {"a m", 0, 11},
    {"pm", 12, 23},
    {"p m", 12, 23},
    {"this morning", 0, 11},
    {"this afternoon", 12, 17},
    {"tonight", 18, 23},
    {"this evening", 17, 23},
};
constexpr Shape kTimes[] = {
    {"[at] noon|midday", time_of_day, 12 * 60},
    {"[at] midnight", time_of_day, 0},
    {"[at] {hour} [o'clock] [{part}]", hour},
    {"[at] {hour} {minute} [{part}]", hour},
    {"[at] {hour} oh {minute} [{part}]", hour},
    {"[at] half past {hour} [{part}]", past_hour, 30},
    {"[at] [a] quarter past {hour} [{part}]", past_hour, 15},
    {"[at] {minute} past {hour} [{part}]", past_hour},
    {"[at] [a] quarter to {hour} [{part}]", before_hour, 15},
    {"[at] {minute} to {hour} [{part}]", before_hour},
};
constexpr std::string_view kCurrencies[] = {
    "dollar",   "dollars",   "rupiah",  "rupee",   "rupees", "peso",   "pesos", "yuan",      "pound",      "pounds",
    "euro",     "euros",     "ringgit", "baht",    "dong",   "yen",    "won",   "real",      "reais",      "naira",
    "shilling", "shillings", "dirham",  "dirhams", "riyal",  "riyals", "rand",  "singapore", "australian", "canadian",
    "hong",     "kong",      "bucks",   "buck",    "$",      "€",      "£",     "₹",         "¥",          "usd",
    "idr",      "inr",       "eur",     "gbp",     "php",    "rp"};
constexpr std::string_view kUsualCurrencies[] = {"dollar", "dollars", "euro",   "euros", "pound", "pounds",
                                                 "rupee",  "rupees",  "rupiah", "peso",  "pesos", "ringgit"};
constexpr std::string_view kCents[] = {"cent",     "cents", "penny",  "pence", "sen",  "paisa",  "paise",  "centavo",
                                       "centavos", "fen",   "satang", "kobo",  "fils", "halala", "halalas"};
constexpr std::string_view kNegators[] = {"not",   "don't",  "dont",  "never",  "cannot",  "can't",
                                          "isn't", "wasn't", "won't", "didn't", "doesn't", "nothing"};
constexpr std::string_view kFillers[] = {"uh",     "um",   "er",   "ah",  "oh",    "well",   "hmm",   "mm", "so",
                                         "please", "okay", "just", "sir", "madam", "thanks", "hello", "hi"};
constexpr std::string_view kNameLeads[] = {
    "my name is", "my name's", "the name is", "this is", "it is", "it's", "i am", "i'm", "you are speaking with"};

constexpr std::string_view kYes[] = {
    "yes|yeah|yep|yup|sure|correct|exactly|absolutely|certainly|definitely|affirmative",
    "(yes|yeah) (please|sure|i am|i do|i can|i will|it is|that's right|that is right|that's correct|of course)",
    "of course",
    "[that|this] (is|sounds) (right|correct|good|fine)",
    "[that's|it's] (right|correct|good|fine)",
    "all right",
    "okay",
    "ok",
    "i (do|am|can|will)",
    "speaking",
    "go ahead",
    "why not",
    "no problem",
};
constexpr std::string_view kNo[] = {
    "no|nope|nah|negative",
    "no (thanks|thank you|i'm not|i am not|i don't|i do not|i can't|i cannot|it isn't|it is not|never)",
    "[that|it] (is|was) (wrong|incorrect)",
    "[that's|it's] (wrong|incorrect|not right|not correct)",
    "(that|this|it) is not (right|correct|true)",
    "i (don't|do not|can't|cannot|won't|will not)",
    "i'm not",
    "i am not",
    "not really",
    "absolutely not",
    "of course not",
    "i (don't|do not) think so",
};
constexpr std::string_view kRepeat[] = {
    "repeat [(that|it|the question)] [again]",
    "(can|could|would) you [please] repeat [(that|it|the question)]",
    "(say|tell me) (that|it) (again|once more)",
    "(can|could|would) you [please] (say|tell me) (that|it) (again|once more)",
    "again [please]",
    "once more [please]",
    "one more time",
    "(what|pardon|sorry|excuse me)",
    "what did you say",
    "pardon me",
    "come again",
    "i (didn't|did not|couldn't|could not) (hear|catch|get|understand) [(you|that|it)]",
    "i (don't|do not) understand",
};
constexpr std::string_view kSlower[] = {
    "[speak|talk|say it|say that] [a bit|a little] (slower|more slowly)",
    "(speak|talk) slowly",
    "slow down",
    "(can|could) you [please] (speak|talk|go) [a bit|a little] (slower|more slowly)",
    "[you are|you're] too fast",
    "not so fast",
};
constexpr std::string_view kWhoIsThis[] = {
    "who (is|are) (this|that|it|you|calling|speaking)",
    "who's (this|that|it|calling|speaking)",
    "who am i (speaking|talking) (to|with)",
    "who is [this] calling",
    "where are you calling from",
    "(what|which) company [is this]",
    "what is this about",
    "what's this about",
    "are you a (robot|machine|computer)",
    "is this a (robot|machine|recording|computer)",
};
constexpr std::string_view kNotNow[] = {
    "not now",
    "not right now",
    "[i'm|i am] [too] busy [right now|now|at the moment]",
    "(call|ring) [me] [back] later",
    "(can|could|please) you [please] call [me] [back] later",
    "[this is|it is|it's|that is] [a] bad time",
    "another time",
    "[this is|it is|it's] not a good time",
    "i (have no|don't have) time [(right now|now)]",
    "i can't talk [(right now|now)]",
    "i'm driving",
    "i am driving",
    "i'm in a meeting",
    "i am in a meeting",
    "later",
};
constexpr std::string_view kPerson[] = {
    "operator|agent|representative",
    "[a] (human|real person|human being|colleague)",
    "((can|could|may) i|i (want to|would like to|need to)|i'd like to|let me) (speak|talk) (to|with) "
    "(somebody|someone|a "
    "person|a human|an agent|an operator|a colleague|a manager)",
    "(speak|talk) (to|with) [a|an|some|the|your] [real] "
    "(person|human|operator|agent|representative|manager|supervisor)",
    "(speak|talk) (to|with) (somebody|someone)",
    "customer service",
    "put me through",
    "(connect|transfer) me",
    "i want to (speak|talk) (to|with) (somebody|someone)",
};
constexpr std::string_view kStopCalling[] = {
    "stop calling [me|us|this number|here|my phone]",
    "stop [the|these|your] calls",
    "(don't|do not|never) call [me|us|this number|here] [again|anymore|any more|ever again]",
    "(take|remove|delete) (me|my number|us|this number) (off|from) [the|your] (list|lists|database|system)",
    "(take|remove) me off",
    "(delete|remove) my number",
    "no more calls",
    "i (don't|do not) want [any] [more|these|your] calls [anymore|any more]",
    "i (don't|do not) want to be called [again|anymore|any more]",
    "[please] (don't|do not) contact (me|us) [again|anymore]",
    "stop (contacting|phoning|ringing|bothering|harassing) (me|us)",
    "unsubscribe",
    "leave me alone",
    "put me on [the|your] do not call list",
    "do not call list",
    "opt out",
};
constexpr BuiltIn kIntents[] = {
    {"yes", kYes},
    {"no", kNo},
    {"repeat", kRepeat},
    {"slower", kSlower},
    {"who_is_this", kWhoIsThis},
    {"not_now", kNotNow},
    {"person", kPerson},
    {"stop_calling", kStopCalling},
};

std::string small_number(int n) {
    std::string tens, unit;
    for (const NumberWord& word : kNumbers) {
        if (n < 20 && word.value == n && (word.kind == Kind::unit || word.kind == Kind::teen))
            return std::string(word.word);
        if (word.kind == Kind::tens && word.value == n / 10 * 10) tens = word.word;
        if (word.kind == Kind::unit && word.value == n % 10) unit = word.word;
    }
    return n % 10 == 0 ? tens : tens + " " + unit;
}

constexpr std::string_view kNumberRules =
    "<below_thousand> = <below_hundred> | (a | one | two | three | four | five | six | seven | eight | nine) hundred "
    "[[and] <below_hundred>];\n"
    "<whole> = <below_thousand> | (a | <below_thousand>) (thousand | million) [[and] <below_thousand>] | "
    "<below_thousand> million <below_thousand> thousand [<below_thousand>];\n";

}  // namespace

const Language kEnglish = {
    .code = "en",
    .numbers = kNumbers,
    .point = "point",
    .minus = "minus",
    .decimal_sign = '.',
    .digits = kDigits,
    .twice = "double",
    .months = kMonths,
    .weekdays = kWeekdays,
    .ordinals = kOrdinals,
    .day_suffixes = " st nd rd th ",
    .years_in_pairs = true,
    .dates = kDates,
    .times = kTimes,
    .parts = kParts,
    .currencies = kCurrencies,
    .cents = kCents,
    .usual_currencies = kUsualCurrencies,
    .currency_joiner = "and",
    .negators = kNegators,
    .fillers = kFillers,
    .name_leads = kNameLeads,
    .intents = kIntents,
    .small_number = small_number,
    .number_rules = kNumberRules,
};

}  // namespace tiller::understanding
