#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<CsvRecord> all(std::string_view text, char separator = ',', char comment = 0) {
    CsvReader reader(text, separator, comment);
    std::vector<CsvRecord> records;
    for (CsvRecord record; reader.next(record);) records.push_back(record);
    return records;
}

TEST(Csv, FieldsAreTrimmedAndFreedOfTheirQuotes) {
    auto records =
        all("\xEF\xBB\xBF"
            R"(a, "b, ""b""" ,c)"
            "\r\n,\"x\ny\",");
    ASSERT_EQ(records.size(), 2u);
    EXPECT_THAT(records[0].fields, ElementsAre("a", R"(b, "b")", "c"));
    EXPECT_THAT(records[1].fields, ElementsAre("", "x\ny", ""));
    EXPECT_EQ(records[0].fault + records[1].fault, "");
}

TEST(Csv, RowsAreCountedAsASpreadsheetDoesAndLinesAsAnEditor) {
    auto records = all("a\n\n\"b\nb\",\n# c, \"\nd\n", ',', '#');
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[1].row, 3u);
    EXPECT_EQ(records[1].line, 3u);
    EXPECT_THAT(records[2].fields, ElementsAre("d"));
    EXPECT_EQ(records[2].row, 5u);
    EXPECT_EQ(records[2].line, 6u);
}

TEST(Csv, AQuoteThatSwallowsWhatFollowsIsAFault) {
    auto records = all("a,\"b\nc,d\ne,f");
    ASSERT_EQ(records.size(), 1u);
    EXPECT_THAT(records[0].fault, HasSubstr("never closed"));
    EXPECT_THAT(all("\"a\"b,c\nd,e")[0].fault, HasSubstr("behind a closing quote"));
    EXPECT_EQ(all("\"a\"b,c\nd,e")[1].fault, "");
    EXPECT_THAT(all("\"").at(0).fault, HasSubstr("never closed"));
    EXPECT_THAT(all("5\" pipe,x")[0].fields, ElementsAre("5\" pipe", "x"));
}

TEST(Csv, TheHeadingTellsWhatSeparates) {
    EXPECT_EQ(csv_separator_of("number;carrier\na,b"), ';');
    EXPECT_EQ(csv_separator_of("number\tcarrier\n"), '\t');
    EXPECT_EQ(csv_separator_of("number,carrier;x\n"), ',');
    EXPECT_EQ(csv_separator_of("number\n1;2"), ',');
    EXPECT_EQ(csv_separator_of(""), ',');
    EXPECT_THAT(all("a;b,c", ';')[0].fields, ElementsAre("a", "b,c"));
    EXPECT_TRUE(all("\n\r\n \n").empty());
}

}  // namespace
}  // namespace tiller
