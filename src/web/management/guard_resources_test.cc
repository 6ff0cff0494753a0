// Do-not-call lists and the guard's rules in the management interface.
#include "store/dnc.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;

class GuardResourcesTest : public AdminFixture {
  protected:
    GuardResourcesTest() { make_account(); }

    size_t hits(const std::string& number) {
        return store_->read([&](store::Db& db) {
            return store::dnc_hits(db, store::find_account(db, "demo")->key, number, clock_.now()).size();
        });
    }
};

TEST_F(GuardResourcesTest, AListIsUploadedWholeOrNotAtAll) {
    ASSERT_EQ(post("/dnc-lists", R"({"name":"complaints"})").status, 201);
    EXPECT_EQ(post("/dnc-lists", R"({"name":"complaints"})").status, 409);
    auto wrong = post("/dnc-lists/complaints/upload", "+6281100000001\n0811\n");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("line 2, number"));
    EXPECT_EQ(hits("+6281100000001"), 0u);
    auto done = post("/dnc-lists/complaints/upload?source=office",
                     "number,reason,expires\n+6281100000001,asked,\n+6281100000002,,2020-01-01\n");
    EXPECT_EQ(at(done, "/changed"), "2") << done.body;
    EXPECT_EQ(hits("+6281100000001"), 1u);
    EXPECT_EQ(hits("+6281100000002"), 0u) << "expired";
    EXPECT_EQ(at(get("/dnc-lists/complaints"), "/numbers"), "2");
    auto numbers = get("/dnc-numbers?list=complaints&q=00001");
    EXPECT_EQ(at(numbers, "/items/0/source") + at(numbers, "/items/0/reason"), "officeasked");
    EXPECT_EQ(at(numbers, "/items/1"), "(none)");
    EXPECT_EQ(get("/dnc-numbers?list=none").status, 404);
    EXPECT_EQ(post("/dnc-lists/none/upload", "+6281100000001").status, 404);
    EXPECT_EQ(at(get("/audit?resource=dnc-lists"), "/items/0/action"), "uploaded");
    EXPECT_EQ(remove("/dnc-lists/complaints").status, 204);
    EXPECT_EQ(hits("+6281100000001"), 0u);
}

TEST_F(GuardResourcesTest, NumbersComeAndGoOneByOne) {
    auto made = post("/dnc-numbers", R"({"number":"+6281100000001","reason":"letter","expires":"2099-01-01"})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/id"), "own:+6281100000001");
    EXPECT_EQ(at(made, "/expires"), "2098-12-31T17:00:00.000Z");
    EXPECT_EQ(hits("+6281100000001"), 1u);
    EXPECT_EQ(post("/dnc-numbers", R"({"number":"+6281100000001"})").status, 409);
    EXPECT_THAT(post("/dnc-numbers", R"({"number":"0811"})").body, HasSubstr(R"("field":"number")"));
    EXPECT_THAT(post("/dnc-numbers", R"({"number":"+6281100000002","expires":"soon"})").body, HasSubstr("expires"));
    EXPECT_EQ(post("/dnc-numbers", R"({"number":"+6281100000002","list":"none"})").status, 404);
    EXPECT_EQ(at(get("/dnc-numbers/own:+6281100000001"), "/reason"), "letter");
    EXPECT_EQ(remove("/dnc-numbers/own:+6281100000001").status, 204);
    EXPECT_EQ(hits("+6281100000001"), 0u);
}

TEST_F(GuardResourcesTest, ListsForAllAccountsAreForOwners) {
    ASSERT_EQ(post("/dnc-lists?all_accounts=1", R"({"name":"registry","national":true})").status, 201);
    EXPECT_EQ(at(get("/dnc-lists?all_accounts=1"), "/items/0/all_accounts"), "true");
    EXPECT_EQ(at(get("/dnc-lists"), "/items/0"), "(none)");
    EXPECT_EQ(get("/dnc-lists?all_accounts=yes").status, 400);
    post("/users", R"({"name":"otto","role":"operator","password":"long enough"})");
    std::string token = at(post("/sessions", R"({"user":"otto","password":"long enough"})"), "/token");
    EXPECT_EQ(ask({"POST", "/dnc-lists", R"({"name":"x"})", "", token}).status, 201);
    EXPECT_EQ(ask({"POST", "/dnc-lists?all_accounts=1", R"({"name":"x"})", "", token}).status, 403);
    EXPECT_EQ(ask({"DELETE", "/dnc-lists/registry?all_accounts=1", "", "", token}).status, 403);
    // They belong to none: none needs to be named, however many there are.
    ASSERT_EQ(post("/accounts", R"({"name":"second","zone":"Asia/Jakarta"})").status, 201);
    EXPECT_EQ(get("/dnc-lists").status, 400);
    EXPECT_EQ(get("/lines?all_accounts=1").status, 400);
    EXPECT_EQ(at(get("/dnc-lists?all_accounts=1"), "/items/0/name"), "registry");
    auto made = post("/dnc-numbers?all_accounts=1", R"({"list":"registry","number":"+6281100000003"})");
    EXPECT_EQ(made.status, 201) << made.body;
    std::string where;
    for (const auto& [name, value] : made.headers) where += name == "Location" ? value : "";
    EXPECT_EQ(where, "/admin/v1/dnc-numbers/registry%3A%2B6281100000003?all_accounts=1");
}

TEST_F(GuardResourcesTest, APreviewTellsWhoIsSkippedByWhichRule) {
    post("/dnc-numbers", R"({"number":"+6281100000001"})");
    auto seen = post("/guard-rules/preview?at=2026-11-23%2010:00:00", "+6281100000001\n+6281100000002\n0811\n");
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(at(seen, "/rows") + at(seen, "/callable") + at(seen, "/never") + at(seen, "/wrong"), "2111") << seen.body;
    EXPECT_EQ(at(seen, "/skipped/0/outcome"), "dnc");
    auto night = post("/guard-rules/preview?at=2026-11-23%2002:00:00", "+6281100000002\n");
    EXPECT_EQ(at(night, "/later"), "1") << night.body;
    std::string rule = at(night, "/skipped/0/rule");
    EXPECT_EQ(at(get("/guard-rules/" + rule), "/id"), rule);
    EXPECT_EQ(post("/guard-rules/preview?at=soon", "").status, 400);
    EXPECT_EQ(post("/guard-rules/preview?dnc_switch=2", "").status, 400);
}

}  // namespace
}  // namespace tiller::management
