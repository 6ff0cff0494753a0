#include "guard/number_list.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::guard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Zone jakarta() { return *Zone::find("Asia/Jakarta"); }

TEST(NumberList, ANumberALine) {
    auto list =
        read_number_list("\xEF\xBB\xBF# our list\r\n+6281234567890\r\n\n+12125550100, complained, twice\n", jakarta());
    EXPECT_THAT(list.faults, IsEmpty());
    ASSERT_EQ(list.rows.size(), 2u);
    EXPECT_EQ(list.rows[0].number, "+6281234567890");
    EXPECT_EQ(list.rows[1].reason, "complained");
}

TEST(NumberList, CsvWithAHeader) {
    auto list = read_number_list(
        "Number,expires,Reason,source,given\n"
        "+6281234567890,2026-12-31,\"said \"\"no\"\",\nthen hung up\",call,\n"
        "+6281234567891,2026-12-31T00:00:00Z,,,2026-01-01 08:00:00\n",
        jakarta());
    EXPECT_THAT(list.faults, ElementsAre(HasSubstr("line 2, reason \"said \"no\"")));  // a line break in a reason
    ASSERT_EQ(list.rows.size(), 1u);
    EXPECT_EQ(list.rows[0].expires, jakarta().parse("2026-12-31T00:00:00Z"));
    EXPECT_EQ(list.rows[0].given, jakarta().parse("2026-01-01 08:00:00"));
    auto dates = read_number_list("number,expires\n+6281234567890,2026-12-31\n", jakarta());
    EXPECT_EQ(dates.rows.at(0).expires, jakarta().at(*parse_date("2026-12-31"), 0));
}

/// What spreadsheets of any language save: the same list each time.
TEST(NumberList, AnySeparatorAndEncodingOfASpreadsheet) {
    for (std::string_view separator : {",", ";", "\t", "|"}) {
        std::string text = fmt::format(
            "number{0}reason\r\n+6281234567005{0}\"d\u00e9j\u00e0 {1} r\u00e9gl\u00e9\"\r\n\u200e+6281234567006{0}\r\n",
            separator, separator == "\t" ? " " : separator);  // a tab is no printable text
        std::string utf16, reversed;
        for (char16_t c :
             fmt::format("number{0}reason\r\n+6281234567005{0}asked us\r\n+6281234567006{0}\r\n", separator)) {
            (utf16 += static_cast<char>(c)) += '\0';
            (reversed += '\0') += static_cast<char>(c);
        }
        std::string latin =
            fmt::format("number{0}reason\n+6281234567005{0}\"d\xE9j\xE0\"\n+6281234567006{0}\n", separator);
        for (const std::string& file :
             {text, "\xEF\xBB\xBF" + text, latin, utf16, reversed, "\xFF\xFE" + utf16, "\xFE\xFF" + reversed}) {
            auto list = read_number_list(file, jakarta());
            EXPECT_THAT(list.faults, IsEmpty());
            ASSERT_EQ(list.rows.size(), 2u) << separator;
            EXPECT_EQ(list.rows[0].number, "+6281234567005");
            EXPECT_EQ(list.rows[1].number, "+6281234567006");
            EXPECT_THAT(list.rows[0].reason, testing::AnyOf(HasSubstr("d\u00e9j\u00e0"), "asked us"));
        }
    }
    EXPECT_EQ(read_number_list("+6281234567005;asked us; twice\n", jakarta()).rows.at(0).reason, "asked us");
    auto workbook = read_number_list("PK\x03\x04\x14", jakarta());
    EXPECT_EQ(workbook.wrong, 1u);
    EXPECT_THAT(workbook.faults, ElementsAre("the list is a workbook (.xlsx, .ods): save it as CSV in UTF-8"));
}

TEST(NumberList, FaultsNameLineColumnAndValueAndTheRestIsRead) {
    auto list =
        read_number_list("number,expires,colour\n0812,,\n+6281234567890,soon,\n+6281234567891,,red\n", jakarta());
    EXPECT_THAT(list.faults, ElementsAre(HasSubstr("line 1, column \"colour\": must be number, source"),
                                         HasSubstr("line 2, number \"0812\": "),
                                         HasSubstr("line 3, expires \"soon\": must be a date")));
    EXPECT_EQ(list.rows.size(), 1u);
    EXPECT_EQ(list.wrong, 3u);
}

TEST(NumberList, AQuoteThatIsNotClosedHidesNoNumber) {
    auto list = read_number_list("+6281234567890,,\"no more\n+6281234567891\n", jakarta());
    EXPECT_THAT(list.faults,
                ElementsAre(HasSubstr("line 1, field \"no more\n+6281234567891\": a quote is opened and never")));
    list = read_number_list("# asked us, \"politely\n+6281234567891\n", jakarta());
    EXPECT_THAT(list.faults, IsEmpty());
    EXPECT_EQ(list.rows.size(), 1u);
}

TEST(NumberList, BytesThatAreNoUtf8AreReadAsWindows1252) {
    auto list = read_number_list("{\"a\":\"\xff\"}\n", jakarta());
    ASSERT_EQ(list.faults.size(), 1u);
    EXPECT_EQ(list.faults[0], "line 1, number \"{\"a\":\"\u00ff\"}\": must begin with + and the country code");
}

TEST(NumberList, ALongListOfNonsenseTellsAHundredFaults) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "x\n";
    auto list = read_number_list(text, jakarta());
    EXPECT_EQ(list.faults.size(), NumberList::kMostFaults);
    EXPECT_EQ(list.wrong, 1000u);
}

}  // namespace
}  // namespace tiller::guard
