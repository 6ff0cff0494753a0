// Tasks, plans and calls in the management interface.
#include "store/calls.h"
#include "store/setup.h"
#include "store/tasks.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class WorkTest : public AdminFixture {
  protected:
    WorkTest() {
        make_account();
        store_->write([&](store::Tx& tx) {
            account_ = store::find_account(tx, "demo")->key;
            line_ = store::put_line(tx, {0, account_, "OUT", true, "{}"});
        });
    }

    store::Task add_task(const std::string& id, const std::string& name, Status status = Status::running) {
        store::Task task{.account = account_, .id = id, .name = name, .status = status, .line = line_, .total = 2};
        task.starts = clock_.now() - Millis(1000);
        task.ends = clock_.now() + Millis(3'600'000);
        store_->write([&](store::Tx& tx) {
            task.key = store::insert_task(tx, task);
            for (int64_t row = 1; row <= 2; ++row) {
                store::insert_number(tx, {.account = account_,
                                          .task = task.key,
                                          .row = row,
                                          .callee = "+628123000000" + std::to_string(row),
                                          .fields = "{}",
                                          .due = clock_.now()});
            }
        });
        return task;
    }
    store::Call add_call(const store::Task& task, const std::string& id, bool ended) {
        store::Call call{.account = account_, .id = id, .task = task.key, .row = 1, .attempt = 1, .line = line_};
        call.callee = "+6281230000001";
        call.intended = clock_.now();
        store_->write([&](store::Tx& tx) { store::insert_call(tx, call); });
        if (ended) end_call(call, Outcome::busy);
        return call;
    }
    void end_call(store::Call call, Outcome outcome) {
        call.ended_state = true;
        call.ended = clock_.now();
        call.outcome = outcome;
        store_->write([&](store::Tx& tx) { store::update_call(tx, call); });
    }
    std::vector<std::string> names(const http::Response& response, const std::string& field) {
        std::vector<std::string> out;
        for (int i = 0; at(response, "/items/" + std::to_string(i)) != "(none)"; ++i) {
            out.push_back(at(response, "/items/" + std::to_string(i) + "/" + field));
        }
        return out;
    }

    int64_t account_ = 0, line_ = 0;
};

std::string id_of(char digit) { return std::string(32, digit); }

TEST_F(WorkTest, TasksAreSearchedNewestFirst) {
    add_task(id_of('1'), "Spring one");
    add_task(id_of('2'), "spring two", Status::finished);
    add_task(id_of('3'), "autumn");
    EXPECT_THAT(names(get("/tasks"), "name"), ElementsAre("autumn", "spring two", "Spring one"));
    EXPECT_THAT(names(get("/tasks?q=SPRING"), "name"), ElementsAre("spring two", "Spring one"));
    EXPECT_THAT(names(get("/tasks?q=spring&status=running"), "name"), ElementsAre("Spring one"));
    EXPECT_THAT(get("/tasks?status=gone").body, HasSubstr("status \\\"gone\\\" must be waiting"));
    auto page = get("/tasks?limit=2");
    EXPECT_THAT(names(get("/tasks?limit=2&cursor=" + percent_encode(at(page, "/next_cursor"))), "name"),
                ElementsAre("Spring one"));
    EXPECT_EQ(at(get("/tasks/" + id_of('1')), "/total"), "2");
    EXPECT_EQ(get("/tasks/" + id_of('9')).status, 404);
}

TEST_F(WorkTest, ATaskIsPausedResumedAndStopped) {
    auto task = add_task(id_of('1'), "t");
    std::string path = "/tasks/" + task.id;
    EXPECT_EQ(at(post(path + "/pause"), "/status"), "paused");
    EXPECT_EQ(post(path + "/pause").status, 409);
    EXPECT_EQ(at(post(path + "/resume"), "/status"), "running");
    auto cancelled = post(path + "/cancel", R"({"number":"+6281230000001"})");
    EXPECT_EQ(at(cancelled, "/outcomes/cancelled"), "1") << cancelled.body;
    EXPECT_EQ(post(path + "/cancel", R"({"number":"+6281239999999"})").status, 404);
    EXPECT_EQ(post(path + "/cancel", R"({"number":"081"})").status, 422);
    auto stopped = post(path + "/stop");
    EXPECT_EQ(at(stopped, "/status"), "stopped");
    EXPECT_EQ(at(stopped, "/outcomes/cancelled"), "2");
    EXPECT_EQ(post(path + "/stop").status, 409);
    EXPECT_EQ(post("/tasks/" + id_of('9') + "/stop").status, 404);
    EXPECT_EQ(at(get("/audit?resource=tasks"), "/items/0/action"), "stopped");
    EXPECT_EQ(work_arrived_, 4);
}

TEST_F(WorkTest, APlanIsStoppedWithItsTasks) {
    store_->write([&](store::Tx& tx) {
        store::Plan plan{
            .account = account_, .name = "p", .definition = "{}", .line = line_, .status = Status::running};
        plan.key = store::insert_plan(tx, plan);
        store::Task task{.account = account_, .id = id_of('1'), .name = "p_Round_1", .plan_name = "p", .round = 1};
        task.status = Status::running;
        task.plan = plan.key;
        task.ends = clock_.now() + Millis(1000);
        store::insert_task(tx, task);
    });
    EXPECT_EQ(at(get("/plans?q=P"), "/items/0/status"), "running");
    auto stopped = post("/plans/p/stop");
    EXPECT_EQ(at(stopped, "/status"), "stopped") << stopped.body;
    EXPECT_EQ(at(stopped, "/tasks/0/status"), "stopped");
    EXPECT_EQ(post("/plans/p/stop").status, 409);
    EXPECT_EQ(post("/plans/q/stop").status, 404);
}

TEST_F(WorkTest, CallsAreFilteredAndShowHowFarTheyHaveCome) {
    auto task = add_task(id_of('1'), "t"), other = add_task(id_of('2'), "u");
    add_call(task, id_of('a'), true);
    auto live = add_call(task, id_of('b'), false);
    add_call(other, id_of('c'), true);
    EXPECT_THAT(names(get("/calls"), "id"), ElementsAre(id_of('c'), id_of('b'), id_of('a')));
    EXPECT_THAT(names(get("/calls?task=" + task.id), "id"), ElementsAre(id_of('b'), id_of('a')));
    EXPECT_THAT(names(get("/calls?state=ended&outcome=busy&limit=1"), "id"), ElementsAre(id_of('c')));
    EXPECT_THAT(names(get("/calls?state=live"), "state"), ElementsAre("dialing"));
    EXPECT_EQ(names(get("/calls?q=1230000001"), "id").size(), 3u);
    live.rang = clock_.now();
    live_ = {live};
    EXPECT_THAT(names(get("/calls?state=live"), "state"), ElementsAre("ringing"));
    EXPECT_EQ(at(get("/calls/" + id_of('b')), "/state"), "ringing");
    EXPECT_EQ(at(get("/calls/" + id_of('a')), "/outcome"), "busy");
}

TEST_F(WorkTest, ACallIsHungUp) {
    auto task = add_task(id_of('1'), "t");
    add_call(task, id_of('a'), false);
    add_call(task, id_of('b'), true);
    EXPECT_EQ(post("/calls/" + id_of('a') + "/hang-up").status, 202);
    EXPECT_THAT(hung_up_, ElementsAre(id_of('a')));
    EXPECT_EQ(post("/calls/" + id_of('b') + "/hang-up").status, 409);
    EXPECT_EQ(post("/calls/" + id_of('c') + "/hang-up").status, 404);
}

TEST_F(WorkTest, LiveCallsAreToldAsTheyChange) {
    auto task = add_task(id_of('1'), "t");
    auto call = add_call(task, id_of('a'), false);
    auto other = call;
    other.account = account_ + 1;
    live_ = {call, other};
    auto answer = get("/calls/live");
    EXPECT_EQ(answer.content_type, "text/event-stream");
    EXPECT_THAT(answer.stream(), HasSubstr(R"("state":"dialing")"));
    EXPECT_EQ(answer.stream(), ":\n\n");
    call.answered = clock_.now();
    live_ = {call};
    EXPECT_THAT(answer.stream(), HasSubstr("event: call\ndata: {\"id\":\"" + call.id));
    live_.clear();
    EXPECT_EQ(answer.stream(), ":\n\n") << "the outcome is not on disk yet";
    end_call(call, Outcome::answered);
    std::string end = answer.stream();
    EXPECT_THAT(end, HasSubstr("event: ended\n"));
    EXPECT_THAT(end, HasSubstr(R"("outcome":"answered")"));
    EXPECT_EQ(answer.stream(), ":\n\n");
    clock_.advance(std::chrono::minutes(15));
    EXPECT_EQ(answer.stream(), "");
}

TEST_F(WorkTest, AServerThatStopsTakesNoWrites) {
    auto task = add_task(id_of('1'), "t");
    add_call(task, id_of('a'), false);
    draining_ = true;
    EXPECT_EQ(post("/tasks/" + task.id + "/stop").status, 503);
    EXPECT_EQ(post("/lines", "{}").status, 503);
    EXPECT_EQ(post("/sessions", R"({"user":"a","password":"b"})").status, 503);
    EXPECT_EQ(get("/tasks").status, 200);
    EXPECT_EQ(post("/calls/" + id_of('a') + "/hang-up").status, 202);
}

TEST_F(WorkTest, AViewerOnlyLooks) {
    auto task = add_task(id_of('1'), "t");
    post("/users", R"({"name":"vera","role":"viewer","password":"long enough"})");
    std::string token = at(post("/sessions", R"({"user":"vera","password":"long enough"})"), "/token");
    EXPECT_EQ(ask({"GET", "/tasks", "", "", token}).status, 200);
    EXPECT_EQ(ask({"POST", "/tasks/" + task.id + "/stop", "{}", "", token}).status, 403);
}

}  // namespace
}  // namespace tiller::management
