// Schemas that are made to cost much, whoever writes them.
#include "leads/body_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leads/pattern_cost.h"

namespace tiller::leads {
namespace {

using testing::HasSubstr;

std::string fault(const std::string& schema) { return schema_fault(schema).value_or(""); }

TEST(PatternCost, StatesMultiply) {
    auto states = [](std::string_view pattern) { return pattern_cost(pattern).states; };
    EXPECT_LE(states("abc"), 5);
    EXPECT_GE(states("^[0-9]{10,15}$"), 15);
    EXPECT_LE(states("^[0-9]{10,15}$"), 40);
    EXPECT_GE(states("(a{100}){100}"), 10'000);
    EXPECT_EQ(states("((((a{999}){999}){999}){999}){999}"), 1'000'000);
    EXPECT_GE(states("(ab|c\\)[)({5}]{9}){10}"), 10 * 9);
    EXPECT_EQ(states("a{99999999999999999999999}"), 1'000'000);
}

TEST(PatternCost, WaysAreCounted) {
    auto ways = [](std::string_view pattern) { return pattern_cost(pattern).ways; };
    EXPECT_EQ(ways("abc"), 1);
    EXPECT_EQ(ways("(a|b)c?"), 4);
    EXPECT_EQ(ways("a|b|c"), 3);
    EXPECT_LE(ways("[a-z]+(-[a-z]+)*"), 10);
    EXPECT_GE(ways("(a?|b?){30}"), 1'000'000);
    EXPECT_GE(ways("x(a?|b?)(c?|d?)(e?|f?)(g?|h?)(i?|j?)"), 1'000);
}

TEST(PatternCost, LoopsOnNothingAreSeen) {
    for (auto loop : {"(a?)*", "(a*)+", "(a|b*){2,}", "((a?b?)c?)*", "(x(a*)*)", "(a?){0,}", "(a{0,3})+"}) {
        EXPECT_TRUE(pattern_cost(loop).loops_on_nothing) << loop;
    }
    for (auto fine : {"(a+)+", "(a?b)*", "[a*]+", "\\(a*\\)x", "(a?){3}", "(a|b)*", "a{2,}"}) {
        EXPECT_FALSE(pattern_cost(fine).loops_on_nothing) << fine;
    }
}

TEST(PatternCost, WhatIsNotWholeIsSeen) {
    for (auto broken :
         {"",     "(",  ")", "(a",  "a)",     "{",      "{5",  "a{5",  "a{}", "a{3,2}", "((((", "|||", "a|",
          "(|a)", "()", "*", "+?*", "{}{}{}", "(a)(*)", "a|*", "^{8}", "a$+", "($|a)",  "a^b",  "^$"}) {
        EXPECT_TRUE(pattern_cost(broken).is_broken) << broken;
        EXPECT_LE(pattern_cost(broken).states, 20) << broken;
    }
    for (auto whole : {"a", "^a$", "(a|b)+", "[)(|*]", "\\(\\)", "a{2}", "a{2,}", "a{2,3}", "a{0,3}"}) {
        EXPECT_FALSE(pattern_cost(whole).is_broken) << whole;
    }
}

TEST(BodySchema, OrdinaryPatternsAreTaken) {
    EXPECT_EQ(fault(R"({"properties":{"id":{"pattern":"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"},
        "mail":{"type":"string","pattern":"^[^@]+@[^@]+$"}}})"),
              "");
    EXPECT_EQ(fault(R"({"properties":{"pattern":{"type":"string"}}})"), "");
}

TEST(BodySchema, PatternsThatGrowAreRefused) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"pattern":"((a{100}){100}){100}"}}})"), HasSubstr("pattern"));
    EXPECT_THAT(fault(R"({"allOf":[{"items":[{"pattern":"(x{50}){50}"}]}]})"), HasSubstr("pattern \"(x{50}){50}\""));
    EXPECT_THAT(fault(R"({"patternProperties":{"(x{50}){50}":{}}})"), HasSubstr("pattern"));
    EXPECT_THAT(fault(R"({"pattern":")" + std::string(5'000, 'a') + R"("})"), HasSubstr("pattern"));
}

TEST(BodySchema, PatternsThatNeverEndAreRefused) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"pattern":"^(a+)+(a|aa|a?)*$"}}})"), HasSubstr("may be empty"));
    EXPECT_THAT(fault(R"({"properties":{"a":{"pattern":"(a?|b?){30}"}}})"), HasSubstr("combinations"));
    EXPECT_THAT(fault(R"({"properties":{"a":{"pattern":"(a"}}})"), HasSubstr("is not understood"));
    EXPECT_THAT(fault(R"x({"pattern":"(a\u0000)"})x"), HasSubstr("is not understood"));
    EXPECT_THAT(fault(R"({"patternProperties":[1]})"), HasSubstr("must be an object"));
}

TEST(BodySchema, WhatTheValidatorTripsOverIsRefused) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"multipleOf":0}}})"), HasSubstr("multipleOf must be above 0"));
    EXPECT_THAT(fault(R"({"items":{"anyOf":[]}})"), HasSubstr("anyOf must be a list of schemas"));
    EXPECT_THAT(fault(R"({"dependencies":{"a":[1]}})"), HasSubstr("dependencies must list names"));
    EXPECT_THAT(fault(R"({"not":[{}]})"), HasSubstr("not must be a schema"));
    EXPECT_THAT(fault(R"({"not":{"oneOf":[{},1]}})"), HasSubstr("oneOf must be a list of schemas"));
    EXPECT_EQ(fault(R"({"properties":{"anyOf":{"multipleOf":0.5}}})"), "");
}

TEST(BodySchema, NothingIsFetched) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"$ref":"http://127.0.0.1/x.json"}}})"), HasSubstr("$ref"));
    EXPECT_THAT(fault(R"({"definitions":{"a":{"$ref":"#/definitions/a"}},"$ref":"#/definitions/a"})"),
                HasSubstr("$ref"));
}

TEST(BodySchema, UniqueItemsIsRefused) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"type":"array","uniqueItems":true}}})"), HasSubstr("uniqueItems"));
    EXPECT_EQ(fault(R"({"properties":{"uniqueItems":{"type":"string"}}})"), "");
}

TEST(BodySchema, DepthIsBounded) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += R"({"items":)";
    EXPECT_THAT(fault(deep), HasSubstr("Nested too deeply"));
}

}  // namespace
}  // namespace tiller::leads
