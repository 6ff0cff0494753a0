// What is particular to the single resources.
#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "store/accounts.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;

class ResourcesTest : public AdminFixture {
  protected:
    ResourcesTest() { make_account(); }

    static std::string robot(const std::string& says) {
        JsonWriter json;
        json.begin_object();
        json.field("name", "greeter");
        json.field("definition", "robot: greeter\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: \"" + says +
                                     "\"\n    hang_up: true\n");
        json.end_object();
        return json.take();
    }
};

TEST_F(ResourcesTest, AccountsHaveLimits) {
    auto edited = patch("/accounts/demo", R"({"limits":{"open_plans":3},"service":"infocheck"})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(at(edited, "/limits/open_plans"), "3");
    EXPECT_EQ(at(edited, "/limits/numbers_per_day"), "0");
    EXPECT_THAT(patch("/accounts/demo", R"({"limits":{"open_plans":-1}})").body, HasSubstr("limits.open_plans"));
    EXPECT_THAT(post("/accounts", R"({"name":"x","zone":"Mars"})").body, HasSubstr(R"(zone \"Mars\")"));
}

TEST_F(ResourcesTest, AccountsSayHowLongTheyKeepWhatTellsOfPeople) {
    auto edited = patch("/accounts/demo", R"({"retention":{"recordings":"90d","personal_data":"365d"}})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(at(edited, "/retention/recordings"), "90d");
    EXPECT_EQ(at(patch("/accounts/demo", R"({"retention":{"recordings":null}})"), "/retention"),
              R"({"personal_data":"365d"})");
    auto stored = store_->read([&](store::Db& db) { return *store::find_account(db, "demo"); });
    EXPECT_EQ(stored.retention.recordings.count(), 0);
    EXPECT_EQ(stored.retention.personal_data.count(), 365);
    for (const char* wrong : {"90", "0d", "-1d", "36501d", "9 months", "1.5d"}) {
        auto refused = patch("/accounts/demo", std::string(R"({"retention":{"recordings":")") + wrong + R"("}})");
        EXPECT_EQ(refused.status, 422) << wrong;
        EXPECT_THAT(refused.body, HasSubstr("retention.recordings")) << wrong;
    }
}

TEST_F(ResourcesTest, AnAppKeysSecretIsToldOnce) {
    auto made = post("/app-keys");
    ASSERT_EQ(made.status, 201) << made.body;
    std::string key = at(made, "/app_key"), secret = at(made, "/app_secret");
    EXPECT_EQ(secret.size(), 64u);
    auto found = get("/app-keys/" + key);
    EXPECT_THAT(found.body, Not(HasSubstr(secret)));
    EXPECT_EQ(at(found, "/last_used"), "null");
    auto stored = store_->read([&](store::Db& db) { return *store::find_app_key(db, key); });
    EXPECT_TRUE(check_secret(secret, stored.secret_hash));
    EXPECT_EQ(patch("/app-keys/" + key, "{}").status, 405);
    EXPECT_EQ(remove("/app-keys/" + key).status, 204);
    EXPECT_FALSE(store_->read([&](store::Db& db) { return store::find_app_key(db, key).has_value(); }));
    EXPECT_EQ(at(post("/app-keys", R"({"app_key":"k","app_secret":"chosen"})"), "/app_secret"), "chosen");
    EXPECT_EQ(post("/app-keys", R"({"app_key":"k"})").status, 409);
}

TEST_F(ResourcesTest, EncryptionNeedsAKeyAndKeepsOne) {
    EXPECT_EQ(patch("/accounts/demo", R"({"encryption":{"answers":true}})").status, 409);
    auto made = post("/encryption-keys");
    ASSERT_EQ(made.status, 201) << made.body;
    std::string first = at(made, "/id");
    EXPECT_EQ(at(made, "/key").size(), 64u);
    EXPECT_EQ(at(get("/encryption-keys/" + first), "/key"), "(none)");
    EXPECT_EQ(patch("/accounts/demo", R"({"encryption":{"answers":true,"mode":"ecb"}})").status, 422);
    auto edited = patch("/accounts/demo", R"({"encryption":{"answers":true,"mode":"cbc"}})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(at(edited, "/encryption/mode"), "cbc");
    EXPECT_EQ(at(edited, "/encryption/requests"), "false");
    EXPECT_EQ(remove("/encryption-keys/" + first).status, 409) << "the only one";

    EXPECT_EQ(post("/encryption-keys", R"({"id":"b","key":"too short"})").status, 422);
    auto second = post("/encryption-keys", R"({"id":"b","key":")" + std::string(64, 'b') + "\"}");
    EXPECT_EQ(at(second, "/key"), std::string(64, 'b'));
    EXPECT_EQ(post("/encryption-keys").status, 409) << "two at most";
    EXPECT_EQ(remove("/encryption-keys/" + first).status, 204);
    EXPECT_EQ(post("/accounts", R"({"name":"x","zone":"Asia/Jakarta","encryption":{"requests":true}})").status, 409);
    EXPECT_EQ(get("/accounts/x").status, 404) << "nothing of it was made";
}

TEST_F(ResourcesTest, SignKeysAreThirtyTwoHexDigits) {
    auto made = post("/sign-keys");
    EXPECT_EQ(at(made, "/id").size(), 32u);
    EXPECT_EQ(at(made, "/secret").size(), 64u);
    EXPECT_EQ(post("/sign-keys", R"({"id":"xyz"})").status, 422);
    EXPECT_THAT(get("/sign-keys").body, Not(HasSubstr(at(made, "/secret"))));
}

TEST_F(ResourcesTest, ARobotIsADraftUntilItIsPublished) {
    auto made = post("/robots", robot("Hello."));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/version"), "0");
    EXPECT_EQ(at(made, "/has_draft"), "true");
    EXPECT_EQ(at(post("/robots/greeter/publish"), "/version"), "1");
    EXPECT_EQ(post("/robots/greeter/publish").status, 409) << "nothing to publish";
    EXPECT_EQ(at(patch("/robots/greeter", robot("Good day.")), "/version"), "1");
    EXPECT_EQ(at(post("/robots/greeter/publish"), "/version"), "2");
    auto versions = get("/robots/greeter/versions");
    EXPECT_EQ(at(versions, "/items/0/version") + at(versions, "/items/1/version"), "21");
    EXPECT_THAT(at(versions, "/items/1/definition"), HasSubstr("Hello."));
    EXPECT_THAT(post("/robots", R"({"name":"x","definition":"start: nowhere"})").body, HasSubstr("its line 1"));
    EXPECT_EQ(at(get("/audit?resource=robots"), "/items/0/action"), "published");
}

TEST_F(ResourcesTest, StrategiesNameRobotsThatAreThere) {
    std::string strategy =
        R"({"name":"s","rounds":[{"robot":"greeter","start":"09:00","end":"12:00"},{"robot":"greeter","start":"08:00","end":"10:00","day_offset":1,"repeat_num":2}]})";
    auto refused = post("/strategies", strategy);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr(R"("field":"rounds[0].robot")"));
    post("/robots", robot("Hello."));
    ASSERT_EQ(post("/strategies", strategy).status, 201);
    EXPECT_EQ(remove("/robots/greeter").status, 409);
    auto preview = get("/strategies/s/preview?date=2026-03-01");
    EXPECT_EQ(at(preview, "/rounds/0/start"), "2026-03-01T09:00:00+07:00");
    EXPECT_EQ(at(preview, "/rounds/1/start"), "2026-03-02T08:00:00+07:00");
    EXPECT_EQ(at(preview, "/rounds/1/attempts_at_most"), "3");
    EXPECT_EQ(get("/strategies/s/preview?date=tomorrow").status, 400);
    EXPECT_EQ(remove("/strategies/s").status, 204);
    EXPECT_EQ(remove("/robots/greeter").status, 204);
}

}  // namespace
}  // namespace tiller::management
