// Whom the guard refused, and what happened around a call.
#include <fmt/format.h>

#include "base/zone.h"
#include "store/delivery_log.h"
#include "store/guard.h"
#include "store/setup.h"
#include "store/tasks.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class RefusalsTest : public AdminFixture {
  protected:
    RefusalsTest() {
        make_account();
        now_ = clock_.now();
        store_->write([&](store::Tx& tx) {
            account_ = store::find_account(tx, "demo")->key;
            store::put_line(tx, {0, account_, "OUT", true, R"({"servers":["sip:h"],"max_channels":4})"});
            line_ = store::find_line(tx, account_, "OUT")->key;
            task_ = store::insert_task(tx, {.account = account_, .id = kTask, .name = "t", .plan_name = "p"});
            for (int row = 1; row <= 3; ++row) {
                store::Number number{
                    .account = account_, .task = task_, .row = row, .callee = callee(row), .fields = "{}"};
                number.due = now_;
                store::insert_number(tx, number);
            }
        });
    }
    static std::string callee(int64_t row) { return fmt::format("+6281230000{:03}", row); }
    void refuse(int64_t row, Instant at, const std::string& rule, bool is_final = true) {
        store_->write([&](store::Tx& tx) {
            store::insert_refusal(tx, {.account = account_,
                                       .task = task_,
                                       .row = row,
                                       .at = at,
                                       .rule = rule,
                                       .version = 1,
                                       .final_one = is_final,
                                       .earliest = is_final ? std::nullopt : std::optional(at + 8h),
                                       .told = rule + " v1: not now",
                                       .rules = "r",
                                       .facts = "{}"});
        });
    }
    std::string add_call(int64_t row, int attempt, Instant at) {
        store::Call call{.account = account_,
                         .id = fmt::format("{:012x}{:020x}", at.time_since_epoch().count(), attempt),
                         .task = task_,
                         .row = row,
                         .attempt = attempt,
                         .line = line_,
                         .callee = callee(row),
                         .intended = at};
        store_->write([&](store::Tx& tx) {
            store::insert_call(tx, call);
            call.ended_state = true;
            call.ended = at + 1s;
            call.outcome = Outcome::busy;
            call.sip_code = 486;
            store::update_call(tx, call);
        });
        return call.id;
    }
    static constexpr const char* kTask = "11111111111111111111111111111111";

    int64_t account_ = 0, line_ = 0, task_ = 0;
    Instant now_;
};

TEST_F(RefusalsTest, TheNewestComeFirstWithNumberTaskAndRule) {
    refuse(1, now_ - 2s, "id.hours", false);
    refuse(2, now_ - 1s, "world.dnc");
    refuse(3, now_ - 1s, "id.cap");
    auto told = get("/refusals?from=today");
    ASSERT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(at(told, "/items/0/callee") + at(told, "/items/1/callee") + at(told, "/items/2/callee"),
              callee(3) + callee(2) + callee(1));
    EXPECT_EQ(at(told, "/items/0/verdict") + " " + at(told, "/items/2/verdict"), "refused put_off");
    EXPECT_EQ(at(told, "/items/1/rule") + at(told, "/items/1/version"), "world.dnc1");
    EXPECT_EQ(at(told, "/items/1/told"), "world.dnc v1: not now");
    EXPECT_EQ(at(told, "/items/1/task") + at(told, "/items/1/task_name") + at(told, "/items/1/plan"),
              std::string(kTask) + "tp");
    EXPECT_EQ(at(told, "/items/1/until"), "null");
    EXPECT_EQ(at(told, "/items/2/until"), to_rfc3339_ms(now_ - 2s + 8h));
    EXPECT_EQ(at(get("/refusals/" + at(told, "/items/1/id")), "/callee"), callee(2));
    EXPECT_EQ(get("/refusals/99").status, 404);
}

TEST_F(RefusalsTest, AListIsNarrowedAndGoesOnPageByPage) {
    for (int row = 1; row <= 3; ++row) refuse(row, now_ - 1s, row == 2 ? "a" : "b");
    refuse(1, now_ - 72h, "b");
    EXPECT_EQ(at(get("/refusals?rule=b&from=today"), "/items/2"), "(none)");
    EXPECT_EQ(at(get("/refusals?rule=b"), "/items/2/callee"), callee(1)) << "a week unless it is said";
    EXPECT_EQ(at(get("/refusals?q=0003"), "/items/0/callee"), callee(3));
    EXPECT_EQ(at(get("/refusals?task=none"), "/items/0"), "(none)");
    std::string cursor, seen;
    do {
        auto page = get("/refusals?limit=1&cursor=" + percent_encode(cursor));
        seen += at(page, "/items/0/rule");
        cursor = at(page, "/next_cursor");
    } while (cursor != "null" && seen.size() < 9);
    EXPECT_EQ(seen, "babb");
    EXPECT_THAT(get("/refusals?from=tomorrow").body,
                HasSubstr("must be a date such as 2026-12-31, today or yesterday"));
}

TEST_F(RefusalsTest, ACallTellsItsStory) {
    refuse(1, now_ - 3s, "id.hours", false);
    std::string first = add_call(1, 1, now_ - 2s), second = add_call(1, 2, now_ - 1s);
    refuse(1, now_, "id.cap");
    auto call = get("/calls/" + second);
    ASSERT_EQ(call.status, 200) << call.body;
    EXPECT_EQ(at(call, "/earlier_attempts/0/id"), first);
    EXPECT_EQ(at(call, "/earlier_attempts/0/outcome") + at(call, "/earlier_attempts/0/sip_code"), "busy486");
    EXPECT_EQ(at(call, "/earlier_attempts/1"), "(none)");
    EXPECT_EQ(at(call, "/guard/verdict") + at(call, "/guard/put_off/0/rule") + at(call, "/guard/put_off/1"),
              "allowedid.hours(none)");
    EXPECT_EQ(at(call, "/deliveries"), "[]");
    EXPECT_EQ(at(get("/calls/" + first), "/earlier_attempts"), "[]");
}

TEST_F(RefusalsTest, CallsAreListedByDay) {
    std::string old = add_call(1, 1, now_ - 48h), fresh = add_call(1, 2, now_ - 1s);
    EXPECT_EQ(at(get("/calls"), "/items/1/id"), old);
    EXPECT_EQ(at(get("/calls?from=today"), "/items/0/id") + at(get("/calls?from=today"), "/items/1"), fresh + "(none)");
    EXPECT_EQ(at(get("/calls?to=yesterday"), "/items/0/id"), old);
}

}  // namespace
}  // namespace tiller::management
