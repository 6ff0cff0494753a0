// What clients read: plans, tasks, details, links of recordings, robots, strategies.
#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ReadsTest : public ApiTest {
  protected:
    ReadsTest() {
        Reply made =
            create(row_of("+6281234567890", R"("ExtraA":"x")") + "," + row_of("5") + "," + row_of("+6281234567892"));
        task_ = made.string("/data/TaskID");
    }
    std::string task_;
};

TEST_F(ReadsTest, APlanAndItsRounds) {
    Reply plan = get("/plan?PlanName=p");
    EXPECT_EQ(plan.string("/data/PlanName"), "p");
    EXPECT_EQ(plan.string("/data/Status"), "running");
    EXPECT_EQ(plan.string("/data/Date"), "2026-11-21");
    EXPECT_EQ(plan.number("/data/Total"), 2);
    Reply rounds = get("/planround?PlanName=p");
    EXPECT_EQ(rounds.count("/data/Rounds"), 2u);
    EXPECT_EQ(rounds.string("/data/Rounds/0/TaskID"), task_);
    EXPECT_EQ(rounds.string("/data/Rounds/0/TaskName"), "p_Round_1");
    // A round that is not open yet has the same members.
    EXPECT_EQ(rounds.string("/data/Rounds/1/TaskID"), "");
    EXPECT_EQ(rounds.string("/data/Rounds/1/Type"), "plan");
    EXPECT_EQ(rounds.string("/data/Rounds/1/CreatedTime"), "");
    EXPECT_EQ(rounds.string("/data/Rounds/1/FinishedTime"), "");
    EXPECT_EQ(rounds.string("/data/Rounds/0/StartTime"), "2026-11-21T10:00:00+07:00");
    EXPECT_EQ(post("/plan?PlanName=p", "").text, get("/plan?PlanName=p").text);
    EXPECT_EQ(get("/plan").code, 10301);
    EXPECT_EQ(get("/plan?PlanName=q").code, 10302);
    EXPECT_EQ(get("/planround?PlanName=%FF").code, 10302);
}

TEST_F(ReadsTest, StrategiesAndRobots) {
    Reply strategies = get("/strategy");
    EXPECT_EQ(strategies.string("/data/Strategies/0/Name"), "test_test_1");
    EXPECT_EQ(strategies.string("/data/Strategies/0/Rounds/1/EndTime"), "18:00");
    add_robot("draft", "[]", 0);
    Reply robots = get("/robot");
    EXPECT_EQ(robots.count("/data/Robots"), 1u);
    EXPECT_EQ(robots.string("/data/Robots/0/RobotName"), "reminder");
    EXPECT_EQ(robots.string("/data/Robots/0/Platforms/0"), "AIRUDDER");
    EXPECT_EQ(robots.number("/data/Robots/0/Version"), 1);
    EXPECT_THAT(robots.text, HasSubstr(R"({"Name":"Debtor","Required":true})"));
}

TEST_F(ReadsTest, TheTaskListIsPagedAndFiltered) {
    for (int i = 0; i < 3; ++i) {
        clock_.advance(std::chrono::seconds(1));
        create(row_of("+6281234567890"), fmt::format(R"("PlanName":"p{}","Perform":1,"Date":"2026-11-22")", i));
    }
    Reply list = get("/list?Number=3&Page=1&Type=plan");
    EXPECT_EQ(list.number("/data/Total"), 4);
    EXPECT_EQ(list.number("/data/Page"), 1);
    EXPECT_EQ(list.number("/data/Number"), 3);
    EXPECT_EQ(list.count("/data/Tasks"), 3u);
    EXPECT_EQ(list.string("/data/Tasks/0/TaskName"), "p2_Round_1");  // newest first
    EXPECT_EQ(get("/list?Number=3&Page=2&Type=plan").count("/data/Tasks"), 1u);
    EXPECT_EQ(get("/list?Type=normal").number("/data/Total"), 0);
    EXPECT_EQ(get("/list?PlanName=p1").number("/data/Total"), 1);
    EXPECT_EQ(get("/list?TaskName=p_Round_1&Status=running").number("/data/Total"), 1);
    EXPECT_EQ(get("/list?Status=stopped").number("/data/Total"), 0);
    for (auto wrong : {"0", "101", "x", "-1", "1.5", "99999999999999999999"}) {
        EXPECT_EQ(get(std::string("/list?Page=1&Number=") + wrong).code, 10601) << wrong;
    }
    for (auto wrong : {"0", "-1", "x", "99999999999999999999"}) {
        EXPECT_EQ(get(std::string("/list?Number=1&Page=") + wrong).code, 10602) << wrong;
    }
    EXPECT_EQ(get("/list?Type=plans").code, 10804);
    EXPECT_EQ(get("/list?Status=done").code, 10302);
}

TEST_F(ReadsTest, DetailsAreStreamedOrPaged) {
    Reply all = get("/detail?TaskID=" + task_);
    EXPECT_TRUE(all.response.stream);
    EXPECT_EQ(all.code, 200);
    EXPECT_EQ(all.string("/data/TaskID"), task_);
    EXPECT_EQ(all.count("/data/Details"), 2u);
    EXPECT_EQ(all.string("/data/Details/0/Callee"), "+6281234567890");
    EXPECT_EQ(all.string("/data/Details/0/ExtraA"), "x");
    Reply second = get("/detail?Number=1&Page=2&TaskID=" + task_);
    EXPECT_EQ(second.count("/data/Details"), 1u);
    EXPECT_EQ(second.string("/data/Details/0/Callee"), "+6281234567892");
    EXPECT_EQ(get("/detail?Number=1&Page=3&TaskID=" + task_).count("/data/Details"), 0u);
    EXPECT_EQ(get("/detail?Page=1000000000&TaskID=" + task_).count("/data/Details"), 0u);
    EXPECT_EQ(get("/detail").code, 10701);
    EXPECT_EQ(get("/detail?TaskID=" + std::string(32, '0')).code, 10702);
    EXPECT_EQ(get("/detail?Number=0&TaskID=" + task_).code, 10601);
    EXPECT_EQ(get("/detail?Page=0&TaskID=" + task_).code, 10602);
}

TEST_F(ReadsTest, ALongTaskIsStreamedWhole) {
    std::string rows;
    for (int i = 0; i < 400; ++i) rows += (i ? "," : "") + row_of(fmt::format("+62812345{:05}", i));
    Reply made = create(rows, R"("PlanName":"long","Perform":1)");
    Reply all = get("/detail?TaskID=" + made.string("/data/TaskID"));
    EXPECT_EQ(all.count("/data/Details"), 400u);
    EXPECT_EQ(all.string("/data/Details/399/Callee"), "+6281234500399");
}

TEST_F(ReadsTest, RecordingsOfANumber) {
    Reply nobody = get("/plancase?PlanName=p&Callee=%2B6281234567890");
    EXPECT_EQ(nobody.text, R"({"data":{"Links":[]},"status":"OK","code":200})");
    EXPECT_EQ(get("/case?Callee=%2B6281234567890&TaskID=" + task_).string("/data/CallID"), "");

    std::string call_id = call(task_, 1, Outcome::answered);
    // A plus that a client forgot to escape comes as a blank.
    Reply links = get("/plancase?PlanName=p&Callee=+6281234567890");
    EXPECT_EQ(links.count("/data/Links"), 1u);
    EXPECT_EQ(links.string("/data/Links/0/TaskName"), "p_Round_1");
    EXPECT_EQ(links.string("/data/Links/0/TaskID"), task_);
    EXPECT_EQ(links.string("/data/Links/0/CallID"), call_id);
    EXPECT_THAT(links.string("/data/Links/0/Link"),
                StartsWith("https://calls.example/recordings/" + call_id + ".mp3?"));

    Reply one = get("/case?Callee=%2B6281234567890&TaskID=" + task_);
    EXPECT_EQ(one.string("/data/CallID"), call_id);
    EXPECT_EQ(one.string("/data/Link"), links.string("/data/Links/0/Link"));
    EXPECT_EQ(one.count("/data/Links"), 1u);
    EXPECT_EQ(get("/recording?TaskID=" + task_).string("/data/Links/0/CallID"), call_id);

    Reply info = get("/callinfo?CallID=" + call_id);
    EXPECT_EQ(info.string("/data/Outcome"), "answered");
    EXPECT_EQ(info.string("/data/Link"), links.string("/data/Links/0/Link"));
}

TEST_F(ReadsTest, ACallWithoutARowHasARecord) {
    const std::string id(32, 'e');
    store_->write([&](store::Tx& tx) {
        store::insert_call(tx, {.account = demo_,
                                .id = id,
                                .direction = store::Direction::inbound,
                                .owner = store::OwnerKind::inbound_number,
                                .callee = "+622150001000",
                                .intended = clock_.now()});
    });
    Reply info = get("/callinfo?CallID=" + id);
    EXPECT_EQ(info.code, 200);
    EXPECT_EQ(info.string("/data/CallID"), id);
    EXPECT_EQ(info.string("/data/TaskID"), "");
    EXPECT_EQ(info.string("/data/Callee"), "+622150001000");
}

TEST_F(ReadsTest, AllRecordingsOfATaskAreOneZip) {
    std::string call_id = call(task_, 1, Outcome::answered);
    std::filesystem::path file = dir_ + "/" + recording_path(call_id);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "sound";
    std::string link = get("/recording?TaskID=" + task_).string("/data/Archive");
    ASSERT_THAT(link, StartsWith("https://calls.example/recordings/1/" + task_ + ".zip?"));
    link = link.substr(std::string("https://calls.example").size());
    authorization_.clear();
    http::Response zip = route(request_of("GET", link));
    EXPECT_EQ(zip.status, 200);
    EXPECT_EQ(zip.content_type, "application/zip");
    std::string bytes;
    for (std::string piece = zip.stream(); !piece.empty(); piece = zip.stream()) bytes += piece;
    EXPECT_THAT(bytes, HasSubstr("+6281234567890_" + call_id + ".mp3"));
    EXPECT_THAT(bytes, HasSubstr("sound"));

    std::string altered = link;
    altered.replace(altered.find("/1/"), 3, "/2/");
    EXPECT_EQ(route(request_of("GET", altered)).status, 403);
    clock_.advance(std::chrono::hours(24 * 7 + 1));
    EXPECT_EQ(route(request_of("GET", link)).status, 403);
}

TEST_F(ReadsTest, WhatIsNotThereHasItsCode) {
    EXPECT_EQ(get("/plancase?Callee=%2B6281234567890").code, 10301);
    EXPECT_EQ(get("/plancase?PlanName=p").code, 10301);
    EXPECT_EQ(get("/plancase?PlanName&Callee").code, 10301);
    EXPECT_EQ(get("/plancase?PlanName=q&Callee=%2B6281234567890").code, 10302);
    EXPECT_EQ(get("/plancase?PlanName=p&Callee=%2B6281234567899").code, 10416);
    EXPECT_EQ(get("/plancase?PlanName=p&Callee=6281234567890").code, 10416);
    EXPECT_EQ(get("/case?Callee=%2B6281234567890").code, 10701);
    EXPECT_EQ(get("/case?TaskID=x&Callee=%2B6281234567890").code, 10702);
    EXPECT_EQ(get("/case?TaskID=" + task_).code, 10301);
    EXPECT_EQ(get("/case?Callee=%2B6281234567899&TaskID=" + task_).code, 10416);
    EXPECT_EQ(get("/recording").code, 10701);
    EXPECT_EQ(get("/recording?TaskID=x").code, 10702);
    EXPECT_EQ(get("/callinfo").code, 10301);
    EXPECT_EQ(get("/callinfo?CallID=x").code, 10302);
}

TEST_F(ReadsTest, AnotherAccountSeesNothing) {
    std::string call_id = call(task_, 1, Outcome::answered);
    be(other_);
    EXPECT_EQ(get("/plan?PlanName=p").code, 10302);
    EXPECT_EQ(get("/planround?PlanName=p").code, 10302);
    EXPECT_EQ(get("/plancase?PlanName=p&Callee=%2B6281234567890").code, 10302);
    EXPECT_EQ(get("/list").number("/data/Total"), 0);
    for (auto path : {"/detail?TaskID=", "/recording?TaskID=", "/case?Callee=%2B6281234567890&TaskID="}) {
        Reply theirs = get(path + task_), nobodys = get(path + std::string(32, '0'));
        EXPECT_EQ(theirs.code, 10702) << path;
        EXPECT_EQ(theirs.status.size(), nobodys.status.size()) << path;
    }
    EXPECT_EQ(get("/callinfo?CallID=" + call_id).code, 10302);
    authorization_.clear();
    for (auto path : {"/plan", "/planround", "/strategy", "/robot", "/list", "/detail", "/case", "/recording",
                      "/callinfo", "/plancase"}) {
        EXPECT_EQ(get(path).code, 401) << path;
        EXPECT_EQ(post(path, "").code, 401) << path;
    }
}

}  // namespace
}  // namespace tiller::cloud
