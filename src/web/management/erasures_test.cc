// One person erased over the management interface; what is erased where is tested in privacy/erasure_test.cc.
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(AdminFixture, AnErasureIsInTheAuditWithoutTheNumber) {
    make_account();
    auto erased = post("/erasures", R"({"number":"+6281234560101","account":"demo","do_not_call":true})");
    ASSERT_EQ(erased.status, 200) << erased.body;
    EXPECT_EQ(at(erased, "/numbers") + at(erased, "/do_not_call"), "0true");
    auto entry = get("/audit?resource=erasures");
    EXPECT_EQ(at(entry, "/items/0/action") + " in " + at(entry, "/items/0/account"), "erased in demo");
    EXPECT_EQ(at(entry, "/items/0/after/do_not_call"), "true");
    EXPECT_THAT(get("/audit").body, Not(HasSubstr("81234560101")));
}

TEST_F(AdminFixture, AWrongErasureNamesFieldAndRule) {
    for (auto [body, field] : {std::pair{"{}", "number"},
                               {R"({"number":"081"})", "number"},
                               {R"({"number":1})", "number"},
                               {R"({"number":"+6281234560101","account":"nobody"})", "account"},
                               {R"({"number":"+6281234560101","do_not_call":"yes"})", "do_not_call"},
                               {R"({"number":"+6281234560101","dnc":true})", "dnc"}}) {
        auto refused = post("/erasures", body);
        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_THAT(at(refused, "/errors/0/field"), HasSubstr(field)) << refused.body;
    }
    EXPECT_EQ(post("/erasures", "[]").status, 400);
    EXPECT_EQ(ask({"POST", "/erasures", R"({"number":"+6281234560101"})", "", ""}).status, 401);
}

}  // namespace
}  // namespace tiller::management
