#include "base/numbers/phone_number.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/numbers/national_prefix.h"
#include "base/numbers/number_library.h"
#include "base/numbers/number_plan.h"
#include "base/random.h"

namespace tiller {
namespace {

std::string checked(std::string_view text, NumberCheck check = NumberCheck::possible) {
    auto result = check_number(text, check);
    return result ? *result : "error: " + result.error().message;
}

TEST(PhoneNumber, TheDocumentedSampleIsGood) {
    EXPECT_EQ(checked("+8610086"), "+8610086");
    EXPECT_EQ(checked("+8610086", NumberCheck::valid), "+8610086");
}

TEST(PhoneNumber, GoodNumbersInTheirE164Form) {
    struct {
        std::string_view text, e164;
    } cases[] = {
        {"+6281234567890", "+6281234567890"},   // an Indonesian mobile
        {"+62081234567890", "+6281234567890"},  // with the national prefix that does not belong there
        {"+6212341234", "+6212341234"},         // the documentation's other sample
        {"+14155552671", "+14155552671"},
        {"+114155552671", "+14155552671"},    // 1 dialed twice
        {"+390612345678", "+390612345678"},   // Italy keeps its zero
        {"+5215512345678", "+525512345678"},  // Mexico's old mobile prefix
        {"+525512345678", "+525512345678"},
        {"+8613912345678", "+8613912345678"},
        {"+5491123456789", "+5491123456789"},
        {"+54111512345678", "+5491112345678"},  // Argentina's mobiles as dialed at home
        {"+77012345678", "+77012345678"},       // a calling code of two countries
        {"+1911", "+1911"},                     // short numbers of a region
        {"+62110", "+62110"},
        {"+80012345678", "+80012345678"},  // a code without a country
    };
    for (auto [text, e164] : cases) EXPECT_EQ(checked(text), e164) << text;
}

TEST(PhoneNumber, WrongNumbersSayWhichRuleIsBroken) {
    struct {
        std::string_view text, message;
    } cases[] = {
        {"", "error: must begin with + and the country code"},
        {"6281234567890", "error: must begin with + and the country code"},
        {"0062812345678", "error: must begin with + and the country code"},
        {" +6281234567890", "error: must begin with + and the country code"},
        {"+", "error: must be + and digits, without spaces, dashes or letters"},
        {"+62 812 3456 7890", "error: must be + and digits, without spaces, dashes or letters"},
        {"+62-812-34567890", "error: must be + and digits, without spaces, dashes or letters"},
        {"+62abc", "error: must be + and digits, without spaces, dashes or letters"},
        {"+1800FLOWERS", "error: must be + and digits, without spaces, dashes or letters"},
        {"++6281234567890", "error: must be + and digits, without spaces, dashes or letters"},
        {"+６２81234567890", "error: must be + and digits, without spaces, dashes or letters"},
        {"+6281234567890;ext=5", "error: must be + and digits, without spaces, dashes or letters"},
        {"+0812345678", "error: no country has this calling code"},
        {"+99912345678", "error: no country has this calling code"},
        {"+6", "error: too short for a telephone number"},
        {"+62", "error: too short for a telephone number"},
        {"+621", "error: too short for a telephone number"},
        {"+6281", "error: too short for country code 62"},
        {"+141555526", "error: too short for country code 1"},
        {"+141555526711", "error: too long for country code 1"},
        {"+850123456789", "error: no number of country code 850 has this length"},
        {"+62812345678901234567890", "error: too long for a telephone number"},
    };
    for (auto [text, message] : cases) EXPECT_EQ(checked(text), message) << text;
    EXPECT_EQ(checked("+" + std::string(100'000, '1')), "error: too long for a telephone number");
}

TEST(PhoneNumber, TheStrictCheckAsksForAnAssignedNumber) {
    EXPECT_EQ(checked("+6281234567890", NumberCheck::valid), "+6281234567890");
    EXPECT_EQ(checked("+12530000000", NumberCheck::possible), "+12530000000");
    EXPECT_EQ(checked("+12530000000", NumberCheck::valid), "error: not assigned to anybody in country code 1");
}

TEST(PhoneNumber, RegionOfANumber) {
    EXPECT_EQ(region_of("+6281234567890"), "ID");
    EXPECT_EQ(region_of("+14155552671"), "US");
    EXPECT_EQ(region_of("+16135550123"), "CA");
    EXPECT_EQ(region_of("+77012345678"), "KZ");
    EXPECT_EQ(region_of("+8610086"), "CN");    // short: the calling code's own region
    EXPECT_EQ(region_of("+80012345678"), "");  // no country
    for (auto bad : {"", "+", "+999123456", "abc", "+62 812"}) EXPECT_EQ(region_of(bad), "") << bad;
}

TEST(NationalPrefix, TellsWhichNumbersThePatternCannotMatch) {
    struct {
        std::string_view pattern, digits;
        bool may;
    } cases[] = {
        {"", "123", false},
        {"0", "081", true},
        {"0", "812", false},
        {"0|(1(?:[12]\\d|79)\\d\\d)", "110", true},
        {"0|(1(?:[12]\\d|79)\\d\\d)", "179", true},
        {"0|(1(?:[12]\\d|79)\\d\\d)", "139", false},
        {"(?:0|90)(?:(1[245])(\\d{10,11}))?", "901", true},
        {"(?:0|90)(?:(1[245])(\\d{10,11}))?", "911", false},
        {"0?(?:(11|2(?:2[13]|3))15)?", "912", false},  // matches nothing of it
        {"0?(?:(11|2(?:2[13]|3))15)?", "111", true},
        {"0?(?:(11|2(?:2[13]|3))15)?", "225", false},
        {"([89]\\d{5})$", "812", true},
        {"12$", "123", false},  // the number goes on
        {"1*2", "112", true},
        {"1+3", "112", false},
        {"[^0]", "112", true},  // cannot be read: anything may match
        {"(?=1)", "212", true},
        {"(1", "212", true},
        {"1{2", "212", true},
        {"[1", "212", true},
        {"[1-", "212", true},
        {"1)", "212", true},
    };
    for (auto [pattern, digits, may] : cases) {
        EXPECT_EQ(PrefixPattern(pattern).may_match(digits), may) << pattern << " " << digits;
    }
    EXPECT_TRUE(PrefixPattern(std::string(100'000, '(')).may_match("123"));
}

/// Every calling code × every length × random digits, with the starts that libraries find hard made likely.
TEST(NumberPlan, AgreesWithTheLibraryOnRandomNumbersOfAllCountries) {
#ifdef TILLER_SANITIZED
    constexpr int kCases = 10'000;
#else
    constexpr int kCases = 200'000;
#endif
    SeededRandom random(20261121);
    auto codes = library_calling_codes();
    ASSERT_GT(codes.size(), 200u);
    int fast = 0, possible = 0;
    for (int n = 0; n < kCases; ++n) {
        std::string text = "+" + std::to_string(codes[random.below(codes.size())].code);
        static constexpr std::array<std::string_view, 14> kStarts = {
            "0", "1", "8", "06", "15", "110", "17911", "1115", "901", "900", "183", "10015", "9", "44"};
        if (random.below(4) == 0) text += kStarts[random.below(kStarts.size())];
        for (size_t length = 1 + random.below(16); length > 0; --length)
            text += static_cast<char>('0' + random.below(10));

        auto library = ask_library(text, NumberCheck::possible);
        possible += library.ok();
        if (NumberPlan::instance().surely_possible(text)) {
            ++fast;
            ASSERT_TRUE(library.ok()) << text << ": " << library.error().message;
            ASSERT_EQ(*library, text);
        }
        auto whole = check_number(text, NumberCheck::possible);
        ASSERT_EQ(whole.ok(), library.ok()) << text;
        if (whole.ok()) ASSERT_EQ(*whole, *library);
    }
    // The table is of use only if it knows nearly all that is good.
    EXPECT_GT(fast, possible * 7 / 10) << possible;
}

/// All first three digits of every country at every possible length: what the table says yes to is what the library
/// leaves alone.
TEST(NumberPlan, AgreesWithTheLibraryOnAllStartsOfTheHardCountries) {
    SeededRandom random(7);
    for (const CallingCode& code : library_calling_codes()) {
        if (code.prefix_pattern.size() < 2) continue;
        for (int start = 0; start < 1000; ++start) {
#ifdef TILLER_SANITIZED
            if (start % 10 != 3) continue;
#endif
            size_t length = 0;
            do length = 4 + random.below(14);
            while (!(code.possible_lengths >> length & 1));
            std::string text = fmt::format("+{}{:03}", code.code, start);
            while (text.size() < 1 + std::to_string(code.code).size() + length)
                text += static_cast<char>('0' + random.below(10));
            if (!NumberPlan::instance().surely_possible(text)) continue;
            auto library = ask_library(text, NumberCheck::possible);
            ASSERT_TRUE(library.ok()) << text;
            ASSERT_EQ(*library, text);
        }
    }
}

}  // namespace
}  // namespace tiller
