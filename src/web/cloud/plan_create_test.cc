#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class PlanCreateTest : public ApiTest {};

TEST_F(PlanCreateTest, TheDocumentedBodyMakesAPlan) {
    Reply reply = post("/v2/plan", fmt::format(kSeedPlan, "my_plan_3", "test_test_1", 1));
    EXPECT_EQ(
        reply.text,
        fmt::format(
            R"({{"data":{{"TaskID":"{}","detail_error_list":[],"PlanName":"my_plan_3"}},"status":"OK","code":200}})",
            reply.string("/data/TaskID")));
    EXPECT_THAT(reply.string("/data/TaskID"), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(wakes_, 1);
    EXPECT_EQ(count("numbers"), 1);
    EXPECT_EQ(get("/plan?PlanName=my_plan_3").number("/data/Total"), 1);
}

TEST_F(PlanCreateTest, NamesAreTrimmedOrMade) {
    EXPECT_EQ(create(row_of("+6281234567890"), R"("PlanName":"  a plan é ","Perform":1)").string("/data/PlanName"),
              "a plan é");
    EXPECT_THAT(create(row_of("+6281234567890"), R"("Perform":1)").string("/data/PlanName"),
                MatchesRegex("plan_2026-11-21_[0-9a-f]{8}"));
    EXPECT_THAT(create(row_of("+6281234567890"), R"("PlanName":"","Date":"","Perform":1)").string("/data/PlanName"),
                MatchesRegex("plan_2026-11-21_[0-9a-f]{8}"));
}

TEST_F(PlanCreateTest, ANameIsUsedOnceInAnAccount) {
    EXPECT_EQ(create(row_of("+6281234567890")).code, 200);
    Reply again = create(row_of("+6281234567891"));
    EXPECT_EQ(again.code, 10801);
    EXPECT_EQ(again.response.status, 200);
    EXPECT_THAT(again.status, HasSubstr(R"(PlanName "p")"));
    be(other_);
    EXPECT_EQ(create(row_of("+6281234567890")).code, 200);
}

TEST_F(PlanCreateTest, FieldsAreJudgedInDocumentedOrder) {
    struct Case {
        const char* body;
        int code;
        const char* says;
    };
    // Each body mends what the one before was refused for.
    for (auto& [body, code, says] : {
             Case{R"({"PlanName":5})", 10302, R"(PlanName "5": must be a string)"},
             Case{R"({"PlanName":"p"})", 10301, "SIPLine: is required"},
             Case{R"({"PlanName":"p","SIPLine":null})", 10301, "SIPLine: is required"},
             Case{R"({"SIPLine":"x"})", 10301, "Strategy: is required"},
             Case{R"({"SIPLine":"x","Strategy":"1234567890123456789012345678901234567890"})", 10302,
                  "at most 39 characters, has 40"},
             Case{R"({"SIPLine":"x","Strategy":"y","Date":"2026-13-01"})", 10302,
                  R"(Date "2026-13-01": must be a date)"},
             Case{R"({"SIPLine":"x","Strategy":"y","Date":20261121})", 10302, "must be a string"},
             Case{R"({"SIPLine":"x","Strategy":"y"})", 10301, "Perform: is required"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":4})", 10302, R"(Perform "4": must be 1, 2 or 3)"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":"1"})", 10302, R"(Perform "1": must be a whole number)"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1.5})", 10302, "must be a whole number"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1,"DncSwitch":"yes"})", 10302,
                  R"(DncSwitch "yes": must be true or false)"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1})", 10412, "Details: is required"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1,"Details":null})", 10412, "Details: is required"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1,"Details":[]})", 10412, "the list is empty"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1,"Details":{}})", 10302,
                  R"(Details "an object": must be a list)"},
             Case{R"({"SIPLine":"x","Strategy":"y","Perform":1,"Details":[{}]})", 10407,
                  R"(SIPLine "x": no such line)"},
             Case{R"({"SIPLine":"off","Strategy":"y","Perform":1,"Details":[{}]})", 10407, "switched off"},
             Case{R"({"SIPLine":"us","Strategy":"y","Perform":1,"Details":[{}]})", 10302,
                  R"(Strategy "y": no such strategy)"},
             Case{R"({"SIPLine":"us","Strategy":"test_test_1","Date":"2026-11-26","Perform":1,"Details":[{}]})", 10802,
                  "next 4 days"},
             Case{R"({"SIPLine":"us","Strategy":"test_test_1","Perform":1,"Details":[{}]})", 10902, "row 1"},
         }) {
        Reply reply = post("/v2/plan", body);
        EXPECT_EQ(reply.code, code) << body;
        EXPECT_THAT(reply.status, HasSubstr(says)) << body;
        EXPECT_EQ(reply.response.status, 200);
    }
}

TEST_F(PlanCreateTest, LengthsCountCharacters) {
    std::string name;
    for (int i = 0; i < 54; ++i) name += "é";
    EXPECT_EQ(create(row_of("+6281234567890"), "\"PlanName\":\"" + name + R"(","Perform":1)").string("/data/PlanName"),
              name);
    EXPECT_EQ(create(row_of("+6281234567890"), "\"PlanName\":\"" + name + R"(x","Perform":1)").code, 10402);
    EXPECT_EQ(create(row_of("+6281234567890"), R"("PlanName":"a\u0007b","Perform":1)").code, 10302);
}

TEST_F(PlanCreateTest, TheDoNotCallServiceIsForTheUnitedStates) {
    std::string fields = R"("PlanName":"p","Perform":1,"DncSwitch":true)";
    Reply refused = create(row_of("+6281234567890"), fields);
    EXPECT_EQ(refused.code, 10302);
    EXPECT_THAT(refused.status, HasSubstr(R"(DncSwitch "true": is only for lines of the United States)"));
    std::string body = fmt::format(R"({{"SIPLine":"us","Strategy":"test_test_1",{},"Details":[{}]}})", fields,
                                   row_of("+6281234567890"));
    EXPECT_EQ(post("/v2/plan", body).code, 200);
    EXPECT_EQ(sum("plans", "dnc_switch"), 1);
}

TEST_F(PlanCreateTest, APlanBeginsTodayOrInTheNextFourDays) {
    auto on = [&](std::string_view date) {
        return create(row_of("+6281234567890"), fmt::format(R"("Perform":1,"Date":"{}")", date)).code;
    };
    EXPECT_EQ(on("2026-11-20"), 10802);
    clock_.jump_to(from_ms(kNow + 15 * 60'000));  // the first round began at 10:00
    EXPECT_EQ(on("2026-11-21"), 200);
    clock_.jump_to(from_ms(kNow + 15 * 60'000 + 1));
    EXPECT_EQ(on("2026-11-21"), 10802);
    EXPECT_EQ(on("2026-11-22"), 200);
    EXPECT_EQ(on("2026-11-25"), 200);
    EXPECT_EQ(on("2026-11-26"), 10802);
}

TEST_F(PlanCreateTest, AStrategyNeedsRobotsAndTime) {
    add_robot("draft", "[]", 0);
    add_strategy("no-robot", {{.robot = "reminder", .start = hour(10), .end = hour(12)},
                              {.robot = "gone", .start = hour(14), .end = hour(15)}});
    add_strategy("draft", {{.robot = "draft", .start = hour(10), .end = hour(12)}});
    add_strategy("short",
                 {{.robot = "reminder", .start = hour(10), .end = hour(11), .repeat_interval = 30, .repeat_num = 2}});
    add_strategy("over", {{.robot = "reminder", .start = hour(10) - 600, .end = hour(10) - 300}});
    auto with = [&](std::string_view strategy) { return post("/v2/plan", fmt::format(kSeedPlan, "p", strategy, 1)); };
    Reply reply = with("no-robot");
    EXPECT_EQ(reply.code, 10901);
    EXPECT_THAT(reply.status, HasSubstr(R"(round 2: robot "gone" does not exist)"));
    EXPECT_EQ(with("draft").code, 10901);
    EXPECT_EQ(with("short").code, 10907);
    EXPECT_EQ(with("over").code, 10901);
}

TEST_F(PlanCreateTest, EveryRoundsRobotMustBeBoundToThePlatform) {
    add_robot("all", "[]", 1);
    add_robot("two", R"(["AIRUDDER","KreditKu"])", 1);
    add_strategy("two", {{.robot = "two", .start = hour(10), .end = hour(12)},
                         {.robot = "reminder", .start = hour(14), .end = hour(15)}});
    add_strategy("all", {{.robot = "two", .start = hour(10), .end = hour(12)},
                         {.robot = "all", .start = hour(14), .end = hour(15)}});
    std::string row = row_of("+6281234567890");
    row.replace(row.find("AIRUDDER"), 8, "KreditKu");
    auto with = [&](std::string_view strategy) {
        return post("/v2/plan", fmt::format(R"({{"SIPLine":"us","Strategy":"{}","Perform":3,"Details":[{},{}]}})",
                                            strategy, row_of("+6281234567891"), row));
    };
    EXPECT_EQ(with("two").code, 10423);
    EXPECT_EQ(with("all").code, 200);
}

TEST_F(PlanCreateTest, Perform1LeavesWrongRowsOut) {
    Reply reply = create(row_of("+6281234567890") + "," + row_of("5") + "," + row_of("+6281234567892"));
    EXPECT_EQ(reply.code, 200);
    EXPECT_THAT(reply.string("/data/detail_error_list/0"), testing::StartsWith(R"(row 2, Mobile "5": 10416)"));
    EXPECT_EQ(reply.number("/data/detail_errors/0/row"), 2);
    EXPECT_EQ(reply.string("/data/detail_errors/0/field"), "Mobile");
    EXPECT_EQ(reply.string("/data/detail_errors/0/value"), "5");
    EXPECT_EQ(reply.number("/data/detail_errors/0/code"), 10416);
    EXPECT_EQ(reply.string("/data/detail_errors/0/text"), "must begin with + and the country code");
    EXPECT_EQ(count("numbers"), 2);
    EXPECT_EQ(get("/plan?PlanName=p").number("/data/Total"), 2);

    Reply none = create(row_of("5") + "," + row_of("6"), R"("PlanName":"q","Perform":1)");
    EXPECT_EQ(none.code, 10902);
    EXPECT_EQ(none.count("/data/detail_error_list"), 2u);
    EXPECT_EQ(count("plans"), 1);
}

TEST_F(PlanCreateTest, Perform2OnlyChecks) {
    Reply reply = create(row_of("+6281234567890") + "," + row_of("5"), R"("PlanName":"p","Perform":2)");
    EXPECT_EQ(reply.code, 200);
    EXPECT_EQ(reply.string("/data/TaskID"), "");
    EXPECT_EQ(reply.string("/data/PlanName"), "");
    EXPECT_EQ(reply.count("/data/detail_error_list"), 1u);
    EXPECT_EQ(create(row_of("5"), R"("PlanName":"p","Perform":2)").code, 200);
    EXPECT_EQ(count("plans"), 0);
    EXPECT_EQ(wakes_, 0);
}

TEST_F(PlanCreateTest, Perform3CreatesOnlyAListWithoutMistakes) {
    std::string fields = R"("PlanName":"p","Perform":3)";
    Reply refused = create(
        row_of("+6281234567890") + "," + row_of("+6281234567891", R"("Gender":"x")") + "," + row_of("5"), fields);
    EXPECT_EQ(refused.code, 10807);
    EXPECT_THAT(refused.status, HasSubstr(R"(row 2, Gender "x")"));
    EXPECT_EQ(refused.count("/data/detail_error_list"), 2u);
    EXPECT_EQ(create(row_of("5"), fields).code, 10902);
    EXPECT_EQ(count("plans"), 0);
    // A number that comes twice is told and left out, and blocks nothing.
    Reply twice = create(row_of("+6281234567890") + "," + row_of("+6281234567890"), fields);
    EXPECT_EQ(twice.code, 200);
    EXPECT_EQ(twice.count("/data/detail_error_list"), 1u);
    EXPECT_EQ(count("numbers"), 1);
}

TEST_F(PlanCreateTest, TooManyDuplicatesRefuseTheList) {
    std::string rows = row_of("+6281234567890");
    for (int i = 0; i < 3; ++i) rows += "," + row_of("+6281234567890");
    EXPECT_EQ(create(rows, R"("Perform":1)").code, 200);
    rows += "," + row_of("+6281234567890");
    Reply refused = create(rows);
    EXPECT_EQ(refused.code, 10809);
    EXPECT_EQ(refused.count("/data/detail_error_list"), 4u);
}

TEST_F(PlanCreateTest, RowsOfAnotherBusinessLineAreRefused) {
    EXPECT_EQ(create(R"({"Customer":"A","Callee":"+6281234567890"})").code, 10906);
    be(shop_);
    const std::string shop_row =
        R"({"Customer":"A","Debtor":"A","Platform":"AIRUDDER","Arrears":1,"Unit":"USD","DueDate":"2026-01-01","Callee":"+6281234567890"})";
    Reply taken = create(shop_row);
    EXPECT_EQ(taken.code, 200) << taken.response.body;
    EXPECT_EQ(create(row_of("+6281234567890"), R"("Perform":1)").code, 10906);
}

TEST_F(PlanCreateTest, WhatIsNotJsonIs400WithItsPlace) {
    Reply reply = post("/v2/plan", "{\"PlanName\":\"é\",\n \"SIPLine\": x}");
    EXPECT_EQ(reply.code, 400);
    EXPECT_EQ(reply.response.status, 400);
    EXPECT_THAT(reply.status, HasSubstr("line 2, column 13"));
    EXPECT_EQ(post("/v2/plan", "").code, 400);
    EXPECT_EQ(post("/v2/plan", std::string(1'000'000, '[')).code, 400);
    EXPECT_EQ(post("/v2/plan", "[]").code, 10302);
    EXPECT_EQ(post("/v2/plan", "\xEF\xBB\xBF" + plan_of(row_of("+6281234567890"))).code, 200);
}

TEST_F(PlanCreateTest, NothingIsTakenWhileTheServerGoes) {
    draining_ = true;
    Reply reply = create(row_of("+6281234567890"));
    EXPECT_EQ(reply.response.status, 503);
    EXPECT_FALSE(reply.header("Retry-After").empty());
    EXPECT_EQ(get("/strategy").code, 200);
}

TEST_F(PlanCreateTest, ARobotWithoutAVoiceMakesNoPlan) {
    mute_language_ = "en";
    Reply refused = create(row_of("+6281234567890"));
    EXPECT_EQ(refused.code, 10406);
    EXPECT_THAT(refused.status, HasSubstr(R"(robot "reminder" cannot speak: nobody speaks "en")"));
    EXPECT_EQ(count("plans"), 0);
}

TEST_F(PlanCreateTest, FieldsThatNobodyKnowsAreTold) {
    Reply known = create(row_of("+6281234567890"), R"("PlanName":"known","Perform":1)");
    EXPECT_EQ(known.code, 200);
    EXPECT_EQ(known.text.find("warnings"), std::string::npos) << "clients of the cloud see no change";
    Reply told = create(row_of("+6281234567891", R"("Mobil":"1")"), R"("PlanName":"unknown","Perform":1)");
    EXPECT_EQ(told.code, 200);
    EXPECT_THAT(told.string("/data/warnings/0"), HasSubstr(R"(know no field "Mobil": it was left out, in 1 row)"));
}

}  // namespace
}  // namespace tiller::cloud
