#include "dialogue/model_values.h"

#include <gtest/gtest.h>

namespace tiller::dialogue {
namespace {

using understanding::ValueType;

const Date kToday = *parse_date("2026-12-02");

std::vector<ModelSlot> slots() {
    std::vector<ModelSlot> all;
    auto add = [&](std::string name, ValueType type, std::optional<std::pair<int64_t, int64_t>> between = {}) {
        all.push_back({.name = std::move(name), .question = {.type = type, .between = between}});
    };
    add("amount", ValueType::amount, {{1, 500}});
    add("day", ValueType::date, {{0, 14}});
    add("at", ValueType::time, {{540, 1050}});
    add("right", ValueType::yes_no);
    add("code", ValueType::digits, {{4, 6}});
    add("count", ValueType::number);
    add("caller", ValueType::name);
    add("part", ValueType::choice);
    all.back().question.choices.push_back({.name = "morning"});
    return all;
}

/// "day=2026-12-04 at=09:30", or what is wrong.
std::string read(std::string_view arguments) {
    auto values = read_slots(slots(), arguments, kToday);
    if (!values) return values.error().message;
    std::string told;
    for (const auto& [name, value] : *values) told += (told.empty() ? "" : " ") + name + "=" + value;
    return told;
}

TEST(ModelValues, AreTakenAsRowsWriteThem) {
    EXPECT_EQ(read(R"({"amount":84.50,"day":"2026-12-04","at":"9:30"})"), "amount=84.5 day=2026-12-04 at=09:30");
    EXPECT_EQ(read(R"({"amount":" 250 ","right":true,"count":3})"), "amount=250 right=yes count=3");
    EXPECT_EQ(read(R"({"right":"no","code":"0815","caller":" Ana Ruiz "})"), "right=no code=0815 caller=Ana Ruiz");
    EXPECT_EQ(read(R"({"code":4711,"part":"morning","day":null})"), "code=4711 part=morning");
}

TEST(ModelValues, AnythingElseIsAnError) {
    constexpr std::pair<std::string_view, std::string_view> kWrong[] = {
        {R"({"amount":501})", "amount must be an amount of money from 1 to 500, as a number without its currency"},
        {R"({"amount":"1e9"})", "amount must be"},
        {R"({"amount":-1})", "amount must be"},
        {R"({"amount":"84 dollars"})", "amount must be"},
        {R"({"amount":true})", "amount must be"},
        {R"({"count":1e300})", "count must be a number"},
        {R"({"day":"2026-12-17"})", "day must be a date from 0 to 14 days from today, as YYYY-MM-DD"},
        {R"({"day":"2026-02-30"})", "day must be"},
        {R"({"day":"next friday"})", "day must be"},
        {R"({"at":"18:00"})", "at must be a time of day from 09:00 to 17:30, as HH:MM"},
        {R"({"at":"half past nine"})", "at must be"},
        {R"({"right":"maybe"})", "right must be yes or no"},
        {R"({"code":"12"})", "code must be digits, 4 to 6 of them"},
        {R"({"code":"12a4"})", "code must be"},
        {R"({"caller":""})", "caller must be a name, at most 100 characters"},
        {R"({"caller":"a\u0000b"})", "caller must be"},
        {R"({"caller":["Ana"]})", "caller must be"},
        {R"({"part":"night"})", "part must be one of morning"},
        {R"({"opt_out":"true"})", "there is no \"opt_out\""},
        {R"({"day":null})", "nothing is noted"},
        {R"([])", "the arguments are no JSON object"},
        {R"({"day")", "the arguments are no JSON object"},
    };
    for (const auto& [arguments, told] : kWrong) EXPECT_EQ(read(arguments).substr(0, told.size()), told) << arguments;
    EXPECT_EQ(read("{\"caller\":\"" + std::string(101, 'a') + "\"}").substr(0, 11), "caller must");
}

}  // namespace
}  // namespace tiller::dialogue
