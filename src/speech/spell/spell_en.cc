// English: short scale ("million", "billion"), lakh and crore for rupees, American dates.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "speech/currency.h"
#include "speech/spell/spell_language.h"

namespace tiller::speech {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {"",      "",      "twenty",  "thirty", "forty",
                                                    "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::array<std::string_view, 32> kOrdinals = {"",
                                                        "first",
                                                        "second",
                                                        "third",
                                                        "fourth",
                                                        "fifth",
                                                        "sixth",
                                                        "seventh",
                                                        "eighth",
                                                        "ninth",
                                                        "tenth",
                                                        "eleventh",
                                                        "twelfth",
                                                        "thirteenth",
                                                        "fourteenth",
                                                        "fifteenth",
                                                        "sixteenth",
                                                        "seventeenth",
                                                        "eighteenth",
                                                        "nineteenth",
                                                        "twentieth",
                                                        "twenty first",
                                                        "twenty second",
                                                        "twenty third",
                                                        "twenty fourth",
                                                        "twenty fifth",
                                                        "twenty sixth",
                                                        "twenty seventh",
                                                        "twenty eighth",
                                                        "twenty ninth",
                                                        "thirtieth",
                                                        "thirty first"};
constexpr std::array<std::string_view, 13> kMonths = {"",        "January",  "February", "March",  "April",
                                                      "May",     "June",     "July",     "August", "September",
                                                      "October", "November", "December"};

struct Scale {
    uint64_t size;
    std::string_view name;
};
constexpr std::array<Scale, 5> kShortScale = {{{1'000'000'000'000, "trillion"},
                                               {1'000'000'000, "billion"},
                                               {1'000'000, "million"},
                                               {1'000, "thousand"},
                                               {100, "hundred"}}};
constexpr std::array<Scale, 4> kIndianScale = {
    {{10'000'000, "crore"}, {100'000, "lakh"}, {1'000, "thousand"}, {100, "hundred"}}};

template <size_t N>
void add_cardinal(Words& words, uint64_t n, const std::array<Scale, N>& scales) {
    for (const Scale& scale : scales) {
        if (n < scale.size) continue;
        add_cardinal(words, n / scale.size, scales);
        words.add(scale.name);
        n %= scale.size;
        if (n == 0) return;
    }
    if (n < 20) {
        words.add(kSmall[n]);
        return;
    }
    words.add(kTens[n / 10]);
    if (n % 10) words.add(kSmall[n % 10]);
}

std::string_view digit(char c) {
    if (c >= '0' && c <= '9') return kSmall[static_cast<size_t>(c - '0')];
    return c == '+' ? "plus" : c == '*' ? "star" : c == '#' ? "pound" : "";
}

void add_whole(Words& words, const std::string& digits, bool indian) {
    auto value = speakable(digits);
    if (!value) {
        for (char c : digits) words.add(digit(c));
    } else if (indian) {
        add_cardinal(words, *value, kIndianScale);
    } else {
        add_cardinal(words, *value, kShortScale);
    }
}

std::string number(const Decimal& value) {
    Words words;
    if (value.negative) words.add("minus");
    add_whole(words, value.whole, false);
    if (!value.fraction.empty()) words.add("point");
    for (char c : value.fraction) words.add(digit(c));
    return words.take();
}

struct Currency {
    std::string_view code, one, many, cent, cents;  // no cents: the currency has none in use
};
constexpr std::array<Currency, 24> kCurrencies = {{
    {"IDR", "rupiah", "rupiah", "sen", "sen"},
    {"USD", "dollar", "dollars", "cent", "cents"},
    {"INR", "rupee", "rupees", "paisa", "paise"},
    {"PHP", "peso", "pesos", "centavo", "centavos"},
    {"MXN", "peso", "pesos", "centavo", "centavos"},
    {"CNY", "yuan", "yuan", "fen", "fen"},
    {"GBP", "pound", "pounds", "penny", "pence"},
    {"EUR", "euro", "euros", "cent", "cents"},
    {"MYR", "ringgit", "ringgit", "sen", "sen"},
    {"SGD", "Singapore dollar", "Singapore dollars", "cent", "cents"},
    {"THB", "baht", "baht", "satang", "satang"},
    {"VND", "dong", "dong", "", ""},
    {"JPY", "yen", "yen", "", ""},
    {"KRW", "won", "won", "", ""},
    {"BRL", "real", "reais", "centavo", "centavos"},
    {"AUD", "Australian dollar", "Australian dollars", "cent", "cents"},
    {"CAD", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"HKD", "Hong Kong dollar", "Hong Kong dollars", "cent", "cents"},
    {"NGN", "naira", "naira", "kobo", "kobo"},
    {"KES", "shilling", "shillings", "cent", "cents"},
    {"AED", "dirham", "dirhams", "fils", "fils"},
    {"SAR", "riyal", "riyals", "halala", "halalas"},
    {"PKR", "rupee", "rupees", "paisa", "paise"},
    {"ZAR", "rand", "rand", "cent", "cents"},
}};

std::string amount(const Decimal& value, std::string_view unit) {
    std::string_view code = currency_code(unit);
    auto currency =
        std::find_if(kCurrencies.begin(), kCurrencies.end(), [&](const Currency& c) { return c.code == code; });
    if (code.empty() || currency == kCurrencies.end()) return Words().add(number(value)).add(unit).take();
    bool indian = code == "INR" || code == "PKR";
    if (currency->cents.empty() && !value.fraction.empty()) {
        return Words().add(number(value)).add(currency->many).take();
    }
    Money money = to_money(value);
    Words words;
    if (money.negative && (money.whole != "0" || money.hundredths)) words.add("minus");
    if (money.whole != "0" || money.hundredths == 0) {
        add_whole(words, money.whole, indian);
        words.add(money.whole == "1" ? currency->one : currency->many);
        if (money.hundredths) words.add("and");
    }
    if (money.hundredths) {
        add_cardinal(words, static_cast<uint64_t>(money.hundredths), kShortScale);
        words.add(money.hundredths == 1 ? currency->cent : currency->cents);
    }
    return words.take();
}

void add_year(Words& words, uint64_t year) {
    uint64_t century = year / 100, rest = year % 100;
    bool in_full = year < 1100 || (year >= 2000 && year < 2010) || century % 10 == 0;
    if (year >= 2010 && year < 2100) in_full = false;
    if (in_full) return add_cardinal(words, year, kShortScale);
    add_cardinal(words, century, kShortScale);
    if (rest == 0) {
        words.add("hundred");
    } else {
        if (rest < 10) words.add("oh");
        add_cardinal(words, rest, kShortScale);
    }
}

std::string date(std::chrono::year_month_day day) {
    Words words;
    words.add(kMonths[static_cast<unsigned>(day.month())]);
    words.add(std::string(kOrdinals[static_cast<unsigned>(day.day())]) + ",");
    add_year(words, static_cast<uint64_t>(static_cast<int>(day.year())));
    return words.take();
}

std::string time(int hour, int minute) {
    if (minute == 0 && hour == 0) return "midnight";
    if (minute == 0 && hour == 12) return "noon";
    Words words;
    add_cardinal(words, static_cast<uint64_t>(hour % 12 == 0 ? 12 : hour % 12), kShortScale);
    if (minute > 0 && minute < 10) words.add("oh");
    if (minute > 0) add_cardinal(words, static_cast<uint64_t>(minute), kShortScale);
    // In words: an engine may read "a.m." as the verb.
    words.add(hour == 0   ? "at night"
              : hour < 12 ? "in the morning"
              : hour < 18 ? "in the afternoon"
                          : "in the evening");
    return words.take();
}

std::string_view abbreviation(std::string_view word) {
    struct Entry {
        std::string_view from, to;
    };
    static constexpr std::array<Entry, 20> kForms = {
        {{"mr", "Mister"},   {"mrs", "Missus"},       {"ms", "Miz"},        {"dr", "Doctor"},  {"prof", "Professor"},
         {"jr", "Junior"},   {"pt", "P T"},           {"cv", "C V"},        {"tbk", "T B K"},  {"inc", "Incorporated"},
         {"ltd", "Limited"}, {"corp", "Corporation"}, {"pvt", "Private"},   {"llc", "L L C"},  {"co", "Company"},
         {"plc", "P L C"},   {"bros", "Brothers"},    {"sdn", "Sendirian"}, {"bhd", "Berhad"}, {"bpk", "Bapak"}}};
    for (const Entry& form : kForms) {
        if (form.from == word) return form.to;
    }
    return {};
}

std::string_view address_form(const AddressWord& word) {
    if (word.word == "no" || word.word == "nos") return word.before_number ? "number" : "";
    if (word.word == "st") return !word.before_name ? "Street" : word.has_dot ? "Saint" : "";
    if (word.word == "ave" && word.before_name && !word.has_dot) return {};  // Maria
    if (word.word == "dr") return word.before_name ? "Doctor" : "Drive";
    struct Entry {
        std::string_view from, to;
    };
    static constexpr std::array<Entry, 23> kForms = {
        {{"ave", "Avenue"},       {"rd", "Road"},          {"blvd", "Boulevard"}, {"ln", "Lane"},
         {"hwy", "Highway"},      {"pkwy", "Parkway"},     {"sq", "Square"},      {"apt", "Apartment"},
         {"bldg", "Building"},    {"dept", "Department"},  {"ltd", "Limited"},    {"pvt", "Private"},
         {"inc", "Incorporated"}, {"corp", "Corporation"}, {"jl", "Jalan"},       {"jln", "Jalan"},
         {"kec", "Kecamatan"},    {"kel", "Kelurahan"},    {"kab", "Kabupaten"},  {"mr", "Mister"},
         {"mrs", "Missus"},       {"bpk", "Bapak"},        {"prof", "Professor"}}};
    for (const Entry& form : kForms) {
        if (form.from == word.word) return form.to;
    }
    return {};
}

}  // namespace

const Speller kEnglish = {"en", "", number, amount, date, time, digit, abbreviation, address_form};

}  // namespace tiller::speech
