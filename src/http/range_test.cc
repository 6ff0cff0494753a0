#include "http/range.h"

#include <gtest/gtest.h>

#include "http/date.h"

namespace tiller::http {
namespace {

using Kind = RangeAnswer::Kind;

void expect_part(std::string_view header, uint64_t size, uint64_t first, uint64_t last) {
    RangeAnswer range = parse_range(header, size);
    EXPECT_EQ(range.kind, Kind::part) << header;
    EXPECT_EQ(range.first, first) << header;
    EXPECT_EQ(range.last, last) << header;
}

TEST(Range, OneRangeInItsThreeForms) {
    expect_part("bytes=0-99", 1000, 0, 99);
    expect_part("bytes=0-", 1000, 0, 999);
    expect_part("bytes=999-5000", 1000, 999, 999);
    expect_part("bytes=-1", 1000, 999, 999);
    expect_part("bytes=-5000", 1000, 0, 999);
    expect_part("Bytes = 5-5", 1000, 5, 5);
    expect_part("bytes=0-99999999999999999999999", 1000, 0, 999);
}

TEST(Range, BehindTheEndIsUnsatisfiable) {
    for (auto header : {"bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=99999999999999999999-"}) {
        EXPECT_EQ(parse_range(header, 1000).kind, Kind::unsatisfiable) << header;
    }
    EXPECT_EQ(parse_range("bytes=0-", 0).kind, Kind::unsatisfiable);
    EXPECT_EQ(parse_range("bytes=-1", 0).kind, Kind::unsatisfiable);
}

TEST(Range, WhatIsNotUnderstoodIsTheWhole) {
    for (auto header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=1-2,3-4", "lines=1-2",
                        "bytes=1", "bytes=--1", "bytes=1-2-3", "bytes=+1-2", "bytes=1 -2"}) {
        EXPECT_EQ(parse_range(header, 1000).kind, Kind::whole) << header;
    }
}

TEST(Date, ThereAndBack) {
    EXPECT_EQ(format_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    for (auto bad : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT!", "yesterday"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
}

}  // namespace
}  // namespace tiller::http
