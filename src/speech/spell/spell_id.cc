// Indonesian: "se-" for one of a hundred or a thousand, decimal comma, day before month, 24 hours.
#include <algorithm>
#include <array>

#include "speech/currency.h"
#include "speech/spell/spell_language.h"

namespace tiller::speech {
namespace {

constexpr std::array<std::string_view, 12> kSmall = {"nol",  "satu",  "dua",     "tiga",     "empat",   "lima",
                                                     "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"};
constexpr std::array<std::string_view, 13> kMonths = {"",        "Januari",  "Februari", "Maret",   "April",
                                                      "Mei",     "Juni",     "Juli",     "Agustus", "September",
                                                      "Oktober", "November", "Desember"};

struct Scale {
    uint64_t size;
    std::string_view name;
    std::string_view one;  // how one of it is said
};
constexpr std::array<Scale, 6> kScales = {{{1'000'000'000'000, "triliun", "satu triliun"},
                                           {1'000'000'000, "miliar", "satu miliar"},
                                           {1'000'000, "juta", "satu juta"},
                                           {1'000, "ribu", "seribu"},
                                           {100, "ratus", "seratus"},
                                           {10, "puluh", "sepuluh"}}};

void add_cardinal(Words& words, uint64_t n) {
    for (const Scale& scale : kScales) {
        if (n < 20) break;
        if (n < scale.size) continue;
        if (n / scale.size == 1) {
            words.add(scale.one);
        } else {
            add_cardinal(words, n / scale.size);
            words.add(scale.name);
        }
        n %= scale.size;
        if (n == 0) return;
    }
    if (n < 12) {
        words.add(kSmall[n]);
    } else {
        words.add(kSmall[n - 10]).add("belas");
    }
}

std::string_view digit(char c) {
    if (c >= '0' && c <= '9') return kSmall[static_cast<size_t>(c - '0')];
    return c == '+' ? "plus" : c == '*' ? "bintang" : c == '#' ? "pagar" : "";
}

void add_whole(Words& words, const std::string& digits) {
    if (auto value = speakable(digits)) {
        add_cardinal(words, *value);
    } else {
        for (char c : digits) words.add(digit(c));
    }
}

std::string number(const Decimal& value) {
    Words words;
    if (value.negative) words.add("minus");
    add_whole(words, value.whole);
    if (!value.fraction.empty()) words.add("koma");
    for (char c : value.fraction) words.add(digit(c));
    return words.take();
}

struct Currency {
    std::string_view code, name, cents;  // no cents: the currency has none in use
};
constexpr std::array<Currency, 18> kCurrencies = {{
    {"IDR", "rupiah", "sen"},
    {"USD", "dolar", "sen"},
    {"INR", "rupi", "paisa"},
    {"PHP", "peso", "sentavo"},
    {"MXN", "peso", "sentavo"},
    {"CNY", "yuan", "fen"},
    {"GBP", "pound sterling", "pence"},
    {"EUR", "euro", "sen"},
    {"MYR", "ringgit", "sen"},
    {"SGD", "dolar Singapura", "sen"},
    {"THB", "baht", "satang"},
    {"VND", "dong", ""},
    {"JPY", "yen", ""},
    {"KRW", "won", ""},
    {"AUD", "dolar Australia", "sen"},
    {"HKD", "dolar Hong Kong", "sen"},
    {"AED", "dirham", "fils"},
    {"SAR", "riyal", "halala"},
}};

std::string amount(const Decimal& value, std::string_view unit) {
    std::string_view code = currency_code(unit);
    auto currency =
        std::find_if(kCurrencies.begin(), kCurrencies.end(), [&](const Currency& c) { return c.code == code; });
    if (code.empty() || currency == kCurrencies.end()) return Words().add(number(value)).add(unit).take();
    if (currency->cents.empty() && !value.fraction.empty()) {
        return Words().add(number(value)).add(currency->name).take();
    }
    Money money = to_money(value);
    Words words;
    if (money.negative && (money.whole != "0" || money.hundredths)) words.add("minus");
    if (money.whole != "0" || money.hundredths == 0) {
        add_whole(words, money.whole);
        words.add(currency->name);
    }
    if (money.hundredths) {
        add_cardinal(words, static_cast<uint64_t>(money.hundredths));
        words.add(currency->cents);
    }
    return words.take();
}

std::string date(std::chrono::year_month_day day) {
    Words words;
    add_cardinal(words, static_cast<unsigned>(day.day()));
    words.add(kMonths[static_cast<unsigned>(day.month())]);
    add_cardinal(words, static_cast<uint64_t>(static_cast<int>(day.year())));
    return words.take();
}

std::string time(int hour, int minute) {
    Words words;
    // Nobody says "pukul nol".
    add_cardinal(words, static_cast<uint64_t>(hour == 0 ? 12 : hour));
    if (minute > 0) {
        words.add("lewat");
        add_cardinal(words, static_cast<uint64_t>(minute));
        words.add("menit");
    }
    if (hour == 0) words.add("malam");
    return words.take();
}

std::string_view abbreviation(std::string_view word) {
    struct Entry {
        std::string_view from, to;
    };
    static constexpr std::array<Entry, 10> kForms = {{{"bpk", "Bapak"},
                                                      {"sdr", "Saudara"},
                                                      {"sdri", "Saudari"},
                                                      {"dr", "Dokter"},
                                                      {"prof", "Profesor"},
                                                      {"hj", "Hajah"},
                                                      {"pt", "P T"},
                                                      {"cv", "C V"},
                                                      {"ud", "U D"},
                                                      {"tbk", "Terbuka"}}};
    for (const Entry& form : kForms) {
        if (form.from == word) return form.to;
    }
    return {};
}

std::string_view address_form(const AddressWord& word) {
    if (word.word == "no") return word.before_number ? "nomor" : "";
    if (word.word == "lt") return word.before_number ? "lantai" : "";
    struct Entry {
        std::string_view from, to;
    };
    static constexpr std::array<Entry, 19> kForms = {{{"jl", "Jalan"},
                                                      {"jln", "Jalan"},
                                                      {"gg", "Gang"},
                                                      {"kec", "Kecamatan"},
                                                      {"kel", "Kelurahan"},
                                                      {"kab", "Kabupaten"},
                                                      {"prov", "Provinsi"},
                                                      {"ds", "Desa"},
                                                      {"rt", "R T"},
                                                      {"rw", "R W"},
                                                      {"kav", "Kaveling"},
                                                      {"telp", "telepon"},
                                                      {"tlp", "telepon"},
                                                      {"pt", "P T"},
                                                      {"cv", "C V"},
                                                      {"tbk", "Terbuka"},
                                                      {"bpk", "Bapak"},
                                                      {"sdr", "Saudara"},
                                                      {"sdri", "Saudari"}}};
    for (const Entry& form : kForms) {
        if (form.from == word.word) return form.to;
    }
    return {};
}

}  // namespace

const Speller kIndonesian = {"id", "ID", number, amount, date, time, digit, abbreviation, address_form};

}  // namespace tiller::speech
