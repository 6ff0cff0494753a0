// Flex routes over the management interface: made, edited, their tokens; what they need stays.
#include "store/routes.h"
#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "leads/accept.h"
#include "store/accounts.h"
#include "store/outbox.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kToken = "1JqFE7K6ucf94hAvqu+7Jg";

class RoutesTest : public AdminFixture {
  protected:
    RoutesTest() {
        make_account();
        JsonWriter json;
        json.begin_object();
        json.field("name", "greeter");
        json.field("definition", "robot: greeter\nlanguage: en\nstart: a\nstates:\n  a: {say: Hello, hang_up: true}\n");
        json.end_object();
        EXPECT_EQ(post("/robots", json.take()).status, 201);
        EXPECT_EQ(post("/robots/greeter/publish").status, 200);
        EXPECT_EQ(
            post("/lines", R"({"name":"OUT","server":["sip:127.0.0.1:5"],"caller_numbers":["+622150001000"]})").status,
            201);
    }

    http::Response make(const std::string& more = "") {
        return post("/routes", R"({"preset":"lendswift-under-wirting","robot":"greeter","line":"OUT")" + more + "}");
    }
    bool opens(std::string_view token) {
        return store_->read([&](store::Db& db) {
            return store::find_route_by_token(db, "lendswift-under-wirting", to_hex(sha256(token))).has_value();
        });
    }
    std::string secret_of(const std::string& url) {
        return store_->read([&](store::Db& db) -> std::string {
            for (auto& endpoint : store::endpoints_of(db, store::find_account(db, "demo")->key)) {
                if (endpoint.url == url) return endpoint.secret;
            }
            return "(none)";
        });
    }
};

TEST_F(RoutesTest, ATokenIsMadeAndToldOnce) {
    auto made = make();
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(header(made, "Location"), "/admin/v1/routes/lendswift-under-wirting?account=demo");
    EXPECT_EQ(header(made, "Cache-Control"), "no-store");
    std::string token = at(made, "/token");
    EXPECT_EQ(token.size(), 32u);
    EXPECT_TRUE(opens(token));
    for (const auto& answer : {get("/routes"), get("/routes/lendswift-under-wirting"), get("/audit")}) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_THAT(answer.body, Not(HasSubstr(token)));
        EXPECT_THAT(answer.body, Not(HasSubstr(to_hex(sha256(token)))));
    }
    auto shown = get("/routes/lendswift-under-wirting");
    EXPECT_EQ(at(shown, "/token_count"), "1");
    EXPECT_EQ(at(shown, "/callee/0"), "/caller_id");
    EXPECT_EQ(make().status, 409) << "the name is taken";
}

TEST_F(RoutesTest, TokensAreGivenAddedAndReplaced) {
    ASSERT_EQ(make(R"(,"token":")" + std::string(kToken) + "\"").status, 201);
    EXPECT_TRUE(opens(kToken));
    auto added = post("/routes/lendswift-under-wirting/rotate", R"({"keep_old":true})");
    ASSERT_EQ(added.status, 200) << added.body;
    EXPECT_EQ(at(added, "/token_count"), "2");
    EXPECT_TRUE(opens(kToken) && opens(at(added, "/token")));
    EXPECT_EQ(patch("/routes/lendswift-under-wirting", R"({"start":"09:00","end":"17:00"})").status, 200);
    EXPECT_TRUE(opens(kToken)) << "an edit keeps them";
    auto only = post("/routes/lendswift-under-wirting/rotate");
    EXPECT_FALSE(opens(kToken) || opens(at(added, "/token")));
    EXPECT_TRUE(opens(at(only, "/token")));
    ASSERT_EQ(patch("/routes/lendswift-under-wirting", R"({"tokens":["0123456789abcdef"]})").status, 200);
    EXPECT_TRUE(opens("0123456789abcdef"));
    EXPECT_FALSE(opens(at(only, "/token")));
    EXPECT_THAT(get("/audit?resource=routes").body, HasSubstr("token changed"));

    EXPECT_EQ(post("/routes/lendswift-under-wirting/rotate", R"({"token":"short"})").status, 422);
    EXPECT_EQ(post("/routes/none/rotate").status, 404);
}

TEST_F(RoutesTest, WrongFieldsAreTold) {
    EXPECT_THAT(post("/routes", R"({"preset":"x"})").body, HasSubstr("must be one of lendswift-under-wirting"));
    EXPECT_THAT(post("/routes", R"({"name":"a/b","callee":"/c","robot":"greeter","line":"OUT"})").body,
                HasSubstr("name"));
    EXPECT_THAT(post("/routes", R"({"name":"a","callee":"c","robot":"greeter","line":"OUT"})").body,
                HasSubstr("JSON Pointer"));
    auto unknown = post("/routes", R"({"name":"a","callee":"/c","robot":"nobody","line":"NOWHERE"})");
    EXPECT_EQ(unknown.status, 422);
    EXPECT_THAT(unknown.body, HasSubstr(R"(robot \"nobody\": there is no such robot)"));
    EXPECT_THAT(unknown.body, HasSubstr(R"(line \"NOWHERE\": there is no such line)"));
    ASSERT_EQ(make().status, 201);
    EXPECT_EQ(patch("/routes/lendswift-under-wirting", R"({"preset":"sdr-webpage"})").status, 422);
    EXPECT_EQ(patch("/routes/lendswift-under-wirting", R"({"schema":"{"})").status, 422);
    EXPECT_EQ(patch("/routes/lendswift-under-wirting", R"({"name":"other"})").status, 422);
}

TEST_F(RoutesTest, AResultGetsASecretAndKeepsIt) {
    ASSERT_EQ(make().status, 201);
    auto edited = patch("/routes/lendswift-under-wirting", R"({"result_url":"https://partner.example/a"})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    std::string secret = at(edited, "/result_secret");
    EXPECT_EQ(secret.substr(0, 6), "whsec_");
    EXPECT_EQ(secret_of("https://partner.example/a"), secret);
    auto moved = patch("/routes/lendswift-under-wirting", R"({"result_url":"https://partner.example/b"})");
    EXPECT_EQ(at(moved, "/result_secret"), "(none)") << "it is the one from before";
    EXPECT_EQ(secret_of("https://partner.example/b"), secret);
    EXPECT_EQ(secret_of("https://partner.example/a"), "(none)");

    EXPECT_EQ(at(get("/webhooks?q=partner"), "/items/0/events"), "[]");
    auto removed = remove("/webhooks/" + at(get("/webhooks?q=partner"), "/items/0/id"));
    EXPECT_EQ(removed.status, 409);
    EXPECT_THAT(removed.body, HasSubstr(R"(is the result_url of the route \"lendswift-under-wirting\")"));
    EXPECT_EQ(patch("/routes/lendswift-under-wirting", R"({"result_url":null})").status, 200);
    EXPECT_EQ(secret_of("https://partner.example/b"), "(none)");
}

TEST_F(RoutesTest, WhatARouteNeedsStays) {
    ASSERT_EQ(make().status, 201);
    auto robot = remove("/robots/greeter"), line = remove("/lines/OUT");
    EXPECT_EQ(robot.status, 409);
    EXPECT_THAT(robot.body, HasSubstr(R"(robot \"greeter\" calls for the route \"lendswift-under-wirting\")"));
    EXPECT_EQ(line.status, 409);
    EXPECT_THAT(line.body, HasSubstr(R"(line \"OUT\" calls for the route \"lendswift-under-wirting\")"));
    EXPECT_EQ(remove("/routes/lendswift-under-wirting").status, 204);
    EXPECT_EQ(remove("/robots/greeter").status, 204);
    EXPECT_EQ(remove("/lines/OUT").status, 204);
}

TEST_F(RoutesTest, ALeadIsFoundByItsTraceID) {
    ASSERT_EQ(make().status, 201);
    const std::string trace(32, 'a');
    auto accepted = store_->write([&](store::Tx& tx) {
        auto account = *store::find_account(tx, "demo");
        auto stored = *store::find_route(tx, account.key, "lendswift-under-wirting");
        leads::Lead lead{.callee = "+16501231234",
                         .variables = "{}",
                         .warnings = {"customer_name: is missing"},
                         .body_hash = "h",
                         .robot = "greeter",
                         .line = "OUT"};
        return leads::accept_lead(tx, {clock_, random_, links_, journal_},
                                  {stored, *leads::route_from_json(stored.definition), account, lead, trace});
    });
    ASSERT_TRUE(std::holds_alternative<leads::Accepted>(accepted)) << std::get<Fault>(accepted).message;
    auto lead = get("/leads/" + trace);
    ASSERT_EQ(lead.status, 200) << lead.body;
    EXPECT_EQ(at(lead, "/callee"), "+16501231234");
    EXPECT_EQ(at(lead, "/state"), "waiting");
    EXPECT_EQ(at(lead, "/outcome"), "null");
    EXPECT_EQ(at(lead, "/warnings/0"), "customer_name: is missing");
    EXPECT_EQ(at(get("/leads?q=lendswift"), "/items/0/trace_id"), trace);
    EXPECT_EQ(get("/leads/" + std::string(32, 'b')).status, 404);
    make_account("other");
    EXPECT_EQ(get("/leads/" + trace + "?account=other").status, 404);
}

}  // namespace
}  // namespace tiller::management
