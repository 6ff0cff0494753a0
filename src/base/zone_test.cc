#include "base/zone.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(Zone, RefusesAnUnknownName) {
    auto zone = Zone::find("Asia/Atlantis");
    ASSERT_FALSE(zone);
    EXPECT_EQ(zone.error().message, "zone \"Asia/Atlantis\" is not an IANA time zone");
}

TEST(Zone, LocalDateAndTimeOfJakarta) {
    Zone jakarta = *Zone::find("Asia/Jakarta");
    Instant t = *jakarta.parse("2026-11-21 00:30:00");
    EXPECT_EQ(to_rfc3339_ms(t), "2026-11-20T17:30:00.000Z");
    EXPECT_EQ(format_date(jakarta.date_of(t)), "2026-11-21");
    EXPECT_EQ(jakarta.time_of_day(t), 30 * 60);
    EXPECT_EQ(jakarta.format(t), "2026-11-21T00:30:00+07:00");
}

TEST(Zone, ATimeThatDaylightSavingSkipsIsTheFirstAfterTheGap) {
    Zone new_york = *Zone::find("America/New_York");
    // On 2026-03-08 clocks go from 02:00 to 03:00.
    EXPECT_EQ(new_york.format(new_york.at(*parse_date("2026-03-08"), 2 * 3600 + 1800)), "2026-03-08T03:00:00-04:00");
}

TEST(Zone, ATimeThatComesTwiceIsTheFirst) {
    Zone new_york = *Zone::find("America/New_York");
    // On 2026-11-01 clocks go from 02:00 back to 01:00.
    EXPECT_EQ(new_york.format(new_york.at(*parse_date("2026-11-01"), 3600 + 1800)), "2026-11-01T01:30:00-04:00");
}

TEST(Zone, ParsesBothFormsOfTheWire) {
    Zone utc = Zone::utc();
    EXPECT_EQ(to_rfc3339_ms(*utc.parse("2026-11-21T09:00:00+07:00")), "2026-11-21T02:00:00.000Z");
    EXPECT_EQ(to_rfc3339_ms(*utc.parse("2026-11-21T09:00:00.250Z")), "2026-11-21T09:00:00.000Z");
    for (auto bad : {"", "2026-11-21", "2026-02-30 10:00:00", "2026-11-21 24:00:00", "2026-11-21T09:00:00",
                     "2026-11-21T09:00:00+7:00", "2026-11-21 9:00:00", "21-11-2026 09:00:00"}) {
        EXPECT_FALSE(utc.parse(bad)) << bad;
    }
}

TEST(Date, OnlyDatesThatExist) {
    EXPECT_TRUE(parse_date("2024-02-29"));
    for (auto bad : {"2023-02-29", "2026-13-01", "2026-1-01", "2026-01-01 ", "2026/01/01", "", "2026-00-10"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
    EXPECT_EQ(format_date(*parse_date("2024-02-29") + 1), "2024-03-01");
}

TEST(TimeOfDay, HoursMinutesAndSeconds) {
    EXPECT_EQ(parse_time_of_day("09:05"), 9 * 3600 + 300);
    EXPECT_EQ(parse_time_of_day("23:59:59"), 86399);
    EXPECT_EQ(parse_time_of_day("24:00"), 86400);
    for (auto bad : {"9:05", "24:01", "09:60", "09-05", "aa:bb", ""}) EXPECT_FALSE(parse_time_of_day(bad)) << bad;
    EXPECT_EQ(format_time_of_day(9 * 3600 + 301), "09:05:01");
}

}  // namespace
}  // namespace tiller
