// The limits of an account (docs/management.md).
#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;

class QuotaTest : public ApiTest {
  protected:
    void limit(const store::AccountLimits& limits) {
        store_->write([&](store::Tx& tx) {
            auto account = *store::find_account(tx, demo_);
            account.limits = limits;
            store::update_account(tx, account);
        });
        clock_.advance(CallerCache::kLife);
    }
    Reply create_task(const std::string& name) {
        return post("/task", R"({"TaskName":")" + name +
                                 R"(","Robot":"reminder","SIPLine":"LIVEDEMO_CH_SOFTPHONE_LINE","Perform":1,)" +
                                 R"("EndTime":"2026-11-21 12:00:00","Details":[)" + row_of("+6281234567890") + "]}");
    }
    Reply create_plan(const std::string& name, const std::string& number) {
        return create(row_of(number), R"("Perform":1,"PlanName":")" + name + "\"");
    }
};

TEST_F(QuotaTest, OpenPlans) {
    limit({.open_plans = 1});
    EXPECT_EQ(create_plan("a", "+6281234567890").code, 200);
    Reply refused = create_plan("b", "+6281234567890");
    EXPECT_EQ(refused.code, 10901);
    EXPECT_THAT(refused.status, HasSubstr("1 open plans"));
    EXPECT_EQ(post("/operation", R"({"PlanName":"a","Action":"Stop"})").code, 200);
    store_->write([](store::Tx& tx) { store::set_rows(tx, "plans", {{"finished", 1}}); });  // its numbers have settled
    EXPECT_EQ(create_plan("b", "+6281234567890").code, 200);
}

TEST_F(QuotaTest, OpenTasks) {
    limit({.open_tasks = 1});
    EXPECT_EQ(create_task("a").code, 200);
    Reply refused = create_task("b");
    EXPECT_EQ(refused.code, 10901);
    EXPECT_THAT(refused.status, HasSubstr("1 open tasks"));
    EXPECT_EQ(create_plan("p", "+6281234567890").code, 200) << "the rounds of plans are no tasks that count";
    store_->write([](store::Tx& tx) { store::set_rows(tx, "tasks", {{"finished", 1}}, {{"plan", nullptr}}); });
    EXPECT_EQ(create_task("b").code, 200);
}

TEST_F(QuotaTest, NumbersPerDay) {
    limit({.numbers_per_day = 2});
    EXPECT_EQ(create_plan("a", "+6281234567890").code, 200);
    EXPECT_EQ(create_plan("b", "+6281234567890").code, 200);
    Reply refused = create_plan("c", "+6281234567890");
    EXPECT_EQ(refused.code, 10901);
    EXPECT_THAT(refused.status, HasSubstr("2 numbers a day: 2 are used, 1 more came"));
}

TEST_F(QuotaTest, RequestsPerSecond) {
    limit({.requests_per_second = 2});
    EXPECT_EQ(get("/robot").code, 200);
    EXPECT_EQ(get("/robot").code, 200);
    Reply refused = get("/robot");
    EXPECT_EQ(refused.code, 429);
    EXPECT_EQ(refused.response.status, 429);
    EXPECT_THAT(refused.response.headers, testing::Contains(testing::Pair("Retry-After", "1")));
    clock_.advance(Millis(500));
    EXPECT_EQ(get("/robot").code, 200);
    be(other_);
    EXPECT_EQ(get("/robot").code, 200);
}

}  // namespace
}  // namespace tiller::cloud
