#include <gtest/gtest.h>

#include "store/hold.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

class ServerPage : public AdminFixture {};

TEST_F(ServerPage, HoldsAndGoesOn) {
    EXPECT_EQ(at(get("/server"), "/state"), "at work");
    auto held = post("/server/hold", R"({"reason":"a drill"})");
    ASSERT_EQ(held.status, 200) << held.body;
    EXPECT_EQ(at(held, "/held_reason"), "a drill");
    EXPECT_EQ(at(get("/server"), "/state"), "on hold");
    EXPECT_EQ(told_, 1) << "the parts of the server must hear it";
    EXPECT_TRUE(store_->read([](store::Db& db) { return store::find_hold(db); }));

    auto resumed = post("/server/resume", "");
    ASSERT_EQ(resumed.status, 200) << resumed.body;
    EXPECT_EQ(at(resumed, "/state"), "at work");
    EXPECT_EQ(told_, 2);
    auto audit = get("/audit?resource=server");
    EXPECT_EQ(at(audit, "/items/0/action"), "resumed");
    EXPECT_EQ(at(audit, "/items/1/action"), "held");
}

TEST_F(ServerPage, SaysWhatIsWrongWithAReason) {
    auto refused = post("/server/hold", R"({"why":"x"})");
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(at(get("/server"), "/held"), "false");
}

}  // namespace
}  // namespace tiller::management
