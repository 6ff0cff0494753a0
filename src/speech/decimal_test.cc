#include "speech/decimal.h"

#include <gtest/gtest.h>

namespace tiller::speech {
namespace {

std::string read(std::string_view text) {
    auto d = parse_decimal(text);
    if (!d) return "none";
    return (d->negative ? "-" : "") + d->whole + (d->fraction.empty() ? "" : "." + d->fraction);
}

TEST(Decimal, ReadsWhatPeopleAndMachinesWrite) {
    EXPECT_EQ(read("0"), "0");
    EXPECT_EQ(read("+7"), "7");
    EXPECT_EQ(read(" 84.0 "), "84");
    EXPECT_EQ(read("000120"), "120");
    EXPECT_EQ(read("1.250"), "1.25");  // one dot is a decimal point
    EXPECT_EQ(read("1,250"), "1250");  // one comma where thousands end groups
    EXPECT_EQ(read("0,250"), "0.25");  // but nobody groups a zero
    EXPECT_EQ(read("12,5"), "12.5");
    EXPECT_EQ(read("1250,500"), "1250.5");
    EXPECT_EQ(read("1.250.000"), "1250000");
    EXPECT_EQ(read("1.250.000,75"), "1250000.75");
    EXPECT_EQ(read("1,250,000.75"), "1250000.75");
    EXPECT_EQ(read("1 250 000,5"), "1250000.5");
    EXPECT_EQ(read("1'250'000"), "1250000");
    EXPECT_EQ(read("-1.5E-3"), "-0.0015");
    EXPECT_EQ(read("12E+2"), "1200");
    EXPECT_EQ(read("5."), "5");
}

TEST(Decimal, RefusesTheRest) {
    for (std::string_view bad : {"", " ", "-", ".", ",", "1.2.3", "1,2,3", "12a", "0x10", "1e", "1e+", "1e400", "1..2",
                                 "1-2", "1,250.000.00", "١٢", "\xff", "Rp 5", "1e 5"}) {
        EXPECT_EQ(read(bad), "none") << bad;
    }
    EXPECT_EQ(read(std::string(41, '9')), "none");
}

TEST(Decimal, MoneyRoundsHalfUpAndCarries) {
    auto money = [](std::string_view text) {
        Money m = to_money(*parse_decimal(text));
        return m.whole + "/" + std::to_string(m.hundredths);
    };
    EXPECT_EQ(money("1.005"), "1/1");
    EXPECT_EQ(money("1.0049"), "1/0");
    EXPECT_EQ(money("99.995"), "100/0");
    EXPECT_EQ(money("109.999"), "110/0");
    EXPECT_EQ(money("0.1"), "0/10");
}

}  // namespace
}  // namespace tiller::speech
