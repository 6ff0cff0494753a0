#include "dialogue/condition.h"

#include <gtest/gtest.h>

namespace tiller::dialogue {
namespace {

bool holds_here(std::string_view text) {
    static const std::map<std::string, std::string, std::less<>> kValues = {
        {"Arrears", "1500"}, {"LoanAmount", " 2000.50 "}, {"DueDate", "2026-03-01"}, {"Gender", "female"},
        {"days", "07"},      {"Comments", "n/a"}};
    Scope scope;
    scope.variables = builtin_variables();
    scope.slots = {{"days", Segment::Kind::digits}, {"note", Segment::Kind::text}};
    auto parsed = parse_condition(text, scope);
    if (auto* fault = std::get_if<Fault>(&parsed)) ADD_FAILURE() << text << ": " << fault->message;
    auto* condition = std::get_if<Condition>(&parsed);
    auto lookup = [](std::string_view name) {
        auto value = kValues.find(name);
        return value == kValues.end() ? std::string() : value->second;
    };
    return condition && holds(*condition, lookup, "2");
}

TEST(Condition, WhatHolds) {
    for (std::string_view text : {
             "Arrears > 1000",
             "Arrears >= 1500",
             "Arrears <= 1500.0",
             "Arrears != 3",
             "1000 < Arrears",
             "Arrears < LoanAmount",
             "Arrears > -1",
             "DueDate == 2026-03-01",
             "DueDate > 2026-02-28",
             "Gender == 'female'",
             "Gender != \"male\"",
             "'female' == Gender",
             "days == 7",
             "days < 10",
             "key == '2'",
             "key == 2",
             "Gender",
             "not note",
             "not ExtraA",
             "Gender == 'male' or Arrears > 3",
             "Arrears > 3 and (Gender == 'male' or days)",
             "not (Arrears < 3)",
             "not not Gender",
             "note == ''",
             "Comments != 5",
         }) {
        EXPECT_TRUE(holds_here(text)) << text;
    }
}

TEST(Condition, WhatDoesNot) {
    for (std::string_view text : {
             "Arrears > 1500",
             "Arrears == 3",
             "DueDate < 2026-03-01",
             "Gender == 'Female'",
             "note",
             "key == '1'",
             "not Gender",
             "Gender == 'female' and Arrears < 3",
             "Comments == 5",
             "Comments < 5",
             "Comments > 5",
             "note < 5",
             "note == 0",
             "note == 2026-01-01",
             "not Gender or note",
         }) {
        EXPECT_FALSE(holds_here(text)) << text;
    }
}

TEST(Condition, AndBindsCloserThanOr) {
    EXPECT_TRUE(holds_here("Gender or Gender and note"));
    EXPECT_FALSE(holds_here("(Gender or Gender) and note"));
}

}  // namespace
}  // namespace tiller::dialogue
