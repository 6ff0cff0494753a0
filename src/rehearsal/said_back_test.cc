// What the robot says, said back to it: every number, date, time and amount is understood as what it was.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "speech/spell/spell.h"
#include "understanding/understand.h"

namespace tiller::rehearsal {
namespace {

using understanding::ValueType;

const Date kToday = *parse_date("2026-12-02");

std::string understood(ValueType type, std::string_view language, std::string_view said) {
    understanding::Expectation asked{std::string(language), {}, understanding::Question{type, {}, {}}};
    return understanding::understand(asked, said, 1.0, kToday).value.value_or("nothing");
}

void expect_understood(ValueType type, Segment::Kind kind, const std::string& value, const std::string& unit = "") {
    for (std::string_view language : {"en", "id"}) {
        std::string said = speech::spell({kind, value, unit}, language);
        EXPECT_EQ(understood(type, language, said), value) << language << ": " << said;
    }
}

/// Of all lengths up to `most` digits: small ones are as likely as large ones.
int64_t random_number(Random& random, uint64_t most = 15) {
    int64_t limit = 1;
    for (uint64_t digits = random.below(most) + 1; digits > 0; --digits) limit *= 10;
    return static_cast<int64_t>(random.below(static_cast<uint64_t>(limit)));
}

TEST(SaidBack, Numbers) {
    SeededRandom random(1);
    for (int n = 0; n <= 1200; ++n) expect_understood(ValueType::number, Segment::Kind::number, std::to_string(n));
    for (int i = 0; i < 500; ++i) {
        std::string value = std::to_string(random_number(random));
        if (random.below(4) == 0) value = "-" + value;
        if (random.below(4) == 0) value += fmt::format(".{}{}", random.below(10), random.below(9) + 1);
        if (value == "-0") value = "0";
        expect_understood(ValueType::number, Segment::Kind::number, value);
    }
}

TEST(SaidBack, Amounts) {
    SeededRandom random(2);
    for (const char* unit : {"USD", "RP", "INR", "EUR", "SGD", "HKD", "GBP"}) {
        for (int i = 0; i < 100; ++i) {
            // Crores of crores are not understood.
            std::string value = std::to_string(random_number(random, unit == std::string_view("INR") ? 13 : 15));
            if (random.below(3) == 0) value += fmt::format(".{}{}", random.below(10), random.below(9) + 1);
            expect_understood(ValueType::amount, Segment::Kind::amount, value, unit);
        }
    }
}

TEST(SaidBack, Dates) {
    SeededRandom random(3);
    const Date first = *parse_date("1900-01-01"), last = *parse_date("2199-12-31");
    for (int i = 0; i < 1000; ++i) {
        Date date = first + static_cast<int>(random.below(static_cast<uint64_t>(last.days - first.days)));
        expect_understood(ValueType::date, Segment::Kind::date, format_date(date));
    }
}

TEST(SaidBack, Times) {
    for (int minute = 0; minute < 24 * 60; ++minute) {
        std::string value = fmt::format("{:02}:{:02}", minute / 60, minute % 60);
        std::string said = speech::spell({Segment::Kind::time, value, ""}, "en");
        EXPECT_EQ(understood(ValueType::time, "en", said), value) << said;
        if (minute / 60 > 0 && minute / 60 < 7) continue;  // "pukul dua" alone is in the afternoon
        said = speech::spell({Segment::Kind::time, value, ""}, "id");
        EXPECT_EQ(understood(ValueType::time, "id", said), value) << said;
    }
}

TEST(SaidBack, Digits) {
    SeededRandom random(4);
    for (int i = 0; i < 300; ++i) {
        std::string value;
        for (uint64_t length = random.below(12) + 1; length > 0; --length)
            value += static_cast<char>('0' + random.below(10));
        expect_understood(ValueType::digits, Segment::Kind::digits, value);
    }
}

}  // namespace
}  // namespace tiller::rehearsal
