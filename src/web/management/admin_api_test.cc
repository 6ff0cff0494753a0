#include "web/management/admin_api.h"

#include <simdjson.h>
#include <sys/stat.h>

#include "installation/admin_key.h"
#include "setup/files_testing.h"
#include "store/accounts.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;

TEST(AdminKey, IsMadeOnceAndKeptFromOthers) {
    setup::TemporaryFolder folder;
    SeededRandom random(1);
    std::string key = installation::ensure_admin_key(folder.path(), random);
    EXPECT_EQ(key.size(), 64u);
    EXPECT_EQ(installation::ensure_admin_key(folder.path(), random), key);
    EXPECT_EQ(*installation::read_admin_key(folder.path()), key);
    struct stat info {};
    ASSERT_EQ(stat((folder.path() + "/admin.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    int files = 0;
    for ([[maybe_unused]] auto& entry : std::filesystem::directory_iterator(folder.path())) ++files;
    EXPECT_EQ(files, 1) << "nothing is left beside it";
}

TEST(AdminKey, OneThatIsTooShortIsRefused) {
    setup::TemporaryFolder folder;
    SeededRandom random(1);
    folder.write("admin.key", "1234\n");
    EXPECT_THROW(installation::ensure_admin_key(folder.path(), random), std::runtime_error);
    folder.write("admin.key", "");
    EXPECT_THROW(installation::ensure_admin_key(folder.path(), random), std::runtime_error);
    EXPECT_THROW(installation::ensure_admin_key(folder.path() + "/none", random), std::runtime_error);
}

class AdminApiTest : public testing::Test {
  protected:
    AdminApiTest() {
        store_ = std::move(*store::Store::open({.dir = folder_.path(), .own_thread = false, .readers = 1}));
        add_admin_routes(router_, {.store = *store_,
                                   .clock = clock_,
                                   .random = random_,
                                   .journal = journal_,
                                   .key = kKey,
                                   .setup_changed = [this] { ++told_; }});
        yaml_ = setup::to_setup_text(setup::good_setup(setup::kGoodSetup));
    }

    http::Response post(const std::string& body, const std::string& query = "",
                        const std::string& authorization = "Bearer " + kKey) {
        http::Request request{.method = "POST", .path = "/admin/v1/setup", .query = query, .body = body};
        if (!authorization.empty()) request.headers["authorization"] = authorization;
        return router_.route(request);
    }
    bool has_account() {
        return store_->read([](store::Db& db) { return store::find_account(db, "demo").has_value(); });
    }

    inline static const std::string kKey = std::string(64, 'k');
    setup::TemporaryFolder folder_;
    ManualClock clock_;
    SeededRandom random_{7};
    const journal::Journal journal_;
    std::unique_ptr<store::Store> store_;
    http::Router router_;
    int told_ = 0;
    std::string yaml_;
};

TEST_F(AdminApiTest, AppliesAndTellsTheOthers) {
    auto response = post(yaml_);
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body, HasSubstr(R"({"changes":["account demo created",)"));
    EXPECT_THAT(response.body, HasSubstr(R"("changed":7,"dry_run":false,"warnings":[]})"));
    EXPECT_EQ(told_, 1);
    EXPECT_TRUE(has_account());
    EXPECT_THAT(post(yaml_).body, HasSubstr(R"("changed":0)"));
    EXPECT_EQ(told_, 1) << "nothing changed";
}

TEST_F(AdminApiTest, ADryRunChangesNothing) {
    EXPECT_THAT(post(yaml_, "dry_run=1").body, HasSubstr(R"("changed":7,"dry_run":true,"warnings":[]})"));
    EXPECT_FALSE(has_account());
    EXPECT_EQ(told_, 0);
    EXPECT_EQ(post(yaml_, "dry_run=perhaps").status, 400);
}

TEST_F(AdminApiTest, WantsTheKey) {
    for (const std::string& wrong :
         std::vector<std::string>{"", "Bearer ", "Bearer x", "Token " + kKey, kKey, "Bearer " + kKey + "k", "Bearer"}) {
        auto response = post(yaml_, "", wrong);
        EXPECT_EQ(response.status, 401) << wrong;
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_THAT(response.headers, testing::Contains(testing::Pair("WWW-Authenticate", "Bearer")));
    }
    EXPECT_FALSE(has_account());
    EXPECT_EQ(post(yaml_, "", "bearer " + kKey).status, 200);
}

TEST_F(AdminApiTest, FaultsAreProblemDetails) {
    auto response = post("accounts:\n  - name: demo\n    zone: Mars\n    codecs: x\n");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json");
    simdjson::dom::parser parser;
    auto root = parser.parse(response.body);
    EXPECT_EQ(int64_t(root["status"]), 422);
    EXPECT_EQ(std::string_view(root["title"]), "Unprocessable Content");
    simdjson::dom::array faults = root["faults"];
    ASSERT_EQ(faults.size(), 2u);
    EXPECT_EQ(int64_t(faults.at(0)["line"]), 3);
    EXPECT_EQ(int64_t(faults.at(0)["column"]), 11);
    EXPECT_THAT(std::string(std::string_view(faults.at(0)["message"])), HasSubstr("accounts[0].zone \"Mars\""));
    EXPECT_FALSE(has_account());
    EXPECT_EQ(told_, 0);
}

TEST_F(AdminApiTest, FaultsAgainstTheInstallationAreToldTheSameWay) {
    post(yaml_);
    auto response = post("accounts: [{name: x, zone: Etc/UTC, keys: [{app_key: demo-key, app_secret: y}]}]");
    EXPECT_EQ(response.status, 422);
    EXPECT_THAT(response.body, HasSubstr("belongs to another account already"));
    EXPECT_THAT(response.body, HasSubstr(R"("line":1,"column":54)"));
}

TEST_F(AdminApiTest, ReadsNoFilesForTheSender) {
    auto response = post(setup::kGoodSetup);
    EXPECT_EQ(response.status, 422);
    EXPECT_THAT(response.body, HasSubstr("a server reads no files for others"));
}

}  // namespace
}  // namespace tiller::management
