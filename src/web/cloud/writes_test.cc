// Stop, pause, resume, cancel; and writes that come twice.
#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;

class WritesTest : public ApiTest {
  protected:
    WritesTest() { task_ = create(row_of("+6281234567890") + "," + row_of("+6281234567891")).string("/data/TaskID"); }
    Reply operate(std::string_view action, const std::string& task) {
        return post("/operation", fmt::format(R"({{"TaskID":"{}","Action":"{}"}})", task, action));
    }
    Reply cancel(std::string_view callee, const std::string& task) {
        return post("/cancelphonecall", fmt::format(R"({{"TaskID":"{}","CalleeNumber":"{}"}})", task, callee));
    }
    std::string task_;
};

TEST_F(WritesTest, ATaskIsPausedResumedStopped) {
    EXPECT_EQ(operate("Resume", task_).code, 10504);
    Reply paused = operate("Pause", task_);
    EXPECT_EQ(paused.code, 200);
    EXPECT_EQ(paused.string("/data/Status"), "paused");
    EXPECT_EQ(operate("Pause", task_).code, 10504);
    EXPECT_EQ(operate("Resume", task_).string("/data/Status"), "running");
    EXPECT_EQ(operate("Stop", task_).code, 200);
    EXPECT_EQ(get("/list").string("/data/Tasks/0/Status"), "stopped");
    EXPECT_EQ(get("/detail?TaskID=" + task_).string("/data/Details/1/Outcome"), "cancelled");
    EXPECT_EQ(operate("Stop", task_).code, 10904);
    EXPECT_EQ(operate("Pause", task_).code, 10504);
    EXPECT_EQ(cancel("+6281234567890", task_).code, 10904);
    EXPECT_GE(wakes_, 5);
}

TEST_F(WritesTest, APlanIsStoppedByItsName) {
    EXPECT_EQ(post("/operation", R"({"PlanName":"p","Action":"Pause"})").code, 10501);
    EXPECT_EQ(post("/operation", R"({"PlanName":"q","Action":"Stop"})").code, 10302);
    EXPECT_EQ(post("/operation", R"({"PlanName":"p","Action":"Stop"})").code, 200);
    EXPECT_EQ(get("/plan?PlanName=p").string("/data/Status"), "stopped");
    EXPECT_EQ(post("/operation", R"({"PlanName":"p","Action":"Stop"})").code, 10904);
    EXPECT_EQ(post("/cancelplanphonecall", R"({"PlanName":"p","CalleeNumber":"+6281234567890"})").code, 10904);
}

TEST_F(WritesTest, OperationsAreChecked) {
    EXPECT_EQ(post("/operation", "{}").code, 10502);
    EXPECT_EQ(post("/operation", R"({"Action":"Stop"})").code, 10502);
    EXPECT_EQ(operate("stop", task_).code, 10501);
    EXPECT_EQ(post("/operation", fmt::format(R"({{"TaskID":"{}"}})", task_)).code, 10501);
    EXPECT_EQ(post("/operation", fmt::format(R"({{"TaskID":"{}","Action":1}})", task_)).code, 10501);
    EXPECT_EQ(operate("Stop", std::string(32, '0')).code, 10503);
    EXPECT_EQ(post("/operation", fmt::format(R"({{"TaskID":"{}","PlanName":"p","Action":"Stop"}})", task_)).code,
              10302);
    EXPECT_EQ(post("/operation", "no").code, 400);
    be(other_);
    EXPECT_EQ(operate("Stop", task_).code, 10503);
    EXPECT_EQ(cancel("+6281234567890", task_).code, 10503);
    EXPECT_EQ(post("/cancelplanphonecall", R"({"PlanName":"p","CalleeNumber":"+6281234567890"})").code, 10302);
}

TEST_F(WritesTest, ANumberIsCancelled) {
    Reply done = cancel("+6281234567890", task_);
    EXPECT_EQ(
        done.text,
        fmt::format(
            R"({{"data":{{"TaskID":"{}","CalleeNumber":"+6281234567890","Cancelled":1}},"status":"OK","code":200}})",
            task_));
    EXPECT_EQ(cancel("+6281234567890", task_).number("/data/Cancelled"), 0);
    EXPECT_EQ(get("/detail?TaskID=" + task_).string("/data/Details/0/Outcome"), "cancelled");
    EXPECT_EQ(cancel("+6281234567899", task_).code, 10416);
    EXPECT_EQ(cancel("x", task_).code, 10416);
    EXPECT_EQ(post("/cancelphonecall", R"({"CalleeNumber":"+6281234567890"})").code, 10502);
    EXPECT_EQ(post("/cancelphonecall", fmt::format(R"({{"TaskID":"{}"}})", task_)).code, 10301);
    EXPECT_EQ(cancel("+6281234567890", std::string(32, '0')).code, 10503);
}

TEST_F(WritesTest, ANumberThatIsNoTextIsAWrongNumber) {
    for (std::string_view number : {"6281234567890", "[]", "true"}) {
        Reply reply = post("/cancelphonecall", fmt::format(R"({{"TaskID":"{}","CalleeNumber":{}}})", task_, number));
        EXPECT_EQ(reply.code, 10416) << number;
        EXPECT_THAT(reply.status, HasSubstr("CalleeNumber")) << number;
    }
}

TEST_F(WritesTest, PartsAreNoBody) {
    for (std::string_view path : {"/operation", "/plan", "/auth"}) {
        http::Request request = request_of("POST", fmt::format("/service/cloud{}", path), "--x\r\n\r\n--x--\r\n");
        request.headers["content-type"] = "multipart/form-data; boundary=x";
        Reply reply(route(std::move(request)));
        EXPECT_EQ(reply.code, 415) << path;
        EXPECT_THAT(reply.status, HasSubstr(R"(Content-Type "multipart/form-data": send JSON)")) << path;
    }
    http::Request request = request_of("POST", "/service/cloud/plan", R"({"PlanName":"p"})");
    request.headers["content-type"] = "multipart/form-data; boundary=x";
    EXPECT_EQ(Reply(route(std::move(request))).code, 200);  // what looks like JSON is JSON
}

TEST_F(WritesTest, ANumberIsCancelledInAllRounds) {
    Reply done = post("/cancelplanphonecall", R"({"PlanName":"p","CalleeNumber":"+6281234567891"})");
    EXPECT_EQ(done.number("/data/Cancelled"), 1);
    EXPECT_EQ(done.string("/data/PlanName"), "p");
    EXPECT_EQ(post("/cancelplanphonecall", R"({"PlanName":"p","CalleeNumber":"+6281234567899"})").code, 10416);
    EXPECT_EQ(post("/cancelplanphonecall", R"({"CalleeNumber":"+6281234567891"})").code, 10301);
    EXPECT_EQ(post("/cancelplanphonecall", R"({"PlanName":"p"})").code, 10301);
}

TEST_F(WritesTest, TheSameKeyAndBodyGetTheFirstAnswer) {
    std::string body = plan_of(row_of("+6281234567890"), R"("Perform":1)");
    Reply first = post("/v2/plan", body, "order 66"), again = post("/v2/plan", body, "order 66");
    EXPECT_EQ(first.code, 200);
    EXPECT_EQ(again.text, first.text);
    EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(count("plans"), 2);  // with the fixture's

    Reply other = post("/v2/plan", body + " ", "order 66");
    EXPECT_EQ(other.code, 409);
    EXPECT_EQ(other.response.status, 409);
    EXPECT_EQ(operate("Stop", task_).code, 200);
    EXPECT_EQ(post("/operation", body, "order 66").code, 409);

    be(other_);
    EXPECT_NE(post("/v2/plan", body, "order 66").text, first.text);  // keys belong to an account
    be(demo_);
    clock_.jump_to(clock_.now() + std::chrono::hours(24) - std::chrono::seconds(1));
    authorization_ = "Token token1";
    EXPECT_EQ(post("/v2/plan", body, "order 66").text, first.text);
}

TEST_F(WritesTest, AKeyIsNewAgainAfterADay) {
    std::string body = plan_of(row_of("+6281234567890"), R"("Perform":1,"Date":"2026-11-22")");
    store_->write([&](store::Tx& tx) {
        store::insert_token(tx, {demo_, "long", clock_.now() + std::chrono::hours(99)}, hash_token("long"),
                            clock_.now(), std::chrono::hours(99), 20);
    });
    authorization_ = "Token long";
    Reply first = post("/v2/plan", body, "k");
    clock_.advance(std::chrono::hours(24) - std::chrono::hours(3));
    EXPECT_EQ(post("/v2/plan", body, "k").text, first.text);
    clock_.advance(std::chrono::hours(3));
    Reply late = post("/v2/plan", body, "k");
    EXPECT_EQ(late.header("Idempotent-Replayed"), "");
    EXPECT_NE(late.text, first.text);
}

TEST_F(WritesTest, ARefusalIsAnAnswerTooButNotOneForTheForm) {
    std::string body = plan_of(row_of("+6281234567890"), R"("PlanName":"p","Perform":1)");
    Reply first = post("/v2/plan", body, "k");
    EXPECT_EQ(first.code, 10801);
    EXPECT_EQ(post("/v2/plan", body, "k").header("Idempotent-Replayed"), "true");
    EXPECT_EQ(post("/v2/plan", "not JSON", "other").code, 400);
    EXPECT_EQ(post("/v2/plan", body, "other").code, 10801);
}

TEST_F(WritesTest, AKeyHasItsLimit) {
    std::string body = plan_of(row_of("+6281234567890"), R"("Perform":1)");
    EXPECT_EQ(post("/v2/plan", body, std::string(256, 'k')).code, 400);
    EXPECT_EQ(post("/v2/plan", body, std::string(255, 'k')).code, 200);
}

TEST_F(WritesTest, TwinsAtTheSameTimeMakeOnePlan) {
    std::string body = plan_of(row_of("+6281234567890"), R"("Perform":1)");
    std::vector<std::thread> twins;
    std::vector<std::string> answers(8);
    for (std::string& answer : answers) {
        twins.emplace_back([&] {
            http::Request request = request_of("POST", "/service/cloud/v2/plan", body);
            request.headers["idempotency-key"] = "twin";
            answer = route(std::move(request)).body;
        });
    }
    for (std::thread& twin : twins) twin.join();
    EXPECT_THAT(answers, testing::Each(answers.front()));
    EXPECT_THAT(answers.front(), HasSubstr("\"code\":200"));
    EXPECT_EQ(count("plans"), 2);
}

TEST_F(WritesTest, APlanAndATaskThatWantOneNameAtTheSameTime) {
    for (int i = 0; i < 20; ++i) {
        std::string name = fmt::format("race {}", i);
        std::string plan = plan_of(row_of("+6281234567890"), fmt::format(R"("PlanName":"{}","Perform":1)", name));
        std::string task = fmt::format(
            R"({{"TaskName":"{}_Round_1","Robot":"reminder","SIPLine":"LIVEDEMO_CH_SOFTPHONE_LINE","Perform":1,)"
            R"("EndTime":"2026-11-21 12:00:00","Details":[{}]}})",
            name, row_of("+6281234567890"));
        int codes[2] = {};
        std::thread other([&] { codes[0] = post("/task", task).code; });
        codes[1] = post("/v2/plan", plan).code;
        other.join();
        EXPECT_THAT(codes, testing::UnorderedElementsAre(200, 10403));
    }
}

}  // namespace
}  // namespace tiller::cloud
