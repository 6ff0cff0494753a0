// The robots of robots/: the calls that they are made for.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string robot(std::string_view name) { return file_text(fmt::format("robots/{}.yaml", name)); }

const Values kDebt = {
    {"Debtor", "Siti"}, {"Arrears", "1500000"}, {"Unit", "RP"}, {"Platform", "Lend"}, {"DueDate", "2026-03-01"}};

/// Presses the keys in the first menu, which begins after `prompts` prompts, and lets all else be said. A '~' lets time
/// run out.
Report press(std::string_view name, const Values& values, std::string_view keys, int prompts = 1) {
    Call call(robot(name), values);
    call.answer();
    for (int i = 0; i < prompts; ++i) call.played();
    for (char key : keys) {
        if (key == '~') call.played();
        key == '~' ? call.timer_fires() : call.key(key);
    }
    for (int i = 0; i < 9 && !call.ended(); ++i) call.played();
    EXPECT_TRUE(call.ended());
    return call.report();
}

TEST(SampleRobots, TheRemindersTakePromises) {
    for (std::string_view name : {"reminder", "reminder_id"}) {
        EXPECT_EQ(press(name, kDebt, "1").intention, "A");
        EXPECT_EQ(press(name, kDebt, "3").intention, "C");
        EXPECT_EQ(press(name, kDebt, "9").intention, "D");
        EXPECT_EQ(press(name, kDebt, "~~").intention, "E");
        EXPECT_EQ(press(name, kDebt, "777").intention, "E");
        Report report = press(name, kDebt, "23#");
        EXPECT_EQ(report.intention, "B");
        EXPECT_EQ(report.slots["days"], "3");
        EXPECT_EQ(report.reason, "completed");
        EXPECT_EQ(press(name, kDebt, "299~3#").slots["days"], "3") << "99 days are asked for again";
    }
    EXPECT_EQ(press("reminder", kDebt, "21#").end_state, "promised_tomorrow");
    Values large = kDebt;
    large["Arrears"] = "25000000";
    EXPECT_THAT(press("reminder", large, "210#").labels, ElementsAre("promise", "review"));
}

TEST(SampleRobots, AReminderTellsTheAmountOnlyAfterAKey) {
    for (std::string_view name : {"reminder", "reminder_id"}) {
        for (const Turn& turn : press(name, kDebt, "9").transcript) {
            EXPECT_EQ(turn.text.find("1500000"), std::string::npos) << turn.text;
        }
    }
}

TEST(SampleRobots, AKeyPressedAtOnceIsUsedAfterTheOpeningWords) {
    Call call(robot("reminder"), kDebt);
    call.answer();
    EXPECT_EQ(call.key('1'), "");
    call.played();
    EXPECT_THAT(call.played(), ::testing::HasSubstr("; timer 180000; say Thank you. P"));
    EXPECT_EQ(call.report().intention, "A");
}

TEST(SampleRobots, TheOfferGreetsAndAsks) {
    Values row = {{"Customer", "Tan"}, {"Gender", "female"}};
    EXPECT_EQ(press("offer", row, "1").intention, "A");
    EXPECT_EQ(press("offer", row, "1").transcript.front().text, "Hello Miss Tan.");
    EXPECT_THAT(press("offer", {{"Customer", "Tan"}}, "0").labels, ElementsAre("opt_out"));
    EXPECT_EQ(press("offer", row, "218#").slots["hour"], "18");
}

TEST(SampleRobots, TheCheckAsksWhatTheRowHolds) {
    Values row = {{"Customer", "Tan"}, {"Company", "PT Maju"}};
    EXPECT_EQ(press("confirm", row, "11").intention, "A");
    EXPECT_EQ(press("confirm", row, "12").intention, "B");
    EXPECT_EQ(press("confirm", row, "2").intention, "D");
    Report report = press("confirm", {{"Customer", "Tan"}}, "1");
    EXPECT_EQ(report.intention, "A");
    EXPECT_THAT(report.slots, IsEmpty());
}

TEST(SampleRobots, TheParcelIsToldInBothLanguages) {
    using Result = ShipmentTold::Result;
    ShipmentTold arrived{0, Result::found, "InTransit_Arrival", "Arrival", "Besut", "2025-01-20", "10:43:57"};
    const std::tuple<std::string_view, std::string_view, std::string_view> robots[] = {
        {"parcel", "Your parcel has arrived at a depot", "came from Besut on"},
        {"parcel_id", "Paket Anda sudah tiba di gudang transit.", "dari Besut, tanggal"},
    };
    for (auto [name, words, news] : robots) {
        Call call(robot(name), {{"ExtraA", "N1"}, {"ExtraB", "100079"}});
        EXPECT_THAT(call.answer(), ::testing::HasSubstr("ask N1 of 100079; timer"));
        call.told(arrived);
        EXPECT_THAT(call.played(), ::testing::HasSubstr(words));
        EXPECT_THAT(call.played(), ::testing::HasSubstr(news));
        call.played();
        EXPECT_THAT(call.key('1'), ::testing::HasSubstr(words)) << "again";
        call.give(HungUp{});
        EXPECT_EQ(call.report().intention, "B");

        Call silent(robot(name), {{"ExtraA", "N1"}});
        silent.answer();
        EXPECT_EQ(silent.played(), "timer 5000");
        silent.timer_fires();
        EXPECT_EQ(silent.played(), "no timer; hang up");
        EXPECT_EQ(silent.report().intention, "D");
    }
    EXPECT_EQ(press("parcel", {{"ExtraA", ""}}, "").labels.front(), "unknown_parcel");
}

TEST(SampleRobots, TheExampleOfTheManualIsTrue) {
    std::string page = file_text("docs/dialogues.md");
    constexpr std::string_view kBegin = "```yaml\n";
    size_t begin = page.find(kBegin) + kBegin.size();
    Call call(page.substr(begin, page.find("```", begin) - begin), {{"Customer", "Tan"}, {"ExtraA", "2026-03-01"}});
    call.answer();
    EXPECT_THAT(call.played(), ::testing::HasSubstr("at home on |date:2026-03-01|?"));
    for (char key : {'2', '2', '0', '#'}) call.key(key);
    EXPECT_EQ(call.played(), "no timer; hang up");
    EXPECT_THAT(call.report().labels, ElementsAre("late"));
    EXPECT_EQ(call.report().intention, "B");
}

}  // namespace
}  // namespace tiller::dialogue
