#include "installation/first_user.h"
#include "store/users.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;

class SessionsTest : public AdminFixture {
  protected:
    http::Response log_in(const std::string& user, const std::string& password) {
        return ask({"POST", "/sessions", R"({"user":")" + user + R"(","password":")" + password + "\"}", "", ""});
    }
    std::string token_of(const std::string& role) {
        post("/users", R"({"name":")" + role + R"(","role":")" + role + R"(","password":"a good password"})");
        return at(log_in(role, "a good password"), "/token");
    }
};

TEST_F(SessionsTest, ASessionBeginsHoldsAndEnds) {
    std::string token = token_of("owner");
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token}).status, 200);
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token + "x"}).status, 401);
    auto current = ask({"GET", "/sessions/current", "", "", token});
    EXPECT_EQ(at(current, "/user"), "owner");
    EXPECT_THAT(current.body, Not(HasSubstr(token)));
    EXPECT_EQ(ask({"DELETE", "/sessions/current", "", "", token}).status, 204);
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token}).status, 401);
}

TEST_F(SessionsTest, ASessionExpires) {
    std::string token = token_of("owner");
    clock_.advance(std::chrono::hours(12) - Millis(1));
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token}).status, 200);
    clock_.advance(Millis(1));
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token}).status, 401);
}

TEST_F(SessionsTest, RolesDecideWhatOneMay) {
    make_account();
    std::string line = R"({"name":"L","server":["sip:h"]})";
    std::string viewer = token_of("viewer"), operating = token_of("operator"), owner = token_of("owner");
    EXPECT_EQ(ask({"GET", "/lines", "", "", viewer}).status, 200);
    EXPECT_EQ(ask({"POST", "/lines", line, "", viewer}).status, 403);
    EXPECT_EQ(ask({"GET", "/audit", "", "", viewer}).status, 403);
    EXPECT_EQ(ask({"POST", "/lines", line, "", operating}).status, 201);
    EXPECT_EQ(ask({"POST", "/accounts", R"({"name":"x","zone":"Etc/UTC"})", "", operating}).status, 403);
    EXPECT_EQ(ask({"GET", "/users", "", "", operating}).status, 403);
    EXPECT_EQ(ask({"POST", "/setup", "accounts: []", "", operating}).status, 403);
    EXPECT_EQ(ask({"POST", "/accounts", R"({"name":"x","zone":"Etc/UTC"})", "", owner}).status, 201);
    EXPECT_EQ(at(ask({"GET", "/audit?resource=lines", "", "", owner}), "/items/0/actor"), "operator");
}

TEST_F(SessionsTest, AllSessionsOfAUserEnd) {
    std::string viewer = token_of("viewer"), owner = token_of("owner");
    log_in("viewer", "a good password");
    EXPECT_EQ(at(get("/sessions?user=viewer"), "/items/1/user"), "viewer");
    EXPECT_EQ(at(get("/sessions?user=viewer"), "/items/2"), "(none)");
    EXPECT_EQ(ask({"POST", "/users/viewer/end-sessions", "", "", viewer}).status, 403);
    EXPECT_EQ(at(ask({"POST", "/users/viewer/end-sessions", "", "", owner}), "/ended"), "2");
    EXPECT_EQ(ask({"GET", "/accounts", "", "", viewer}).status, 401);
    EXPECT_EQ(ask({"GET", "/accounts", "", "", owner}).status, 200);
    EXPECT_EQ(post("/users/nobody/end-sessions").status, 404);
    EXPECT_EQ(at(get("/audit?limit=1"), "/items/0/action"), "sessions ended");
}

TEST_F(SessionsTest, AnEntryOfTheAuditLogIsFoundByItsId) {
    make_account();
    std::string id = at(get("/audit?limit=1"), "/items/0/id");
    EXPECT_EQ(at(get("/audit/" + id), "/subject"), "demo");
    EXPECT_EQ(get("/audit/999999").status, 404);
    EXPECT_EQ(get("/audit/x").status, 404);
}

TEST_F(SessionsTest, TenWrongPasswordsMakeAUserWait) {
    token_of("owner");
    for (int i = 0; i < 10; ++i) EXPECT_EQ(log_in("owner", "wrong").status, 401);
    auto refused = log_in("owner", "a good password");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "60");
    clock_.advance(std::chrono::minutes(1));
    EXPECT_EQ(log_in("owner", "a good password").status, 201);
}

TEST_F(SessionsTest, WrongLoginsLookTheSame) {
    token_of("owner");
    EXPECT_EQ(log_in("owner", "wrong").body, log_in("nobody", "wrong").body);
    EXPECT_EQ(ask({"POST", "/sessions", R"({"user":"x"})", "", ""}).status, 422);
    patch("/users/owner", R"({"enabled":false})");
    EXPECT_EQ(log_in("owner", "a good password").status, 401);
}

TEST_F(SessionsTest, TheFirstUserMustChangeThePassword) {
    ASSERT_TRUE(installation::ensure_first_user(*store_, clock_, random_));
    EXPECT_FALSE(installation::ensure_first_user(*store_, clock_, random_));
    std::string password(trim(folder_.read("first-password")));
    auto session = log_in("admin", password);
    ASSERT_EQ(session.status, 201);
    EXPECT_EQ(at(session, "/must_change_password"), "true");
    std::string token = at(session, "/token");
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token}).status, 403);
    auto change = [&](const std::string& old_one, const std::string& new_one) {
        return ask({"POST", "/users/admin/password",
                    R"({"old_password":")" + old_one + R"(","new_password":")" + new_one + "\"}", "", token})
            .status;
    };
    EXPECT_EQ(change("wrong", "long enough!"), 403);
    EXPECT_EQ(change(password, "short"), 422);
    EXPECT_EQ(change(password, password), 422);
    EXPECT_EQ(change(password, "long enough!"), 204);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/first-password")) << "it is of no use any more";
    EXPECT_EQ(ask({"GET", "/accounts", "", "", token}).status, 200);
    EXPECT_EQ(log_in("admin", password).status, 401);
    EXPECT_EQ(log_in("admin", "long enough!").status, 201);
}

TEST_F(SessionsTest, PasswordsAreHashedAndNotTold) {
    auto made = post("/users", R"({"name":"u","role":"viewer","password":"a good password"})");
    EXPECT_EQ(made.status, 201);
    EXPECT_THAT(made.body, Not(HasSubstr("argon2")));
    std::string hash = store_->read([](store::Db& db) { return store::find_user(db, "u")->password_hash; });
    EXPECT_THAT(hash, HasSubstr("$argon2id$"));
    EXPECT_EQ(patch("/users/u", R"({"role":"operator"})").status, 200);
    EXPECT_EQ(hash, store_->read([](store::Db& db) { return store::find_user(db, "u")->password_hash; }));
    EXPECT_EQ(post("/users", R"({"name":"v","role":"king","password":"a good password"})").status, 422);
}

}  // namespace
}  // namespace tiller::management
