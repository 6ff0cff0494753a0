#include "speech/spell/spell.h"

#include <gtest/gtest.h>

namespace tiller::speech {
namespace {

using Kind = Segment::Kind;

struct Case {
    Kind kind;
    const char* value;
    const char* words;
    const char* unit = "";
};

void check(std::string_view language, std::initializer_list<Case> cases) {
    for (const Case& c : cases) {
        EXPECT_EQ(spell({c.kind, c.value, c.unit}, language), c.words) << language << ": " << c.value << " " << c.unit;
    }
}

TEST(SpellEnglish, Numbers) {
    check("en",
          {
              {Kind::number, "0", "zero"},
              {Kind::number, "-0.0", "zero"},
              {Kind::number, "7", "seven"},
              {Kind::number, "007", "seven"},
              {Kind::number, "13", "thirteen"},
              {Kind::number, "40", "forty"},
              {Kind::number, "99", "ninety nine"},
              {Kind::number, "100", "one hundred"},
              {Kind::number, "115", "one hundred fifteen"},
              {Kind::number, "1204.5", "one thousand two hundred four point five"},
              {Kind::number, "84.0", "eighty four"},
              {Kind::number, "3.14", "three point one four"},
              {Kind::number, "0.05", "zero point zero five"},
              {Kind::number, ".5", "zero point five"},
              {Kind::number, "-12", "minus twelve"},
              {Kind::number, "1000000", "one million"},
              {Kind::number, "1,250,000", "one million two hundred fifty thousand"},
              {Kind::number, "2000000001", "two billion one"},
              {Kind::number, "1.25e+06", "one million two hundred fifty thousand"},
              {Kind::number, "999999999999999",
               "nine hundred ninety nine trillion nine hundred ninety nine billion nine hundred ninety nine million "
               "nine hundred ninety nine thousand nine hundred ninety nine"},
              {Kind::number, "1000000000000000",
               "one zero zero zero zero zero zero zero zero zero zero zero zero "
               "zero zero zero"},
          });
}

TEST(SpellEnglish, Amounts) {
    check("en-US",
          {
              {Kind::amount, "84.0", "eighty four dollars", "USD"},
              {Kind::amount, "1", "one dollar", "usd"},
              {Kind::amount, "1.01", "one dollar and one cent", "$"},
              {Kind::amount, "84.5", "eighty four dollars and fifty cents", "USD"},
              {Kind::amount, "0.05", "five cents", "USD"},
              {Kind::amount, "0", "zero dollars", "USD"},
              {Kind::amount, "-3.20", "minus three dollars and twenty cents", "USD"},
              {Kind::amount, "-0.001", "zero dollars", "USD"},
              {Kind::amount, "19.999", "twenty dollars", "USD"},
              {Kind::amount, "999.995", "one thousand dollars", "USD"},
              {Kind::amount, "1,250,000.50", "one million two hundred fifty thousand dollars and fifty cents", "USD"},
              {Kind::amount, "1250000", "one million two hundred fifty thousand rupiah", "IDR"},
              {Kind::amount, "1250000", "one million two hundred fifty thousand rupiah", "Rp."},
              {Kind::amount, "1250000", "one million two hundred fifty thousand rupiah", "RP"},
              {Kind::amount, "1.250.000,00", "one million two hundred fifty thousand rupiah", "Rp"},
              {Kind::amount, "1250000", "twelve lakh fifty thousand rupees", "INR"},
              {Kind::amount, "12,50,000", "twelve lakh fifty thousand rupees", "Rs."},
              {Kind::amount, "123456789",
               "twelve crore thirty four lakh fifty six thousand seven hundred eighty nine rupees", "INR"},
              {Kind::amount, "1.5", "one rupee and fifty paise", "₹"},
              {Kind::amount, "1", "one peso", "PHP"},
              {Kind::amount, "2500", "two thousand five hundred pesos", "MXN"},
              {Kind::amount, "88", "eighty eight yuan", "RMB"},
              {Kind::amount, "88", "eighty eight yuan", "CNY"},
              {Kind::amount, "1.01", "one pound and one penny", "GBP"},
              {Kind::amount, "2.50", "two pounds and fifty pence", "£"},
              {Kind::amount, "3", "three euros", "EUR"},
              {Kind::amount, "5000.5", "five thousand point five yen", "JPY"},
              {Kind::amount, "84", "eighty four occaecat", "occaecat"},
              {Kind::amount, "84.5", "eighty four point five", ""},
          });
}

TEST(SpellEnglish, DatesAndTimes) {
    check("en", {
                    {Kind::date, "2026-06-17", "June seventeenth, twenty twenty six"},
                    {Kind::date, "2005-01-01", "January first, two thousand five"},
                    {Kind::date, "2000-12-31", "December thirty first, two thousand"},
                    {Kind::date, "1999-02-28", "February twenty eighth, nineteen ninety nine"},
                    {Kind::date, "1905-03-22", "March twenty second, nineteen oh five"},
                    {Kind::date, "1900-10-03", "October third, nineteen hundred"},
                    {Kind::date, "2024-02-29", "February twenty ninth, twenty twenty four"},
                    {Kind::time, "09:30", "nine thirty in the morning"},
                    {Kind::time, "9:05", "nine oh five in the morning"},
                    {Kind::time, "09:00", "nine in the morning"},
                    {Kind::time, "12:00", "noon"},
                    {Kind::time, "12:15", "twelve fifteen in the afternoon"},
                    {Kind::time, "17:45:10", "five forty five in the afternoon"},
                    {Kind::time, "23:59", "eleven fifty nine in the evening"},
                    {Kind::time, "00:00", "midnight"},
                    {Kind::time, "00:30", "twelve thirty at night"},
                });
}

TEST(SpellEnglish, DigitsOneByOneInGroups) {
    check("en", {
                    {Kind::digits, "0", "zero"},
                    {Kind::digits, "1234", "one two three four"},
                    {Kind::digits, "12345", "one two three, four five"},
                    {Kind::digits, "1234567", "one two three, four five six seven"},
                    {Kind::digits, "0812-3456", "zero eight one two, three four five six"},
                    {Kind::digits, "(020) 55", "zero two zero, five five"},
                    {Kind::digits, "ab12", "A B one two"},
                    {Kind::digits, "*7#", "star seven pound"},
                    {Kind::digits, "", ""},
                    {Kind::digits, "--", ""},
                });
}

TEST(SpellEnglish, TelephoneNumbersInTheGroupsOfTheirCountry) {
    check(
        "en",
        {
            {Kind::digits, "+6281234567890", "plus six two, eight one two, three four five six, seven eight nine zero"},
            {Kind::digits, "+12125550100", "plus one, two one two, five five five, zero one zero zero"},
            {Kind::digits, "+442079460018", "plus four four, two zero, seven nine four six, zero zero one eight"},
            // Seven in a row by its plan: too many to keep in mind.
            {Kind::digits, "+4915123456789", "plus four nine, one five one two, three four five, six seven eight nine"},
            {Kind::digits, "+99912345678", "plus nine nine nine, one two three, four five six, seven eight"},
            {Kind::digits, "081234567890", "zero eight one, two three four, five six seven, eight nine zero"},
        });
    check("en-GB", {{Kind::digits, "02079460018", "zero two zero, seven nine four six, zero zero one eight"}});
    check("id",
          {
              {Kind::digits, "081234567890", "nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol"},
              {Kind::digits, "123456", "satu dua tiga, empat lima enam"},
          });
}

/// A text of a row.
std::string text_of_row(std::string_view text, std::string_view language) {
    return spell({.kind = Kind::text, .value = std::string(text), .of_call = true}, language);
}

TEST(Spell, ShortFormsOfAddressesAreReadInFull) {
    struct Text {
        const char *language, *text, *words;
    };
    for (const Text& t : {
             Text{"id", "Jl. Sudirman No. 5, Gg. Mawar RT 02 RW 03, Kec. Coblong",
                  "Jalan Sudirman nomor 5, Gang Mawar R T 02 R W 03, Kecamatan Coblong"},
             Text{"id", "JL. MERDEKA NO.17", "Jalan MERDEKA nomor 17"},
             Text{"id", "no, lt. 3, lt.12", "no, lantai 3, lantai 12"},
             Text{"id", "PT. Maju Tbk.", "P T Maju Terbuka"},
             Text{"en", "12 Main St, St. Paul Ave. No. 5", "12 Main Street, Saint Paul Avenue number 5"},
             Text{"en", "Dr. Brown, 4 Elm Dr.", "Doctor Brown, 4 Elm Drive"},
             Text{"en", "No, no 5 Ave Maria.", "No, number 5 Ave Maria."},
             Text{"en", "Jl. Thamrin  No.1", "Jalan Thamrin  number 1"},
             Text{"es", "No. 5", "No. 5"},
             Text{"en", "", ""},
             Text{"en", ". .5 1.5", ". .5 1.5"},
         }) {
        EXPECT_EQ(text_of_row(t.text, t.language), t.words) << t.language << ": " << t.text;
    }
    EXPECT_EQ(spell({Kind::text, "No. 5", ""}, "en"), "No. 5") << "the author's own words";
}

TEST(SpellEnglish, Names) {
    check("en", {
                    {Kind::name, "John Smith", "John Smith"},
                    {Kind::name, "JOHN SMITH", "John Smith"},
                    {Kind::name, "J. R. Smith", "J R Smith"},
                    {Kind::name, "J.R. SMITH", "J R Smith"},
                    {Kind::name, "MARY-ANN O'NEIL", "Mary-Ann O'Neil"},
                    {Kind::name, "JOE'S", "Joe's"},
                    {Kind::name, "Mr. Brown", "Mister Brown"},
                    {Kind::name, "DR NG", "Doctor Ng"},
                    {Kind::name, "PT BANK BCA", "P T Bank B C A"},
                    {Kind::name, "HDFC Bank Ltd.", "H D F C Bank Limited"},
                    {Kind::name, "BPK BUDI & Co.", "Bapak Budi & Company"},
                    {Kind::name, "JOSÉ MUÑOZ", "José Muñoz"},
                    {Kind::name, "  Smith,\tJohn ", "Smith, John"},
                    {Kind::name, "李伟", "李伟"},
                    {Kind::name, "", ""},
                });
}

TEST(SpellIndonesian, Numbers) {
    check("id", {
                    {Kind::number, "0", "nol"},
                    {Kind::number, "1", "satu"},
                    {Kind::number, "10", "sepuluh"},
                    {Kind::number, "11", "sebelas"},
                    {Kind::number, "12", "dua belas"},
                    {Kind::number, "19", "sembilan belas"},
                    {Kind::number, "20", "dua puluh"},
                    {Kind::number, "100", "seratus"},
                    {Kind::number, "111", "seratus sebelas"},
                    {Kind::number, "1000", "seribu"},
                    {Kind::number, "1100", "seribu seratus"},
                    {Kind::number, "11000", "sebelas ribu"},
                    {Kind::number, "101000", "seratus satu ribu"},
                    {Kind::number, "1204.5", "seribu dua ratus empat koma lima"},
                    {Kind::number, "1000000", "satu juta"},
                    {Kind::number, "-2500000", "minus dua juta lima ratus ribu"},
                    {Kind::number, "3000000000", "tiga miliar"},
                    {Kind::number, "1000000000000", "satu triliun"},
                });
}

TEST(SpellIndonesian, Values) {
    check("id-ID", {
                       {Kind::amount, "1250000", "satu juta dua ratus lima puluh ribu rupiah", "IDR"},
                       {Kind::amount, "1.250.000", "satu juta dua ratus lima puluh ribu rupiah", "Rp"},
                       {Kind::amount, "84.0", "delapan puluh empat rupiah", "RP"},
                       {Kind::amount, "84.50", "delapan puluh empat rupiah lima puluh sen", "IDR"},
                       {Kind::amount, "5", "lima dolar", "USD"},
                       {Kind::amount, "5", "lima poin", "poin"},
                       {Kind::date, "2026-06-17", "tujuh belas Juni dua ribu dua puluh enam"},
                       {Kind::date, "1998-05-21", "dua puluh satu Mei seribu sembilan ratus sembilan puluh delapan"},
                       {Kind::time, "09:30", "sembilan lewat tiga puluh menit"},
                       {Kind::time, "14:00", "empat belas"},
                       {Kind::time, "00:00", "dua belas malam"},
                       {Kind::time, "00:15", "dua belas lewat lima belas menit malam"},
                       {Kind::time, "12:00", "dua belas"},
                       {Kind::digits, "0812345", "nol delapan satu, dua tiga empat lima"},
                       {Kind::name, "BPK BUDI SANTOSO", "Bapak Budi Santoso"},
                       {Kind::name, "PT MAJU JAYA TBK", "P T Maju Jaya Terbuka"},
                   });
}

TEST(Spell, WhatIsNotOfItsKindIsSpokenAsItIs) {
    check("en", {
                    {Kind::text, "  as it is, 42 ", "  as it is, 42 "},
                    {Kind::number, "twelve", "twelve"},
                    {Kind::number, "1,23,4", "1,23,4"},
                    {Kind::number, "--5", "--5"},
                    {Kind::number, "1e99", "1e99"},
                    {Kind::number, "", ""},
                    {Kind::amount, "a lot", "a lot USD", "USD"},
                    {Kind::amount, "nan", "nan"},
                    {Kind::date, "2026-02-30", "2026-02-30"},
                    {Kind::date, "17/06/2026", "17/06/2026"},
                    {Kind::time, "25:00", "25:00"},
                    {Kind::time, "soon", "soon"},
                });
}

TEST(Spell, AnUnknownLanguageUsesTheValue) {
    check("es", {{Kind::number, "12", "12"}, {Kind::amount, "12", "12 MXN", "MXN"}, {Kind::name, "ANA", "ANA"}});
    check("", {{Kind::date, "2026-06-17", "2026-06-17"}});
}

}  // namespace
}  // namespace tiller::speech
