#include "base/json/json.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(Json, AnyValueCanBeTheFirst) {
    JsonWriter text, number, list, raw;
    text.value("a \"quoted\"\n\x01 text");
    EXPECT_EQ(text.text(), R"("a \"quoted\"\n\u0001 text")");
    number.value(-5);
    EXPECT_EQ(number.text(), "-5");
    list.begin_array();
    list.null();
    list.value(true);
    list.end_array();
    EXPECT_EQ(list.text(), "[null,true]");
    raw.raw("{}");
    EXPECT_EQ(raw.text(), "{}");
}

TEST(Json, BytesThatAreNoTextBecomeACharacterThatSaysSo) {
    for (auto [bytes, told] : {
             std::pair("\xff", "\"\uFFFD\""), std::pair("a\xffz", "\"a\uFFFDz\""),
             std::pair("\xc3\xa9\xc3", "\"é\uFFFD\""),              // cut in the middle
             std::pair("\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""),   // half a surrogate pair
             std::pair("\xf0\x9f\x98\x80\x80", "\"😀\uFFFD\""),     // one byte too many
             std::pair("\xc0\xaf\"\n", "\"\uFFFD\uFFFD\\\"\\n\""),  // too long a form
         }) {
        JsonWriter json;
        json.value(bytes);
        EXPECT_EQ(json.text(), told);
    }
}

TEST(Json, WholeNumbersHaveNoFraction) {
    JsonWriter json;
    json.begin_array();
    json.value(65.0);
    json.value(84.5);
    json.value(-0.25);
    json.end_array();
    EXPECT_EQ(json.text(), "[65,84.5,-0.25]");
}

TEST(Json, TakenTextLeavesTheWriterReadyForMore) {
    JsonWriter json;
    for (int i = 0; i < 3; ++i) {
        json.begin_object();
        json.field("Name", std::string(1000, 'x'));
        json.raw_field("Rows", "[1]");
        json.end_object();
        EXPECT_EQ(json.take(), "{\"Name\":\"" + std::string(1000, 'x') + "\",\"Rows\":[1]}");
        EXPECT_EQ(json.text(), "");
    }
}

}  // namespace
}  // namespace tiller
