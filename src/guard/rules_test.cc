#include "guard/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::guard {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kGood =
    "pack: test\n"
    "country: ID\n"
    "calendars: {c: {until: 2026-12-31, days: [2026-08-17]}}\n"
    "rules:\n"
    "  - id: a\n"
    "    version: 1\n"
    "    title: hours\n"
    "    source: {law: Law, section: \"1\", date: 2026-01-01}\n"
    "    hours: {mon-fri: \"08:00-20:00\", sat: \"09:00-12:00\", holidays: c}\n";

TEST(Packs, ALaterOneReplacesARuleById) {
    std::string other(kGood);
    other.replace(other.find("version: 1"), 10, "version: 7");
    auto rules = Rules::load({{"a.yaml", std::string(kGood)}, {"b.yaml", other}});
    ASSERT_TRUE(rules) << rules.error().message;
    ASSERT_EQ((*rules)->all().size(), 1u);
    EXPECT_EQ((*rules)->all()[0].version, 7);
    auto first = Rules::load({{"a.yaml", std::string(kGood)}});
    EXPECT_NE((*rules)->fingerprint(), (*first)->fingerprint());
}

TEST(Packs, FaultsNameLineColumnAndRule) {
    struct Case {
        std::string_view from, to, fault;
    };
    for (const Case& c : {
             Case{"version: 1", "version: x", "a.yaml:6:14: "},
             Case{"ID", "Indonesia", "a.yaml:2:10: country must be two capital letters"},
             Case{"08:00-20:00", "20:00-08:00", "a.yaml:9:22: hours of a day are"},
             Case{"mon-fri", "fri-mon", "a.yaml:9:13: hours are given for daily"},
             Case{"holidays: c", "holidays: d", "holidays must name one of the pack's calendars"},
             Case{"    source: {law: Law, section: \"1\", date: 2026-01-01}\n", "", "a rule needs \"source\""},
             Case{"date: 2026-01-01", "date: yesterday", "date must be a date such as"},
             Case{"hours: {mon-fri", "consent: yes\n    hours: {mon-fri", "a rule has one of"},
             Case{"2026-08-17", "2026-02-30", "a day must be a date"},
             Case{"holidays: c", "zones: [Asia/Atlantis]", "Asia/Atlantis"},
             Case{"rules:", "rulse:", "rulse"},
         }) {
        std::string text(kGood);
        text.replace(text.find(c.from), c.from.size(), c.to);
        auto rules = Rules::load({{"a.yaml", text}});
        ASSERT_FALSE(rules) << c.to;
        EXPECT_THAT(rules.error().message, HasSubstr(c.fault)) << c.to;
    }
}

TEST(Packs, CapsAndServicesAreChecked) {
    auto fault = [](std::string_view body) {
        std::string text(kGood);
        size_t from = text.find("    hours:");
        text.replace(from, text.size() - from, "    " + std::string(body) + "\n");
        auto rules = Rules::load({{"a.yaml", text}});
        return rules ? std::string() : rules.error().message;
    };
    EXPECT_EQ(fault("cap: {by: debt, most: 7, days: 7}"), "");
    EXPECT_THAT(fault("cap: {by: debt, most: 7}"), HasSubstr("\"days\" or \"hours\""));
    EXPECT_THAT(fault("cap: {by: person, most: 7, days: 7}"), HasSubstr("number or debt"));
    EXPECT_THAT(fault("cap: {by: debt, days: 7}"), HasSubstr("\"most\""));
    EXPECT_THAT(fault("cap: {by: debt, most: 1, days: 400}"), HasSubstr("days"));
    EXPECT_THAT(fault("cool_down: {by: number}"), HasSubstr("\"days\""));
    EXPECT_THAT(fault("consent: required\n    services: [sales]"), HasSubstr("a service is"));
    EXPECT_THAT(fault("consent: required\n    prefixes: [1305]"), HasSubstr("a prefix is a plus"));
    EXPECT_THAT(fault("opening: {what: x, any_of: {}}"), HasSubstr("any_of"));
}

TEST(Packs, AFolderThatIsNotThereIsAnError) {
    auto rules = load_rules("/nonexistent/packs");
    ASSERT_FALSE(rules);
    EXPECT_THAT(rules.error().message, HasSubstr("guard_packs \"/nonexistent/packs\""));
}

}  // namespace
}  // namespace tiller::guard
