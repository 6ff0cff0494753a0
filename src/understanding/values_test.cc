// Values as people say them. It is Wednesday, the 2nd of December 2026.
#include "understanding/values.h"

#include <gtest/gtest.h>

#include "understanding/understand.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

using Type = ValueType;

const Date kToday = *parse_date("2026-12-02");

std::string value(Type type, std::string_view language, std::string_view said,
                  std::optional<std::pair<int64_t, int64_t>> between = {}) {
    Question question{type, between, {}};
    auto words = to_words(said);
    auto found = find_value(question, words, fold_all(words), find_language(language), kToday);
    return found ? found->text : "";
}

struct Case {
    const char* said;
    const char* value;
};

void check(Type type, std::string_view language, std::initializer_list<Case> cases) {
    for (const Case& c : cases) EXPECT_EQ(value(type, language, c.said), c.value) << language << ": " << c.said;
}

TEST(Values, NumbersInEnglish) {
    check(Type::number, "en",
          {{"eighty four", "84"},
           {"it's about one hundred and five i think", "105"},
           {"a hundred", "100"},
           {"fifteen hundred", "1500"},
           {"two thousand twenty", "2020"},
           {"one million two hundred fifty thousand", "1250000"},
           {"twelve lakh fifty thousand", "1250000"},
           {"two hundred million", "200000000"},
           {"minus three point five", "-3.5"},
           {"1,500.50", "1500.5"},
           {"2 million", "2000000"},
           {"twenty-four", "24"},
           {"three no four", "4"},
           {"ten", "10"},
           {"and", ""},
           {"a lot", ""},
           {"", ""}});
}

TEST(Values, NumbersInIndonesianAndSpanish) {
    check(Type::number, "id",
          {{"seratus dua puluh", "120"},
           {"dua belas", "12"},
           {"seribu seratus sebelas", "1111"},
           {"dua juta lima ratus ribu", "2500000"},
           {"sekitar lima puluh ribu", "50000"},
           {"tiga koma lima", "3.5"},
           {"50 ribu", "50000"},
           {"1.500.000", "1500000"},
           {"sejuta", "1000000"}});
    check(Type::number, "es",
          {{"ochenta y cuatro", "84"},
           {"ciento cinco", "105"},
           {"mil doscientos treinta y uno", "1231"},
           {"dos mil millones", "2000000000"},
           {"un millón quinientos mil", "1500000"},
           {"dieciseis", "16"},
           {"veintidós coma cinco", "22.5"},
           {"1.500,75", "1500.75"},
           {"mil", "1000"}});
}

TEST(Values, Amounts) {
    check(Type::amount, "en",
          {{"eighty four dollars and fifty cents", "84.5"},
           {"i can pay five hundred", "500"},
           {"five cents", "0.05"},
           {"$84.50", "84.5"},
           {"i have two kids and pay fifty dollars", "50"}});
    check(Type::amount, "id",
          {{"lima ratus ribu rupiah", "500000"}, {"Rp 500.000", "500000"}, {"dua juta", "2000000"}});
    check(Type::amount, "es", {{"quinientos pesos con cincuenta centavos", "500.5"}, {"mil euros", "1000"}});
}

TEST(Values, DatesInEnglish) {
    check(Type::date, "en",
          {{"today", "2026-12-02"},
           {"i will pay tomorrow", "2026-12-03"},
           {"the day after tomorrow", "2026-12-04"},
           {"friday", "2026-12-04"},
           {"on wednesday", "2026-12-09"},
           {"this wednesday", "2026-12-02"},
           {"next friday", "2026-12-11"},
           {"friday next week", "2026-12-11"},
           {"in three days", "2026-12-05"},
           {"in a week", "2026-12-09"},
           {"two weeks from now", "2026-12-16"},
           {"next month", "2027-01-02"},
           {"at the end of the month", "2026-12-31"},
           {"december fifth", "2026-12-05"},
           {"the fifth of january", "2027-01-05"},
           {"june seventeenth, twenty twenty seven", "2027-06-17"},
           {"on the twenty first", "2026-12-21"},
           {"the 1st", "2027-01-01"},
           {"2026-12-24", "2026-12-24"},
           {"friday no monday", "2026-12-07"},
           {"february thirtieth", ""},
           {"just a second", ""},
           {"may be", ""}});
}

TEST(Values, DatesInIndonesianAndSpanish) {
    check(Type::date, "id",
          {{"lusa", "2026-12-04"},
           {"besok", "2026-12-03"},
           {"hari jumat", "2026-12-04"},
           {"jumat depan", "2026-12-11"},
           {"minggu depan", "2026-12-09"},
           {"hari minggu", "2026-12-06"},
           {"tiga hari lagi", "2026-12-05"},
           {"tanggal lima", "2026-12-05"},
           {"tujuh belas agustus dua ribu dua puluh tujuh", "2027-08-17"},
           {"akhir bulan", "2026-12-31"},
           {"saya bayar tanggal lima belas januari", "2027-01-15"}});
    check(Type::date, "es",
          {{"pasado mañana", "2026-12-04"},
           {"manana", "2026-12-03"},
           {"el viernes", "2026-12-04"},
           {"el próximo viernes", "2026-12-04"},
           {"el viernes de la semana que viene", "2026-12-11"},
           {"dentro de tres días", "2026-12-05"},
           {"el cinco de enero", "2027-01-05"},
           {"el 5 de enero de 2028", "2028-01-05"},
           {"a fin de mes", "2026-12-31"},
           {"el día quince", "2026-12-15"}});
}

TEST(Values, Times) {
    check(Type::time, "en",
          {{"nine thirty in the morning", "09:30"},
           {"half past nine", "09:30"},
           {"quarter to ten", "09:45"},
           {"at three", "15:00"},
           {"three in the morning", "03:00"},
           {"twelve thirty at night", "00:30"},
           {"nine at night", "21:00"},
           {"nine o'clock", "09:00"},
           {"5 p.m.", "17:00"},
           {"9:30", "09:30"},
           {"noon", "12:00"},
           {"seventeen forty five", "17:45"},
           {"eleven oh five", "11:05"}});
    check(Type::time, "id",
          {{"jam tiga sore", "15:00"},
           {"setengah sepuluh pagi", "09:30"},
           {"sembilan lewat tiga puluh menit", "09:30"},
           {"jam dua belas malam", "00:00"},
           {"pukul empat belas", "14:00"}});
    check(Type::time, "es",
          {{"a las nueve y media de la mañana", "09:30"},
           {"las tres menos cuarto", "14:45"},
           {"las ocho de la noche", "20:00"},
           {"mediodía", "12:00"}});
    EXPECT_EQ(value(Type::time, "en", "at eight", {{18 * 60, 22 * 60}}), "20:00") << "the one that is asked for";
    EXPECT_EQ(value(Type::time, "en", "at four", {{0, 8 * 60}}), "04:00");
}

TEST(Values, DigitsAndNames) {
    check(Type::digits, "en",
          {{"four seven one one", "4711"},
           {"it is double oh seven", "007"},
           {"oh eight one two, three four", "081234"},
           {"fourteen twenty one", "1421"},
           {"4711", "4711"},
           {"0812-3456", "08123456"}});
    check(Type::digits, "id", {{"kosong delapan satu dua", "0812"}});
    check(Type::name, "en",
          {{"my name is ana ruiz", "Ana Ruiz"},
           {"uh this is mister smith please", "Mister Smith"},
           {"i will tell you another time maybe", ""},
           {"my name is", ""}});
    check(Type::name, "es", {{"me llamo álvaro peña", "Álvaro Peña"}});
    check(Type::name, "id", {{"nama saya Budi", "Budi"}});
    check(Type::number, "th", {{"one", ""}});
}

TEST(Values, Bounds) {
    auto between = [](Type type, std::string_view value, int64_t from, int64_t to) {
        return is_between({type, std::pair{from, to}, {}}, value, kToday);
    };
    EXPECT_TRUE(between(Type::date, "2026-12-02", 0, 14));
    EXPECT_TRUE(between(Type::date, "2026-12-16", 0, 14));
    EXPECT_FALSE(between(Type::date, "2026-12-17", 0, 14));
    EXPECT_FALSE(between(Type::date, "2026-12-01", 0, 14));
    EXPECT_TRUE(between(Type::amount, "100", 1, 100));
    EXPECT_FALSE(between(Type::amount, "100.01", 1, 100));
    EXPECT_FALSE(between(Type::number, "-0.5", 0, 100));
    EXPECT_TRUE(between(Type::time, "17:00", 9 * 60, 17 * 60));
    EXPECT_FALSE(between(Type::digits, "471", 4, 6));
    EXPECT_TRUE(is_between({Type::number, {}, {}}, "7", {}));
}

}  // namespace
}  // namespace tiller::understanding
