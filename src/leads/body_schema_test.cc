// Schemas that are made to cost much, whoever writes them.
#include "leads/body_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leads/schema_check.h"

namespace tiller::leads {
namespace {

using testing::HasSubstr;

std::string fault(const std::string& schema) { return schema_fault(schema).value_or(""); }

TEST(BodySchema, OrdinaryPatternsAreTaken) {
    EXPECT_EQ(fault(R"({"properties":{"id":{"pattern":"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"},
        "mail":{"type":"string","pattern":"^[^@]+@[^@]+$"}}})"),
              "");
    EXPECT_EQ(fault(R"({"properties":{"pattern":{"type":"string"}}})"), "");
}

TEST(BodySchema, PatternsThatGrowAreRefused) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"pattern":"((a{100}){100}){100}"}}})"),
                HasSubstr("properties.a.pattern \"((a{100}){100}){100}\""));
    EXPECT_THAT(fault(R"({"allOf":[{"items":[{"pattern":"(x{50}){50}"}]}]})"),
                HasSubstr("allOf[0].items[0].pattern \"(x{50}){50}\""));
    EXPECT_THAT(fault(R"({"patternProperties":{"(x{50}){50}":{}}})"), HasSubstr("patternProperties"));
    EXPECT_THAT(fault(R"({"pattern":")" + std::string(100'000, 'a') + R"("})"), HasSubstr("pattern"));
}

TEST(BodySchema, PatternsThatAreNoneAreRefused) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"pattern":"(a"}}})"), HasSubstr("missing )"));
    EXPECT_THAT(fault(R"({"items":{"pattern":"a|*"}})"), HasSubstr("no argument for repetition operator"));
    EXPECT_THAT(fault(R"({"pattern":"(a)\\1"})"), HasSubstr("pattern"));
    EXPECT_THAT(fault(R"x({"pattern":"(a\u0000)"})x"), HasSubstr("zero byte"));
    EXPECT_THAT(fault(R"({"patternProperties":[1]})"), HasSubstr("must be of type object"));
}

TEST(BodySchema, PatternsTakeTimeThatGrowsWithTheTextOnly) {
    // An engine that goes back takes these beyond the end of the test; RE2 knows no going back.
    std::string many(20'000, 'a');
    for (std::string pattern : {"^(a+)+$", "^(a+)+(a|aa|a?)*$", "(a?|b?){30}", "(a|aa)+$", "(x+x+)+y"}) {
        std::string schema = R"({"type":"string","pattern":")" + pattern + R"("})";
        ASSERT_EQ(fault(schema), "");
        rapidjson::Value body;
        std::string text = many + "!";
        body.SetString(text.data(), static_cast<rapidjson::SizeType>(text.size()));
        BodySchema(schema).check(body);
    }
}

TEST(BodySchema, APatternIsSearchedFor) {
    auto told = [](std::string_view text) {
        rapidjson::Value body;
        body.SetString(text.data(), static_cast<rapidjson::SizeType>(text.size()));
        auto found = BodySchema(R"({"pattern":"[0-9]{2}ü"})").check(body);
        return found ? found->message : "";
    };
    EXPECT_EQ(told("a12üb"), "");
    EXPECT_EQ(told("12"), "body \"12\": must match [0-9]{2}ü");
}

TEST(BodySchema, WhatTheValidatorTripsOverIsRefused) {
    EXPECT_EQ(fault(R"({"properties":{"a":{"multipleOf":0}}})"), "properties.a: multipleOf \"0\": must be above 0");
    EXPECT_THAT(fault(R"({"items":{"anyOf":[]}})"), HasSubstr("items: anyOf"));
    EXPECT_THAT(fault(R"({"dependencies":{"a":[1]}})"), HasSubstr("dependencies.a.0 \"1\": must be of type string"));
    EXPECT_THAT(fault(R"({"not":[{}]})"), HasSubstr("not \"[{}]\": must be of type object"));
    EXPECT_THAT(fault(R"({"not":{"oneOf":[{},1]}})"), HasSubstr("not: oneOf.1 \"1\": must be of type object"));
    EXPECT_THAT(fault(R"({"default":{"not":[]}})"), HasSubstr("default: not"));
    EXPECT_EQ(fault(R"({"properties":{"anyOf":{"multipleOf":0.5}}})"), "");
}

TEST(BodySchema, AWordThatIsWrittenWronglyIsTold) {
    EXPECT_THAT(fault(R"({"properties":{"a":{"type":"strnig"}}})"), HasSubstr("properties.a: type \"strnig\""));
    EXPECT_THAT(fault(R"({"required":"a"})"), HasSubstr("required \"a\": must be of type array"));
    EXPECT_THAT(fault(R"({"minimum":1,"exclusiveMinimum":1})"), HasSubstr("must be of type boolean"));
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
    std::string nested = "{}";
    for (int i = 0; i < 100; ++i) nested = R"({"items":)" + nested + "}";
    EXPECT_THAT(fault(nested), HasSubstr("more than 32 levels"));
}

}  // namespace
}  // namespace tiller::leads
