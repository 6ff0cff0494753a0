#include "guard/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "guard/facts.h"
#include "guard/timing.h"

namespace tiller::guard {
namespace {

using Decision = Verdict::Decision;
using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::shared_ptr<const Rules> built_in() {
    auto rules = load_rules("");
    EXPECT_TRUE(rules) << rules.error().message;
    return *rules;
}

Instant at(std::string_view zone, std::string_view date, std::string_view time) {
    return Zone::find(zone)->at(*parse_date(date), *parse_time_of_day(time));
}

Subject subject(std::string_view number, std::string_view country, Service service) {
    return {.service = service,
            .country = std::string(country),
            .prefix = std::string(number.substr(0, kPrefixLength)),
            .zones = zones_of(number)};
}
Subject new_yorker() { return subject("+12125550100", "US", Service::collection); }

Verdict judge(const Subject& s, Instant t) { return evaluate(*built_in(), s, t); }

TEST(Zones, FollowTheNumber) {
    auto names = [](std::string_view number) {
        std::vector<std::string> out;
        for (const Zone& zone : *zones_of(number)) out.push_back(zone.name());
        return out;
    };
    EXPECT_THAT(names("+12125550100"), testing::ElementsAre("America/New_York"));
    EXPECT_THAT(names("+6281234567890"), testing::ElementsAre("Asia/Jakarta", "Asia/Jayapura", "Asia/Makassar"));
    EXPECT_THAT(names("+639171234567"), testing::ElementsAre("Asia/Manila"));
    EXPECT_THAT(names("+999"), testing::ElementsAre("Etc/UTC"));
}

TEST(Packs, EveryRuleHasItsSource) {
    auto rules = built_in();
    EXPECT_GE(rules->all().size(), 18u);
    for (const Rule& rule : rules->all()) {
        EXPECT_FALSE(rule.source.law.empty()) << rule.id;
        EXPECT_FALSE(rule.source.date.empty()) << rule.id;
        EXPECT_TRUE(rule.id.starts_with("house.") || !rule.source.url.empty()) << rule.id;
    }
}

TEST(Hours, AreThoseOfTheCallee) {
    Subject s = new_yorker();
    EXPECT_TRUE(judge(s, at("America/New_York", "2026-11-23", "08:00")).allowed());
    EXPECT_TRUE(judge(s, at("America/New_York", "2026-11-23", "20:59:59")).allowed());
    Verdict late = judge(s, at("America/New_York", "2026-11-23", "21:00"));
    EXPECT_EQ(late.decision, Decision::later);
    EXPECT_EQ(late.earliest, at("America/New_York", "2026-11-24", "08:00"));
    EXPECT_EQ(late.rule, "us.collection.hours");
    EXPECT_EQ(late.outcome, Outcome::blocked);
    EXPECT_THAT(late.told(), HasSubstr("us.collection.hours v1: debt collectors"));
    Verdict early = judge(s, at("America/New_York", "2026-11-23", "07:59:59"));
    EXPECT_EQ(early.earliest, at("America/New_York", "2026-11-23", "08:00"));
}

TEST(Hours, HoldInEveryZoneTheNumberMayBeIn) {
    Subject s = subject("+6281234567890", "ID", Service::collection);
    // 18:00 in Jakarta is 20:00 in Jayapura; 08:00 in Jakarta is the first moment that is day in all three.
    EXPECT_TRUE(judge(s, at("Asia/Jakarta", "2026-11-23", "17:59")).allowed());
    Verdict evening = judge(s, at("Asia/Jakarta", "2026-11-23", "18:00"));
    EXPECT_EQ(evening.earliest, at("Asia/Jakarta", "2026-11-24", "08:00"));
}

TEST(Hours, MayNameTheZonesOfThoseWhoAreCalled) {
    auto rules =
        Rules::load({{"wib.yaml",
                      "pack: wib\ncountry: ID\nrules:\n  - id: id.collection.hours\n    version: 2\n"
                      "    title: our debtors are in western Indonesia\n    source: {law: x, date: 2026-01-01}\n"
                      "    hours: {daily: \"08:00-20:00\", zones: [Asia/Jakarta]}\n"}});
    ASSERT_TRUE(rules) << rules.error().message;
    Subject s = subject("+6281234567890", "ID", Service::collection);
    EXPECT_TRUE(evaluate(**rules, s, at("Asia/Jakarta", "2026-11-23", "19:59")).allowed());
}

TEST(Hours, SundaysAndHolidaysAreSkipped) {
    Subject s = subject("+6281234567890", "ID", Service::collection);
    // Saturday evening, Sunday, Monday 17 August 2026 a national holiday.
    EXPECT_EQ(judge(s, at("Asia/Jakarta", "2026-08-15", "19:00")).earliest, at("Asia/Jakarta", "2026-08-18", "08:00"));
    // The last day of a year, a month end: Christmas is a Friday, so Saturday comes next.
    EXPECT_EQ(judge(s, at("Asia/Jakarta", "2026-12-24", "23:59")).earliest, at("Asia/Jakarta", "2026-12-26", "08:00"));
    EXPECT_THAT(judge(s, at("Asia/Jakarta", "2026-12-30", "10:00")).warnings, IsEmpty());
    auto warned = judge(s, at("Asia/Jakarta", "2027-01-04", "10:00"));
    ASSERT_EQ(warned.warnings.size(), 1u);
    EXPECT_THAT(warned.warnings[0].text, HasSubstr("2026-12-31"));
}

TEST(Hours, DaylightSavingMovesThemWithTheClock) {
    Subject s = new_yorker();
    // 2026-03-08 02:00 clocks go forward, 2026-11-01 02:00 back: 08:00 is 12:00 UTC in summer and 13:00 in winter.
    EXPECT_EQ(judge(s, at("America/New_York", "2026-03-07", "22:00")).earliest, at("Etc/UTC", "2026-03-08", "12:00"));
    EXPECT_EQ(judge(s, at("America/New_York", "2026-10-31", "22:00")).earliest, at("Etc/UTC", "2026-11-01", "13:00"));
}

TEST(Hours, WhereNoPackSpeaksTheHouseDoes) {
    Subject s = subject("+4930123456", "DE", Service::telemarketing);
    EXPECT_EQ(judge(s, at("Europe/Berlin", "2026-11-22", "21:30")).rule, "house.hours");
    EXPECT_TRUE(judge(s, at("Europe/Berlin", "2026-11-22", "12:00")).allowed());
    // In the Philippines collection has hours of its own, earlier than the house's.
    EXPECT_TRUE(
        judge(subject("+639171234567", "PH", Service::collection), at("Asia/Manila", "2026-11-22", "06:30")).allowed());
}

TEST(Hours, AStateNarrowsTheFederalOnes) {
    Subject s = subject("+13055550100", "US", Service::telemarketing);
    s.consents = {{"web form", at("Etc/UTC", "2026-01-01", "00:00"), std::nullopt}};
    Verdict verdict = judge(s, at("America/New_York", "2026-11-23", "20:30"));
    EXPECT_EQ(verdict.rule, "us.fl.telemarketing.hours");
    EXPECT_EQ(verdict.earliest, at("America/New_York", "2026-11-24", "08:00"));
}

std::vector<PastCall> calls(int n, Instant first, hours apart, Contact contact) {
    std::vector<PastCall> out;
    for (int i = 0; i < n; ++i) out.push_back({first + apart * i, contact});
    return out;
}

TEST(Caps, SevenInSevenDaysForADebt) {
    Subject s = new_yorker();
    Instant first = at("America/New_York", "2026-11-16", "20:00");
    s.for_debt = calls(6, first, hours(1), Contact::unanswered);
    Instant monday = at("America/New_York", "2026-11-22", "15:00");
    EXPECT_TRUE(judge(s, monday).allowed());
    s.for_debt = calls(7, first, hours(12), Contact::unanswered);
    Verdict verdict = judge(s, monday);
    EXPECT_EQ(verdict.rule, "us.collection.seven_in_seven");
    // The first call's day leaves the span at the midnight after its seventh day; then the hours begin.
    EXPECT_EQ(verdict.earliest, at("America/New_York", "2026-11-23", "08:00"));
    for (auto& call : s.for_debt) call.contact = Contact::unconnected;
    EXPECT_TRUE(judge(s, monday).allowed()) << "calls that did not connect do not count";
}

TEST(Caps, OfHoursSlide) {
    Subject s = subject("+13055550100", "US", Service::telemarketing);
    s.consents = {{"web form", at("Etc/UTC", "2026-01-01", "00:00"), std::nullopt}};
    Instant first = at("America/New_York", "2026-11-23", "10:00");
    s.to_number = calls(3, first, hours(1), Contact::unconnected);
    Verdict verdict = judge(s, first + hours(4));
    EXPECT_EQ(verdict.rule, "us.fl.telemarketing.three_a_day");
    EXPECT_EQ(verdict.earliest, first + hours(24));
    EXPECT_TRUE(judge(s, first + hours(24)).allowed());
}

TEST(CoolDown, SevenDaysOfWhichTheConversationIsTheFirst) {
    Subject s = new_yorker();
    s.for_debt = {{at("America/New_York", "2026-10-28", "12:00"), Contact::talked}};
    Verdict verdict = judge(s, at("America/New_York", "2026-10-30", "12:00"));
    EXPECT_EQ(verdict.rule, "us.collection.after_conversation");
    EXPECT_EQ(verdict.earliest,
              at("America/New_York", "2026-11-04", "08:00"));  // over a month's end and a clock change
    s.for_debt[0].contact = Contact::open;
    EXPECT_FALSE(judge(s, at("America/New_York", "2026-10-30", "12:00")).allowed()) << "it may have been one";
    s.for_debt[0].contact = Contact::unanswered;
    EXPECT_TRUE(judge(s, at("America/New_York", "2026-10-30", "12:00")).allowed());
}

TEST(CoolDown, AClockSetBackDoesNotShortenIt) {
    Subject s = new_yorker();
    s.for_debt = {{at("America/New_York", "2026-11-20", "12:00"), Contact::talked}};  // by today's clock, in two days
    EXPECT_EQ(judge(s, at("America/New_York", "2026-11-18", "12:00")).earliest,
              at("America/New_York", "2026-11-27", "08:00"));
}

TEST(Lists, RefuseForGoodAndNationalOnesWhereTheyAreAskedFor) {
    Subject s = new_yorker();
    Instant noon = at("America/New_York", "2026-11-23", "12:00");
    s.lists = {{"register", true, "ftc", ""}};
    EXPECT_TRUE(judge(s, noon).allowed());
    s.dnc_switch = true;
    Verdict verdict = judge(s, noon);
    EXPECT_EQ(verdict.decision, Decision::never);
    EXPECT_EQ(verdict.outcome, Outcome::dnc);
    EXPECT_EQ(verdict.told(), "house.do_not_call v1: on the do-not-call list \"register\"");
    s.dnc_switch = false;
    s.lists = {{"own", false, "upload", "complained"}};
    EXPECT_EQ(judge(s, noon).told(), "house.do_not_call v1: on the do-not-call list \"own\": complained");
}

TEST(ConsentRule, NeedsOneThatIsGivenAndNotOver) {
    Subject s = subject("+447700900123", "GB", Service::telemarketing);
    Instant noon = at("Europe/London", "2026-11-23", "12:00");
    EXPECT_EQ(judge(s, noon).rule, "gb.telemarketing.consent");
    EXPECT_EQ(judge(s, noon).decision, Decision::never);
    s.consents = {{"shop", noon + hours(1), std::nullopt}, {"old", noon - hours(9), noon}};
    EXPECT_FALSE(judge(s, noon).allowed());
    s.consents.push_back({"web form", noon - hours(1), std::nullopt});
    EXPECT_TRUE(judge(s, noon).allowed());
}

TEST(OpeningWords, WarnOrBlockAsThePackSays) {
    Subject s = new_yorker();
    Instant noon = at("America/New_York", "2026-11-23", "12:00");
    s.first_words = FirstWords{"en-US", "Hello, THIS IS Acme Bank."};
    EXPECT_THAT(judge(s, noon).warnings, IsEmpty());
    s.first_words = FirstWords{"en", "Pay your bill."};
    ASSERT_EQ(judge(s, noon).warnings.size(), 1u);
    EXPECT_TRUE(judge(s, noon).allowed());
    auto packs = built_in_packs();
    packs.push_back({"strict.yaml",
                     "pack: strict\ncountry: US\nrules:\n  - id: us.opening.identity\n    version: 2\n    title: t\n"
                     "    source: {law: x, date: 2026-01-01}\n"
                     "    opening: {what: who calls, otherwise: block, any_of: {en: [this is]}}\n"});
    auto rules = Rules::load(packs);
    ASSERT_TRUE(rules) << rules.error().message;
    Verdict verdict = evaluate(**rules, s, noon);
    EXPECT_EQ(verdict.told(), "us.opening.identity v2: the robot does not begin by saying who calls");
    EXPECT_EQ(verdict.outcome, Outcome::blocked);
}

TEST(Evaluate, TheEarliestInstantIsAllowedAndNothingBeforeIt) {
    auto rules = built_in();
    std::vector<Subject> subjects = {new_yorker(), subject("+6281234567890", "ID", Service::collection),
                                     subject("+12085550100", "US", Service::collection),
                                     subject("+442071234567", "GB", Service::collection)};
    Instant start = at("Etc/UTC", "2026-10-20", "00:00");
    for (Subject& s : subjects) {
        s.for_debt = calls(9, start - hours(60), hours(20), Contact::unanswered);
        for (int i = 0; i < 24 * 20; ++i) {
            Instant t = start + std::chrono::minutes(61 * i);
            Verdict verdict = evaluate(*rules, s, t);
            if (verdict.allowed()) continue;
            ASSERT_EQ(verdict.decision, Decision::later);
            EXPECT_TRUE(evaluate(*rules, s, verdict.earliest).allowed());
            EXPECT_FALSE(evaluate(*rules, s, verdict.earliest - Millis(1)).allowed());
        }
    }
}

TEST(Evaluate, HoursThatNeverComeRefuse) {
    auto rules = Rules::load({{"never.yaml",
                               "pack: never\nrules:\n  - id: n\n    version: 1\n    title: never\n"
                               "    source: {law: x, date: 2026-01-01}\n    hours: {daily: closed}\n"}});
    ASSERT_TRUE(rules) << rules.error().message;
    EXPECT_EQ(evaluate(**rules, new_yorker(), at("Etc/UTC", "2026-11-23", "12:00")).decision, Decision::never);
}

TEST(Facts, AreReadAsTheyWereWritten) {
    Subject s = new_yorker();
    s.dnc_switch = true;
    s.lists = {{"a \"list\"", true, "src", "why"}};
    s.consents = {{"form", from_ms(5), from_ms(9)}, {"call", from_ms(7), std::nullopt}};
    s.to_number = {{from_ms(1), Contact::talked}, {from_ms(2), Contact::unconnected}};
    s.for_debt = {{from_ms(3), Contact::open}};
    s.first_words = FirstWords{"en", "Hello."};
    auto again = subject_from_json(to_json(s));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(to_json(*again), to_json(s));
    EXPECT_FALSE(subject_from_json("{}"));
    EXPECT_FALSE(subject_from_json("nothing"));
}

}  // namespace
}  // namespace tiller::guard
