#include "base/json/json_fault.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

void expect_at(std::string_view text, int line, int column) {
    auto fault = find_json_fault(text);
    ASSERT_TRUE(fault) << text;
    EXPECT_EQ(fault->place.line, line) << text << ": " << fault->message;
    EXPECT_EQ(fault->place.column, column) << text << ": " << fault->message;
}

TEST(JsonFault, TheFirstMistakeIsFound) {
    expect_at("", 1, 1);
    expect_at("{\"a\":x}", 1, 6);
    expect_at("{\n  \"a\": 1\n  \"b\": 2}", 3, 3);
    expect_at("{\"é\": x}", 1, 7);  // characters, not bytes
    expect_at("{} {}", 1, 4);
    expect_at(std::string_view("{}\0", 3), 1, 3);
    expect_at(std::string(1024, '[') + std::string(1024, ']'), 1, 1024);
}

TEST(JsonFault, WhatOnlyWeRefuseIsFoundToo) {
    EXPECT_TRUE(find_json_fault("{\"a\": 99999999999999999999999}"));
    EXPECT_TRUE(find_json_fault("{\"a\": 1e999}"));
    EXPECT_TRUE(find_json_fault(std::string(2'000'000, '[')));
    EXPECT_TRUE(find_json_fault("{\"a\": \"\xff\"}"));
    EXPECT_TRUE(find_json_fault("{\"a\": \"\\ude00\"}"));
}

TEST(JsonFault, WideIntegersMayBeGood) {
    EXPECT_FALSE(find_json_fault("{\"a\": 99999999999999999999999}", WideIntegers::good));
    EXPECT_TRUE(find_json_fault("{\"a\": 1e999}", WideIntegers::good));
}

TEST(JsonFault, GoodJsonHasNone) {
    for (std::string_view text : {"{}", "[1, -2.5e3, \"\\u00e9\", null, true]", " {\"a\": 18446744073709551615} "}) {
        EXPECT_FALSE(find_json_fault(text)) << text;
    }
}

}  // namespace
}  // namespace tiller
