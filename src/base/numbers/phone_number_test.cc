#include "base/numbers/phone_number.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/emergency_number.h"
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
        {"+1411", "+1411"},                     // a short number of a region
        {"+80012345678", "+80012345678"},       // a code without a country
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
        {"+62\u201181234567890", "error: must be + and digits, without spaces, dashes or letters"},
        {"+628123456789\xff", "error: must be + and digits, without spaces, dashes or letters"},
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

TEST(PhoneNumber, WhatCannotBeSeenIsPassedOver) {
    std::string_view good = "+6281234567890";
    for (std::string_view text : {
             "\u202a+6281234567890\u202c",
             "+6281234567890\u200b",
             "\u2066+6281234567892\u2069",
             "\ufeff+6281234567890",
             "\u00a0+62\u00a0812\u202f3456\u20097890",
             "+6281\u00ad234567890",
             "+628\ufe0f1234567890",
         }) {
        EXPECT_TRUE(check_number(text, NumberCheck::possible).ok()) << text << ": " << checked(text);
    }
    EXPECT_EQ(checked("\u202a+6281234567890\u202c"), good);
    EXPECT_EQ(checked("＋６２８１２３４５６７８９０"), good);
    EXPECT_EQ(checked("+٦٢٨١٢٣٤٥٦٧٨٩٠"), good);
    EXPECT_EQ(checked("+६२81234567890", NumberCheck::valid), good);
    EXPECT_EQ(checked("\u202a6281234567890\u202c"), "error: must begin with + and the country code");
    EXPECT_EQ(checked("\u200b"), "error: must begin with + and the country code");
    // What can be seen is no mark: nobody knows whether it belongs there.
    for (auto text : {"+62\u06dd81234567890", "+62\u00b281234567890", "+62é81234567890"}) {
        EXPECT_EQ(checked(text), "error: must be + and digits, without spaces, dashes or letters") << text;
    }
}

/// Whatever is strewn over a number that cannot be seen, and in whichever script its digits are: it is the same number.
TEST(PhoneNumber, MarksAndScriptsNeverChangeANumber) {
    static constexpr std::array<std::string_view, 24> kMarks = {
        "\u00a0", "\u00ad", "\u034f", "\u061c", "\u180e", "\u2000", "\u200a", "\u200b",
        "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u202a", "\u202e", "\u202f",
        "\u2060", "\u2066", "\u2069", "\u3000", "\ufe0f", "\ufeff", "\u3164", "\U000e0020"};
    static constexpr std::array<std::array<std::string_view, 10>, 3> kDigits = {{
        {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
        {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"},
        {"٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"},
    }};
    SeededRandom random(20261130);
    for (int n = 0; n < 2'000; ++n) {
        std::string plain = "+", strewn;
        auto strew = [&] {
            while (random.below(4) == 0) strewn += kMarks[random.below(kMarks.size())];
        };
        strew();
        strewn += random.below(2) ? "+" : "＋";
        for (size_t length = 1 + random.below(16); length > 0; --length) {
            auto digit = static_cast<size_t>(random.below(10));
            plain += static_cast<char>('0' + digit);
            strew();
            strewn += kDigits[random.below(kDigits.size())][digit];
        }
        strew();
        EXPECT_EQ(checked(strewn), checked(plain)) << strewn;
    }
}

TEST(PhoneNumber, EmergencyNumbersOfAnyRegionAreRefusedWithAndWithoutACountryCode) {
    constexpr std::string_view kRefusal = "error: must not be an emergency number: a robot never calls those";
    for (std::string_view text : {
             "911",
             "112",
             "999",
             "000",
             "110",
             "119",
             "+911",
             "+112",
             "+999",
             "+1911",
             "+1112",
             "+62112",
             "+62110",
             "+44999",
             "+44112",
             "+91112",
             "+91100",
             "+86110",
             "+86120",
             "+61000",
             "+49112",
             "+81119",
             "+62911",  // of another region
             "\u200e+1\u200b911",
             "+１９１１",
             "+1\u00a0911",
             "+19115550100",  // nobody has it, and the first digits connect already
         }) {
        EXPECT_EQ(checked(text), kRefusal) << text;
        EXPECT_EQ(checked(text, NumberCheck::valid), kRefusal) << text;
    }
    for (auto text : {"+11911", "+620112", "+5511911"}) EXPECT_FALSE(check_number(text, NumberCheck::possible)) << text;
    for (std::string_view text : {
             "+8610086",
             "+8610110086",
             "+33112345678",
             "+911123456789",
             "+551190001000",
             "+62911234567",
             "+1411",
             "+14155552671",
         }) {
        EXPECT_EQ(checked(text), text);
        EXPECT_FALSE(is_emergency_number(text)) << text;
    }
    // Who was called by an earlier version can still be looked up and erased.
    EXPECT_EQ(*parse_number("+1911", NumberCheck::possible), "+1911");
    EXPECT_TRUE(is_emergency_number("+1911"));
    EXPECT_TRUE(is_emergency_number("911"));
    for (auto text : {"", "+", "abc", "+1 911", "+1911;x"}) EXPECT_FALSE(is_emergency_number(text)) << text;
}

/// No number of any country that check_number takes reaches an emergency service, by the library's own word.
TEST(PhoneNumber, NoGoodNumberIsAnEmergencyNumber) {
    SeededRandom random(20261201);
    auto codes = library_calling_codes();
    static constexpr std::array<std::string_view, 12> kStarts = {"112", "911", "999", "000", "110", "119",
                                                                 "15",  "17",  "18",  "190", "100", "0112"};
    int good = 0;
    for (int n = 0; n < 20'000; ++n) {
        std::string text = "+" + std::to_string(codes[random.below(codes.size())].code);
        text += kStarts[random.below(kStarts.size())];
        for (size_t length = random.below(10); length > 0; --length) text += static_cast<char>('0' + random.below(10));
        auto number = check_number(text, NumberCheck::possible);
        if (!number) continue;
        ++good;
        EXPECT_FALSE(is_emergency_number(*number)) << text << " gave " << *number;
    }
    EXPECT_GT(good, 1'000);
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
    for (auto digits : {"112", "911", "912", "999", "10111"}) {
        EXPECT_TRUE(PrefixPattern("112|9(?:1[12]|99)|10111").matches(digits)) << digits;
    }
    for (auto digits : {"", "1", "11", "1123", "0112", "913", "1011", "1011111", "112|911"}) {
        EXPECT_FALSE(PrefixPattern("112|9(?:1[12]|99)|10111").matches(digits)) << digits;
    }
    EXPECT_TRUE(PrefixPattern("112|911").matches_start_of("9115550100"));
    EXPECT_FALSE(PrefixPattern("112|911").matches_start_of("9199115550"));
    EXPECT_TRUE(PrefixPattern("1(?:3\\d\\d|8)?$").matches("1345"));
    EXPECT_FALSE(PrefixPattern("[^0]").matches("1"));
}

/// By the patterns alone, quick enough for many numbers.
bool begins_with_emergency_number(std::string_view text) {
    static const auto patterns = [] {
        std::map<int, std::vector<PrefixPattern>> patterns;
        for (const auto& each : library_emergency_patterns()) patterns[each.code].emplace_back(each.pattern);
        return patterns;
    }();
    auto number = parse_by_library(text);
    auto country = patterns.find(number->code);
    return country != patterns.end() && std::ranges::any_of(country->second, [&](const PrefixPattern& pattern) {
               EXPECT_TRUE(pattern.is_readable());
               return pattern.matches_start_of(number->national);
           });
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
            ASSERT_FALSE(begins_with_emergency_number(text)) << text;
        }
        auto whole = parse_number(text, NumberCheck::possible);
        ASSERT_EQ(whole.ok(), library.ok()) << text;
        if (whole.ok()) ASSERT_EQ(*whole, *library);
    }
    // The table is of use only if it knows nearly all that is good.
    EXPECT_GT(fast, possible * 6 / 10) << possible;
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
            ASSERT_FALSE(begins_with_emergency_number(text)) << text;
        }
    }
}

}  // namespace
}  // namespace tiller
