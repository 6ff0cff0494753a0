#include "leads/lead.h"

#include <gtest/gtest.h>

namespace tiller::leads {
namespace {

Route lendswift() {
    Route route = *preset("lendswift-under-wirting");
    route.robot.name = "reminder";
    route.line.name = "LINE";
    return route;
}

std::variant<Lead, Fault> read(const Route& route, const std::string& body) {
    return read_lead(route, body, NumberCheck::possible);
}
Lead good(const Route& route, const std::string& body) {
    auto read_one = read(route, body);
    if (auto* refusal = std::get_if<Fault>(&read_one)) {
        ADD_FAILURE() << refusal->message;
        return {};
    }
    return std::get<Lead>(read_one);
}
std::string told(const Route& route, const std::string& body) {
    auto read_one = read(route, body);
    auto* refusal = std::get_if<Fault>(&read_one);
    return refusal ? std::to_string(refusal->code) + " " + refusal->message : "accepted";
}

TEST(Lead, ThePresetsHaveNoFaults) {
    for (std::string name :
         {"lendswift-under-wirting", "talmarket-debt-consolidation", "make-outbound-call", "sdr-webpage"}) {
        auto route = preset(name);
        ASSERT_TRUE(route) << name;
        route->robot.name = "r";
        route->line.name = "l";
        EXPECT_TRUE(faults(*route).empty()) << name << ": " << faults(*route).front();
        EXPECT_EQ(to_json(*route_from_json(to_json(*route))), to_json(*route)) << name;
    }
    EXPECT_FALSE(preset("other"));
}

TEST(Lead, TheSampleIsAcceptedWithAWarning) {
    Lead lead = good(lendswift(), R"({"caller_id": 16501231234, "loan_amount": 4000,
        "details": {"had_late_payment": false, "job_title": "programmer"}})");
    EXPECT_EQ(lead.callee, "+16501231234");
    EXPECT_EQ(lead.variables, R"({"loan_amount":4000,"had_late_payment":false,"job_title":"programmer"})");
    EXPECT_EQ(lead.warnings, std::vector<std::string>{"customer_name: is missing"});
    EXPECT_EQ(lead.robot, "reminder");
}

TEST(Lead, FaultsNameFieldValueAndRule) {
    EXPECT_EQ(told(lendswift(), R"({"loan_amount":1,"details":{}})"), "10301 caller_id: is required");
    EXPECT_EQ(told(lendswift(), R"({"caller_id":1650,"loan_amount":1,"details":{}})"),
              "10302 caller_id \"1650\": must be at least 10000000000 (country code 1 and 10 digits)");
    EXPECT_EQ(told(lendswift(), R"({"caller_id":16501231234,"loan_amount":"1","details":{}})"),
              "10302 loan_amount \"1\": must be of type integer");
    EXPECT_EQ(told(lendswift(), R"({"caller_id":16501231234,"loan_amount":1,"details":{"job_title":5}})"),
              "10302 details.job_title \"5\": must be of type string");
    EXPECT_EQ(told(lendswift(), "{").substr(0, 11), "400 line 1,");
    EXPECT_EQ(told(lendswift(), "[]"), "10302 body \"[]\": must be of type object");
}

TEST(Lead, NullIsAbsent) {
    Lead lead = good(lendswift(), R"({"caller_id":16501231234,"customer_name":null,"loan_amount":1,"x":[null],
        "details":{"job_title":null,"pay_type":"weekly","status":null}})");
    EXPECT_EQ(lead.variables, R"({"loan_amount":1,"pay_type":"weekly"})");
    EXPECT_EQ(lead.warnings, std::vector<std::string>{"customer_name: is missing"});
    EXPECT_EQ(told(lendswift(), R"({"caller_id":null,"loan_amount":1,"details":{}})"), "10301 caller_id: is required");
    EXPECT_EQ(told(lendswift(), "null"), "10302 body \"null\": must be of type object");
}

TEST(Lead, TheSameBodyHoweverItIsWritten) {
    auto hash = [](const std::string& body) { return good(lendswift(), body).body_hash; };
    std::string one = hash(R"({"caller_id":16501231234,"loan_amount":1,"details":{"a":1,"b":2}})");
    EXPECT_EQ(hash(R"({ "details": {"b": 2, "a": 1}, "loan_amount": 1, "caller_id": 16501231234})"), one);
    EXPECT_NE(hash(R"({"caller_id":16501231234,"loan_amount":2,"details":{"a":1,"b":2}})"), one);
}

TEST(Lead, NumbersOfABodyMayStandInSeveralFieldsAndForms) {
    Route route = *preset("make-outbound-call");
    route.robot.name = "r";
    route.line.name = "l";
    EXPECT_EQ(good(route, R"({"caller_id":"6281200000001","robot":"mine"})").callee, "+6281200000001");
    EXPECT_EQ(good(route, R"({"callee":"+6281200000001","robot":"mine"})").robot, "mine");
    EXPECT_EQ(told(route, "{}"), "10301 callee or caller_id: is required");
    EXPECT_EQ(told(route, R"({"callee":"0812"})").substr(0, 20), "10416 callee \"0812\":");
}

TEST(Lead, AVariableCannotPassForAFieldOfTheRecord) {
    Route route = *preset("sdr-webpage");
    route.robot.name = "r";
    route.line.name = "l";
    Lead lead = good(route, R"({"caller_id":"6281200000001","variables":{"Outcome":"x","a b":1,"list":[1],"ok":"1"}})");
    EXPECT_EQ(lead.variables, R"({"ok":"1"})");
    EXPECT_EQ(lead.warnings.size(), 3u);
}

TEST(Route, TheWindowThatIsOpenElseTheNext) {
    Zone zone = *Zone::find("Asia/Jakarta");
    Route route{.start = 9 * 3600, .end = 18 * 3600};
    Date day = *parse_date("2026-11-21");
    EXPECT_EQ(window_of(route, zone, zone.at(day, 8 * 3600)).start, zone.at(day, 9 * 3600));
    EXPECT_EQ(window_of(route, zone, zone.at(day, 17 * 3600)).end, zone.at(day, 18 * 3600));
    EXPECT_EQ(window_of(route, zone, zone.at(day, 18 * 3600)).start, zone.at(day + 1, 9 * 3600));
    Route always;
    EXPECT_EQ(window_of(always, zone, zone.at(day, 86'399)).start, zone.at(day, 0));
    EXPECT_EQ(window_of(always, zone, zone.at(day, 86'399)).end, zone.at(day + 2, 0));
}

TEST(Route, FaultsOfASchema) {
    Route route = lendswift();
    route.schema = "{";
    EXPECT_EQ(faults(route).size(), 1u);
    route.schema = R"({"properties":{"a":{"$ref":"#"}}})";
    EXPECT_EQ(faults(route).front(), "schema: properties.a.$ref: is not supported, write the rule in its place");
    route = lendswift();
    route.callee = {"caller_id"};
    EXPECT_EQ(faults(route).size(), 1u);
}

}  // namespace
}  // namespace tiller::leads
