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
    auto records = all(R"(a, "b, ""b""" ,c)"
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

char separator_of(std::string_view bytes, char comment = 0) { return read_csv_text(bytes, comment)->separator; }

TEST(Csv, TheFirstRowThatHoldsOneTellsWhatSeparates) {
    EXPECT_EQ(separator_of("number;carrier\na,b"), ';');
    EXPECT_EQ(separator_of("number\tcarrier\n"), '\t');
    EXPECT_EQ(separator_of("number|carrier\n"), '|');
    EXPECT_EQ(separator_of("number,carrier;x\n"), ',');
    EXPECT_EQ(separator_of("number\n1;2"), ';');
    EXPECT_EQ(separator_of("# a list; of numbers\n\"a, b\"\t1\n", '#'), '\t');
    EXPECT_EQ(separator_of("\"a\n, b\";1\n"), ';');
    EXPECT_EQ(separator_of("5\" pipe|1,2\n"), '|');
    EXPECT_EQ(separator_of("number\n1\n"), ',');
    EXPECT_EQ(separator_of(""), ',');
    EXPECT_THAT(all("a;b,c", ';')[0].fields, ElementsAre("a", "b,c"));
    EXPECT_TRUE(all("\n\r\n \n").empty());
}

TEST(Csv, AFileMayNameItsSeparator) {
    auto file = read_csv_text("\xEF\xBB\xBFsep=;\r\na,b;c\r\n");
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->separator, ';');
    auto records = all(file->text, file->separator);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_THAT(records[0].fields, ElementsAre("a,b", "c"));
    EXPECT_EQ(records[0].line, 2u);
    EXPECT_EQ(read_csv_text("sep=x;y\n")->text, "sep=x;y\n");
}

TEST(Csv, LineEndsOfAnySystem) {
    for (std::string_view text : {"a;b\nc;d\n", "a;b\r\nc;d\r\n", "a;b\rc;d\r"}) {
        auto file = read_csv_text(text);
        auto records = all(file->text, file->separator);
        ASSERT_EQ(records.size(), 2u) << text;
        EXPECT_THAT(records[1].fields, ElementsAre("c", "d"));
    }
}

TEST(Csv, ARecordIsReadAsItWasWritten) {
    std::vector<std::string> fields = {"", "+6281234567890", "a,b", "say \"hi\"", "two\nlines", "-1.5"};
    std::string text = to_csv_record(fields);
    EXPECT_EQ(text, ",+6281234567890,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",-1.5\r\n");
    CsvReader reader(text);
    CsvRecord record;
    ASSERT_TRUE(reader.next(record));
    EXPECT_EQ(record.fields, fields);
}

TEST(Csv, NoFormulaLeaves) {
    EXPECT_EQ(to_csv_record({"=1+1", "@x", "-a", "+cmd", "\tb"}), "'=1+1,'@x,'-a,'+cmd,'\tb\r\n");
}

}  // namespace
}  // namespace tiller
