// A line is tested, and a number called that somebody typed.
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;

constexpr const char* kRobot =
    R"({"name":"r","definition":"robot: r\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: \"Hello {Debtor}\"\n    hang_up: true\n"})";

class TrialCallTest : public AdminFixture {
  protected:
    TrialCallTest() {
        make_account();
        EXPECT_EQ(
            post("/lines", R"({"name":"OUT","server":["sip:192.0.2.1"],"caller_numbers":["+622150001000"]})").status,
            201);
    }
    void add_robot() {
        auto made = post("/robots", kRobot);
        ASSERT_EQ(made.status, 201) << made.body;
        ASSERT_EQ(post("/robots/r/publish").status, 200);
    }
    http::Response call(const std::string& more = R"(,"variables":{"Debtor":"Ani"})") {
        return post("/robots/r/call", R"({"number":"+6281230000001")" + more + "}");
    }
};

TEST_F(TrialCallTest, ARobotCallsANumberAsATaskOfItsOwn) {
    add_robot();
    ASSERT_EQ(patch("/accounts/demo", R"({"guard":false})").status, 200);
    auto placed = call();
    ASSERT_EQ(placed.status, 202) << placed.body;
    EXPECT_THAT(at(placed, "/task_name"), testing::StartsWith("test_r_"));
    auto task = get("/tasks/" + at(placed, "/task"));
    EXPECT_EQ(at(task, "/status") + at(task, "/total") + at(task, "/repeat_num") + at(task, "/line"), "running10OUT");
    EXPECT_EQ(work_arrived_, 1);
    auto entry = get("/audit?resource=robots&limit=1");
    EXPECT_EQ(at(entry, "/items/0/action") + at(entry, "/items/0/after/number"), "called+6281230000001");
}

TEST_F(TrialCallTest, OnHoldNobodyIsCalled) {
    add_robot();
    ASSERT_EQ(post("/server/hold").status, 200);
    auto refused = call();
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("Tiller is on hold since"));
}

TEST_F(TrialCallTest, WhatTheRobotSaysMustBeGiven) {
    add_robot();
    EXPECT_THAT(call("").body, HasSubstr("variables.Debtor is missing"));
    EXPECT_THAT(call(R"(,"variables":["Debtor"])").body, HasSubstr("variables (a list) must be an object"));
    EXPECT_THAT(call(R"(,"variables":{"Debtor":{"a":1}})").body, HasSubstr("variables.Debtor (a map) must be a text"));
    EXPECT_THAT(post("/robots/r/call", R"({"number":"081"})").body, HasSubstr("number \\\"081\\\""));
    EXPECT_EQ(post("/robots/r/call").status, 422);
    EXPECT_EQ(post("/robots/gone/call", R"({"number":"+6281230000001"})").status, 404);
    EXPECT_EQ(call(R"(,"line":"gone")").status, 422);
    EXPECT_EQ(at(get("/tasks"), "/items/0"), "(none)");
}

TEST_F(TrialCallTest, TheGuardJudgesATestCallToo) {
    add_robot();
    ASSERT_EQ(post("/dnc-numbers", R"({"number":"+6281230000001"})").status, 201);
    auto refused = call();
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("the guard refuses: "));
    EXPECT_EQ(at(get("/tasks"), "/items/0"), "(none)");
}

TEST_F(TrialCallTest, ADraftIsCalledWithWhenItIsAskedFor) {
    ASSERT_EQ(post("/robots", kRobot).status, 201);
    ASSERT_EQ(patch("/accounts/demo", R"({"guard":false})").status, 200);
    auto refused = call();
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("has no published version"));

    const std::string draft = R"(,"version":"draft","variables":{"Debtor":"Ani"})";
    auto placed = call(draft);
    ASSERT_EQ(placed.status, 202) << placed.body;
    EXPECT_EQ(at(placed, "/version"), "-1");
    EXPECT_EQ(at(call(draft), "/version"), "-1") << "the same text";
    EXPECT_EQ(at(get("/robots/r/versions"), "/items/0"), "(none)") << "it is not published by that";

    ASSERT_EQ(post("/robots/r/publish").status, 200);
    EXPECT_EQ(at(call(), "/version"), "1");
    EXPECT_THAT(call(draft).body, HasSubstr("has no draft"));
    ASSERT_EQ(patch("/robots/r", R"({"definition":"robot: r\nlanguage: en\nstart: a\nstates: {a: {hang_up: true}}\n"})")
                  .status,
              200);
    EXPECT_EQ(at(call(draft), "/version"), "-2");
}

TEST_F(TrialCallTest, AFormerVersionIsCalledWithByItsNumber) {
    add_robot();
    ASSERT_EQ(patch("/accounts/demo", R"({"guard":false})").status, 200);
    const std::string rest = R"(,"variables":{"Debtor":"Ani"})";
    ASSERT_EQ(patch("/robots/r", R"({"definition":"robot: r\nlanguage: en\nstart: a\nstates: {a: {hang_up: true}}\n"})")
                  .status,
              200);
    ASSERT_EQ(post("/robots/r/publish").status, 200);
    EXPECT_EQ(at(call(), "/version"), "2");
    EXPECT_EQ(at(call(R"(,"version":1)" + rest), "/version"), "1");
    EXPECT_THAT(call(R"(,"version":3)" + rest).body, HasSubstr("version 3: robot \\\"r\\\" has no such version"));
    EXPECT_THAT(call(R"(,"version":"newest")" + rest).body, HasSubstr("must be draft, published, or"));
    EXPECT_EQ(call(R"(,"version":-1)" + rest).status, 422);
}

TEST_F(TrialCallTest, ALineSaysInASentenceWhatIsWrong) {
    auto well = post("/lines/OUT/test");
    ASSERT_EQ(well.status, 200) << well.body;
    EXPECT_EQ(at(well, "/ok") + at(well, "/servers/0/code") + at(well, "/registration") + at(well, "/call"),
              "true200nullnull");
    server_says_ = {.code = 403, .reason = "Forbidden"};
    auto refused = post("/lines/OUT/test", R"({"number":"+6281230000001"})");
    EXPECT_EQ(at(refused, "/ok") + at(refused, "/call"), "falsenull") << "nobody is called over it";
    EXPECT_THAT(at(refused, "/servers/0/advice"), HasSubstr("the server forbids it"));
    EXPECT_EQ(post("/lines/gone/test").status, 404);
}

TEST_F(TrialCallTest, ALineThatIsNotRegisteredIsNotWell) {
    ASSERT_EQ(patch("/lines/OUT", R"({"register":true,"username":"u","password":"p"})").status, 200);
    auto silent = post("/lines/OUT/test");
    EXPECT_EQ(at(silent, "/ok") + at(silent, "/servers/0/ok"), "falsetrue");
    EXPECT_THAT(at(silent, "/registration/found"), HasSubstr("not registered yet"));
    registration_ = {.code = 401, .reason = "Unauthorized"};
    EXPECT_EQ(at(post("/lines/OUT/test"), "/registration/found"), "not registered: 401 Unauthorized");
    registration_ = {.code = 200, .reason = "OK"};
    EXPECT_EQ(at(post("/lines/OUT/test"), "/ok"), "true");
}

TEST_F(TrialCallTest, ALineThatIsWellIsCalledOver) {
    add_robot();
    ASSERT_EQ(patch("/accounts/demo", R"({"guard":false})").status, 200);
    auto called = post("/lines/OUT/test", R"({"number":"+6281230000001","variables":{"Debtor":"Ani"}})");
    EXPECT_EQ(at(called, "/call/robot") + at(called, "/call/line"), "rOUT") << called.body;
    EXPECT_EQ(work_arrived_, 1);
}

TEST_F(TrialCallTest, WhatCannotBeSpokenIsNotPublished) {
    mute_language_ = "en";
    ASSERT_EQ(post("/robots", kRobot).status, 201);
    auto refused = post("/robots/r/publish");
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("cannot speak: nobody speaks"));
    EXPECT_EQ(at(get("/robots/r"), "/version"), "0");
    auto file = ask(
        {"POST", "/setup",
         R"({"accounts":[{"name":"demo","zone":"Asia/Jakarta","country":"ID","robots":[{"name":"s",)"
         R"("definition":"robot: s\nlanguage: en\nstart: a\nstates:\n  a:\n    say: Hi.\n    hang_up: true\n"}]}]})"});
    EXPECT_EQ(file.status, 422) << file.body;
    EXPECT_THAT(file.body, HasSubstr("of account \\\"demo\\\" cannot speak"));
}

}  // namespace
}  // namespace tiller::management
