#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class TaskCreateTest : public ApiTest {
  protected:
    static std::string task_of(std::string_view rows, std::string_view fields = R"("TaskName":"t","Perform":1)") {
        return fmt::format(
            R"({{"Robot":"reminder","SIPLine":"LIVEDEMO_CH_SOFTPHONE_LINE","EndTime":"2026-11-21 12:00:00",{},"Details":[{}]}})",
            fields, rows);
    }
    Reply make(std::string_view fields, std::string_view rows = {}) {
        return post("/task", task_of(rows.empty() ? row_of("+6281234567890") : std::string(rows), fields));
    }
    /// Robots "a" and "b", 1 to 3.
    void add_group() {
        add_robot("a", R"(["AIRUDDER"])", 1);
        add_robot("b", R"(["AIRUDDER","KreditKu"])", 1);
        store_->write([&](store::Tx& tx) {
            store::put_robot_group(
                tx, {demo_,
                     "both",
                     {{store::find_robot(tx, demo_, "a")->id, 1}, {store::find_robot(tx, demo_, "b")->id, 3}}});
        });
    }
};

TEST_F(TaskCreateTest, ATaskIsMadeAndRuns) {
    Reply made = make(R"("TaskName":" a task ","Perform":1,"RepeatNum":2,"RepeatInterval":10)");
    EXPECT_EQ(made.text, fmt::format(R"({{"data":{{"TaskID":"{}","TaskName":"a task","detail_error_list":[]}},)"
                                     R"("status":"OK","code":200}})",
                                     made.string("/data/TaskID")));
    EXPECT_THAT(made.string("/data/TaskID"), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(wakes_, 1);
    Reply list = get("/list?Type=normal");
    EXPECT_EQ(list.string("/data/Tasks/0/TaskName"), "a task");
    EXPECT_EQ(list.string("/data/Tasks/0/Status"), "running");
    EXPECT_EQ(list.string("/data/Tasks/0/PlanName"), "");
    EXPECT_EQ(list.string("/data/Tasks/0/StartTime"), "2026-11-21T10:00:00+07:00");
    EXPECT_EQ(list.string("/data/Tasks/0/EndTime"), "2026-11-21T12:00:00+07:00");
    EXPECT_EQ(sum("tasks", "repeat_num"), 2);
    EXPECT_EQ(sum("tasks", "repeat_interval"), 10);
}

TEST_F(TaskCreateTest, FieldsAreJudgedInDocumentedOrder) {
    struct Case {
        const char* body;
        int code;
        const char* says;
    };
    // Each body mends what the one before was refused for.
#define NAMED R"({"TaskName":"t","Robot":"x")"
#define LINED NAMED R"(,"SIPLine":"y")"
#define ENDED LINED R"(,"EndTime":"2026-11-21 12:00:00")"
    for (
        auto& [body, code, says] : {
            Case{R"({})", 10401, "TaskName: is required"},
            Case{R"({"TaskName":"12345678901234567890123456789012345678901234567890123456789012345"})", 10402,
                 "at most 64 characters, has 65"},
            Case{R"({"TaskName":"t"})", 10301, "Robot: is required"},
            Case{NAMED R"(,"RobotMethod":"many"})", 10805, R"(RobotMethod "many": must be single or group)"},
            Case{NAMED R"(,"RobotMethod":1})", 10805, "must be a string"},
            Case{NAMED "}", 10301, "SIPLine: is required"},
            Case{LINED R"(,"StartTime":"soon"})", 10404, R"(StartTime "soon": must be a time)"},
            Case{LINED R"(,"StartTime":5})", 10404, "must be a string"},
            Case{LINED "}", 10301, "EndTime: is required"},
            Case{LINED R"(,"EndTime":"2026-11-31 12:00:00"})", 10405, "must be a time"},
            Case{ENDED R"(,"RepeatInterval":1.5})", 10408, "must be a whole number"},
            Case{ENDED R"(,"RepeatInterval":"5"})", 10408, "must be a whole number"},
            Case{ENDED R"(,"RepeatInterval":31})", 10409, R"(RepeatInterval "31": must be 0 to 30)"},
            Case{ENDED R"(,"RepeatNum":"x"})", 10410, "must be a whole number"},
            Case{ENDED R"(,"RepeatNum":-1})", 10411, R"(RepeatNum "-1": must be 0 to 15)"},
            Case{ENDED R"(,"RepeatOn":"busy"})", 10302, R"(RepeatOn "busy": must be a list of outcomes)"},
            Case{ENDED R"(,"RepeatOn":["busy","tired"]})", 10302, R"(RepeatOn "tired": is not an outcome)"},
            Case{ENDED "}", 10301, "Perform: is required"},
            Case{ENDED R"(,"Perform":1})", 10412, "Details: is required"},
            Case{ENDED R"(,"Perform":1,"Details":[{}]})", 10407, R"(SIPLine "y": no such line)"},
            Case{
                R"({"TaskName":"t","Robot":"x","SIPLine":"us","EndTime":"2026-11-21 12:00:00","Perform":1,"Details":[{}]})",
                10406, R"(Robot "x": robot "x" does not exist)"},
        }) {
        Reply reply = post("/task", body);
        EXPECT_EQ(reply.code, code) << body;
        EXPECT_THAT(reply.status, HasSubstr(says)) << body;
        EXPECT_EQ(reply.response.status, 200);
    }
#undef NAMED
#undef LINED
#undef ENDED
}

TEST_F(TaskCreateTest, ANameIsUsedOnceStoppedTasksIncluded) {
    std::string id = make(R"("TaskName":"t","Perform":1)").string("/data/TaskID");
    post("/operation", fmt::format(R"({{"TaskID":"{}","Action":"Stop"}})", id));
    Reply again = make(R"("TaskName":"t","Perform":1)");
    EXPECT_EQ(again.code, 10403);
    EXPECT_THAT(again.status, HasSubstr(R"(TaskName "t")"));
    be(other_);
    EXPECT_EQ(make(R"("TaskName":"t","Perform":1)").code, 200);
}

TEST_F(TaskCreateTest, TheWindowIsChecked) {
    auto start = [&](std::string_view time) {
        return post("/task", fmt::format(R"({{"TaskName":"{0}","Robot":"reminder","SIPLine":"us","StartTime":"{0}",)"
                                         R"("EndTime":"2026-11-30 12:00:00","Perform":1,"Details":[{1}]}})",
                                         time, row_of("+6281234567890")))
            .code;
    };
    EXPECT_EQ(start("2026-11-21 09:44:59"), 10404);
    EXPECT_EQ(start("2026-11-21 09:45:00"), 200);
    EXPECT_EQ(start("2026-11-26T09:59:59+07:00"), 200);
    EXPECT_EQ(start("2026-11-26 10:00:00"), 10404);
    auto end = [&](std::string_view time) {
        return post("/task", fmt::format(R"({{"TaskName":"{0}","Robot":"reminder","SIPLine":"us","EndTime":"{0}",)"
                                         R"("StartTime":"2026-11-21 09:50:00","Perform":1,"Details":[{1}]}})",
                                         time, row_of("+6281234567890")))
            .code;
    };
    EXPECT_EQ(end("2026-11-21 09:50:00"), 10405);
    EXPECT_EQ(end("2026-11-21 10:00:00"), 10405);  // now
    EXPECT_EQ(end("2026-11-21 10:00:01"), 200);
    Reply later =
        make(R"("TaskName":"later","Perform":1,"StartTime":"2026-11-21T05:00:00Z","EndTime":"2026-11-22 00:00:00")");
    EXPECT_EQ(later.code, 10405);  // of two fields of one name the first counts
    EXPECT_EQ(make(R"("TaskName":"later","Perform":1,"StartTime":"2026-11-21T04:00:00Z")").code, 200);
    EXPECT_EQ(get("/list?TaskName=later").string("/data/Tasks/0/Status"), "waiting");
}

TEST_F(TaskCreateTest, RowsAreJudgedAsInAPlan) {
    std::string rows = row_of("+6281234567890") + "," + row_of("5");
    Reply checked = make(R"("TaskName":"t","Perform":2)", rows);
    EXPECT_EQ(checked.text.find(R"({"data":{"TaskID":"","TaskName":"","detail_error_list":["row 2, Mobile)"), 0u);
    EXPECT_EQ(make(R"("TaskName":"t","Perform":3)", rows).code, 10416);
    // A duplicate does not block, so it is not what is told.
    Reply blocked = make(R"("TaskName":"t","Perform":3)", row_of("+6281234567890") + "," + rows);
    EXPECT_EQ(blocked.code, 10416);
    EXPECT_THAT(blocked.status, HasSubstr(R"(: row 3, Mobile "5")"));
    EXPECT_EQ(blocked.count("/data/detail_error_list"), 2u);
    EXPECT_EQ(make(R"("TaskName":"t","Perform":1)", row_of("5")).code, 10902);
    EXPECT_EQ(count("tasks"), 0);
    EXPECT_EQ(make(R"("TaskName":"t","Perform":1)", rows).count("/data/detail_error_list"), 1u);
    EXPECT_EQ(make(R"("TaskName":"u","Perform":1)", R"({"Customer":"A","Callee":"+6281234567890"})").code, 10906);
}

TEST_F(TaskCreateTest, AmountsAreToldAsTheyWereSent) {
    std::string row = row_of("+6281234567890", R"("ExtraA":"1.50 \u00e9")");
    row.replace(row.find("65"), 2, "65.00").replace(row.find(":84") + 1, 2, " 8.450E1 ");
    Reply made = make(R"("TaskName":"t","Perform":1)", row_of("+6281234567891") + "," + row);
    Reply details = get("/detail?TaskID=" + made.string("/data/TaskID"));
    EXPECT_THAT(details.text, HasSubstr(R"("LoanAmount":65,"Arrears":84,)"));
    EXPECT_THAT(details.text, HasSubstr(R"("LoanAmount":65.00,"Arrears":8.450E1,"Unit":"IDR",)"));
    EXPECT_THAT(details.text, HasSubstr(R"("ExtraA":"1.50 é")"));
}

TEST_F(TaskCreateTest, NumbersBeyond64BitsAreNumbers) {
    std::string row = row_of("+6281234567890", R"("CaseNo":99999999999999999999)");
    row.replace(row.find("65"), 2, "123456789012345678901234567890");
    Reply made = make(R"("CaseNo":-123456789012345678901234567890,"TaskName":"t","Perform":1)", row);
    ASSERT_EQ(made.code, 200) << made.text;
    Reply details = get("/detail?TaskID=" + made.string("/data/TaskID"));
    EXPECT_THAT(details.text, HasSubstr(R"("LoanAmount":123456789012345678901234567890.0,)"));
    EXPECT_EQ(make(R"("TaskName":"u","RepeatNum":99999999999999999999,"Perform":1)", row).code, 10410);
    // Where the mistake is something else, that is told.
    EXPECT_THAT(make(R"("CaseNo":99999999999999999999,"TaskName":"u" "Perform":1)", row).status,
                HasSubstr("Missing a comma"));
    EXPECT_THAT(make(R"("CaseNo":1e999,"TaskName":"u","Perform":1)", row).status, HasSubstr("too big"));
}

TEST_F(TaskCreateTest, ANullIsToldAsNullAndIsNothingElse) {
    Reply made = make(R"("TaskName":"t","Perform":3)", row_of("+6281234567890", R"("Comments":null,"ExtraB":"")"));
    ASSERT_EQ(made.code, 200) << made.text;
    Reply details = get("/detail?TaskID=" + made.string("/data/TaskID"));
    EXPECT_THAT(details.text, HasSubstr(R"("Comments":null,"ExtraB":"",)"));
    EXPECT_EQ(details.text.find("ExtraA"), std::string::npos);
}

TEST_F(TaskCreateTest, ACallThatWasRepeatedCanBeAskedForStill) {
    std::string task =
        make(R"("TaskName":"t","RepeatNum":1,"RepeatOn":["voicemail"],"Perform":1)").string("/data/TaskID");
    std::string first = call(task, 1, Outcome::voicemail), second = call(task, 1, Outcome::busy);
    Reply told = get("/callinfo?CallID=" + first);
    EXPECT_EQ(told.string("/data/CallID"), first);
    EXPECT_EQ(told.string("/data/Outcome"), "voicemail");
    EXPECT_EQ(told.number("/data/SIPCode"), 486);
    EXPECT_THAT(told.string("/data/Link"), HasSubstr(first));
    EXPECT_EQ(told.number("/data/Attempts"), 2);
    EXPECT_EQ(told.string("/data/AttemptList/1/CallID"), second);
    Reply last = get("/callinfo?CallID=" + second);
    EXPECT_EQ(last.string("/data/CallID"), second);
    EXPECT_EQ(last.string("/data/Outcome"), "busy");
    EXPECT_EQ(last.string("/data/Link"), "");
    EXPECT_EQ(get("/detail?TaskID=" + task).string("/data/Details/0/CallID"), second);
}

TEST_F(TaskCreateTest, AGroupGivesEachCallARobotByWeight) {
    add_group();
    std::string rows;
    for (int i = 0; i < 200; ++i) rows += (i ? "," : "") + row_of(fmt::format("+62812345{:05}", i));
    Reply made = post("/task", fmt::format(R"({{"TaskName":"t","Robot":"both","RobotMethod":"group","SIPLine":"us",)"
                                           R"("EndTime":"2026-11-21 12:00:00","Perform":1,"Details":[{}]}})",
                                           rows));
    ASSERT_EQ(made.code, 200) << made.status;
    std::string task = made.string("/data/TaskID");
    EXPECT_EQ(get("/list").string("/data/Tasks/0/Robot"), "both");
    for (int row = 1; row <= 200; ++row) call(task, row, Outcome::answered);
    Reply details = get("/detail?TaskID=" + task);
    int of_b = 0;
    for (simdjson::dom::element record : details.data["Details"].get_array()) {
        std::string_view robot = record["Robot"].get_string().value();
        EXPECT_TRUE(robot == "a" || robot == "b") << robot;
        of_b += robot == "b";
    }
    // Of 200 draws with p = 3/4: mean 150, deviation 6.1; beyond 5 of them once in millions of runs.
    EXPECT_NEAR(of_b, 150, 31);
}

TEST_F(TaskCreateTest, EveryRobotOfAGroupMustDo) {
    add_group();
    auto with = [&](std::string_view robot, std::string_view row) {
        return post("/task", fmt::format(R"({{"TaskName":"t","Robot":"{}","RobotMethod":"group","SIPLine":"us",)"
                                         R"("EndTime":"2026-11-21 12:00:00","Perform":3,"Details":[{}]}})",
                                         robot, row));
    };
    std::string row = row_of("+6281234567890");
    row.replace(row.find("AIRUDDER"), 8, "KreditKu");
    EXPECT_EQ(with("both", row_of("+6281234567891") + "," + row).code, 10423);
    EXPECT_EQ(with("reminder", row_of("+6281234567890")).code, 10406);  // a robot is no group
    add_robot("b", "[]", 0);
    Reply draft = with("both", row_of("+6281234567890"));
    EXPECT_EQ(draft.code, 10406);
    EXPECT_THAT(draft.status, HasSubstr(R"(robot "b" has no published version)"));
}

TEST_F(TaskCreateTest, ARoundMayHaveAGroup) {
    add_group();
    add_strategy("grouped", {{.robot = "both", .robot_is_group = true, .start = hour(10), .end = hour(12)}});
    Reply made = post("/v2/plan", fmt::format(kSeedPlan, "p", "grouped", 1));
    ASSERT_EQ(made.code, 200) << made.status;
    std::string id = call(made.string("/data/TaskID"), 1, Outcome::answered);
    EXPECT_THAT(get("/callinfo?CallID=" + id).string("/data/Robot"), MatchesRegex("[ab]"));
    add_strategy("gone", {{.robot = "nobody", .robot_is_group = true, .start = hour(10), .end = hour(12)}});
    EXPECT_EQ(post("/v2/plan", fmt::format(kSeedPlan, "q", "gone", 1)).code, 10901);
}

}  // namespace
}  // namespace tiller::cloud
