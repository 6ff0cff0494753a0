// The master key over the management interface; how it is replaced is tested in store/seals/sealing_test.cc.
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

TEST_F(AdminFixture, OwnersReplaceTheMasterKey) {
    make_account();
    post("/sign-keys?account=demo", R"({"secret":"planted"})");
    post("/lines?account=demo", R"({"name":"OUT","server":["sip:127.0.0.1"],"username":"me","password":"planted"})");
    auto rotated = post("/master-key/rotate", "");
    ASSERT_EQ(rotated.status, 200) << rotated.body;
    EXPECT_EQ(at(rotated, "/secrets"), "2");
    EXPECT_EQ(at(get("/audit?resource=master-key"), "/items/0/action"), "rotated");
    EXPECT_EQ(at(get("/lines/OUT?account=demo"), "/has_password"), "true");
    EXPECT_EQ(ask({"POST", "/master-key/rotate", "", "", ""}).status, 401);
}

}  // namespace
}  // namespace tiller::management
