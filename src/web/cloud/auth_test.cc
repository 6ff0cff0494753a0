#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;

std::string text_of(int characters, std::string_view character) {
    std::string text;
    for (int i = 0; i < characters; ++i) text += character;
    return text;
}

class AuthTest : public ApiTest {
  protected:
    AuthTest() {
        authorization_.clear();
        std::string hash = hash_secret("demo-secret", random_);
        store_->write([&](store::Tx& tx) { store::put_app_key(tx, {demo_, "demo-key", hash}, clock_.now()); });
    }
    Reply ask(std::string_view key = "demo-key", std::string_view secret = "demo-secret") {
        return post("/auth", fmt::format(R"({{"APPKey":"{}","APPSecret":"{}"}})", key, secret));
    }
    int use(const std::string& authorization) {
        authorization_ = authorization;
        int code = get("/strategy").code;
        authorization_.clear();
        return code;
    }
};

TEST_F(AuthTest, AJsonBodyGetsATokenThatWorks) {
    Reply reply = ask();
    EXPECT_EQ(reply.code, 200);
    EXPECT_EQ(reply.text,
              fmt::format(R"({{"data":{{"token":"{}"}},"status":"OK","code":200}})", reply.string("/data/token")));
    EXPECT_EQ(use("Token " + reply.string("/data/token")), 200);
    EXPECT_EQ(use("Bearer " + reply.string("/data/token")), 200);
}

TEST_F(AuthTest, AFormGetsATokenToo) {
    http::Request request = request_of("POST", "/service/cloud/auth", "APPKey=demo-key&APPSecret=demo%2Dsecret");
    request.headers["content-type"] = "application/x-www-form-urlencoded; charset=utf-8";
    Reply reply(route(request));
    EXPECT_EQ(use("Token " + reply.string("/data/token")), 200);
}

TEST_F(AuthTest, JsonIsTakenWhateverItsContentTypeSays) {
    http::Request request =
        request_of("POST", "/service/cloud/auth", R"( {"APPKey":"demo-key","APPSecret":"demo-secret"})");
    request.headers["content-type"] = "application/x-www-form-urlencoded";  // curl -d
    EXPECT_EQ(Reply(route(request)).code, 200);
}

TEST_F(AuthTest, UnknownKeyAndWrongSecretLookTheSame) {
    Reply wrong_secret = ask("demo-key", "demo-secreT"), unknown_key = ask("nobody", "demo-secret");
    EXPECT_EQ(wrong_secret.code, 10101);
    EXPECT_EQ(wrong_secret.response.status, 200);
    EXPECT_EQ(wrong_secret.text, unknown_key.text);
}

TEST_F(AuthTest, WhatIsMissingHasItsCode) {
    EXPECT_EQ(post("/auth", "{}").code, 10301);
    EXPECT_EQ(post("/auth", R"({"APPKey":"demo-key"})").code, 10102);
    EXPECT_EQ(post("/auth", R"({"APPKey":"demo-key","APPSecret":""})").code, 10102);
    EXPECT_EQ(post("/auth", R"({"APPKey":"demo-key","APPSecret":null})").code, 10102);
    EXPECT_EQ(post("/auth", R"({"APPKey":"demo-key","APPSecret":5})").code, 10302);
    EXPECT_EQ(post("/auth", R"({"APPKey":"demo-key","APPSecret":")" + std::string(257, 'x') + "\"}").code, 10302);
    // As long as a secret may be, counted in characters.
    EXPECT_EQ(post("/auth", R"({"APPKey":"demo-key","APPSecret":")" + text_of(256, "é") + "\"}").code, 10101);
    EXPECT_EQ(post("/auth", "APPKey=demo-key").code, 400);
    EXPECT_EQ(post("/auth", std::string(65'537, ' ')).code, 413);
}

TEST_F(AuthTest, OnlyAGoodHeaderIsLetIn) {
    std::string token = ask().string("/data/token");
    EXPECT_EQ(use(""), 401);
    EXPECT_EQ(use(token), 401);
    EXPECT_EQ(use("Token"), 401);
    EXPECT_EQ(use("Token  " + token), 401);
    EXPECT_EQ(use("Basic " + token), 401);
    EXPECT_EQ(use("Token x" + token), 401);
    authorization_ = "Token nonsense";
    Reply reply = get("/strategy");
    EXPECT_EQ(reply.response.status, 401);
    EXPECT_THAT(reply.status, HasSubstr("Authorization"));
    EXPECT_EQ(reply.text.find("nonsense"), std::string::npos);  // a token is never echoed
}

TEST_F(AuthTest, ATokenLivesADayAndANewOneLetsItRunOn) {
    std::string first = "Token " + ask().string("/data/token");
    clock_.advance(std::chrono::hours(23));
    std::string second = "Token " + ask().string("/data/token");
    clock_.advance(std::chrono::hours(23));
    EXPECT_EQ(use(first), 200);
    EXPECT_EQ(use(second), 200);
    clock_.advance(std::chrono::minutes(61));
    EXPECT_EQ(use(first), 401);
    EXPECT_EQ(use(second), 401);
}

TEST_F(AuthTest, AtMostTwentyTokensLive) {
    std::string first = "Token " + ask().string("/data/token");
    for (int i = 1; i < 20; ++i) {
        clock_.advance(std::chrono::seconds(1));
        ask();
    }
    EXPECT_EQ(use(first), 200);
    clock_.advance(std::chrono::seconds(1));
    ask();
    EXPECT_EQ(use(first), 401);  // at once, though it was just used
}

TEST_F(AuthTest, TheTokensOfARemovedKeyStopAtOnce) {
    std::string token = "Token " + ask().string("/data/token");
    EXPECT_EQ(use(token), 200);
    store_->write([](store::Tx& tx) { store::delete_app_key(tx, "demo-key"); });
    ++setup_version_;
    EXPECT_EQ(use(token), 401);
}

TEST_F(AuthTest, TokensAreKnownByTheirHashOnly) {
    std::string token = ask().string("/data/token");
    auto hashes = store_->read([](store::Db& db) { return store::texts_of(db, "tokens", "hash"); });
    EXPECT_FALSE(hashes.empty());
    for (auto& hash : hashes) EXPECT_EQ(token.find(hash), std::string::npos);
}

TEST_F(AuthTest, TenWrongSecretsInAMinuteMakeAKeyWait) {
    for (int i = 0; i < 10; ++i) {
        address_ = "192.0.2." + std::to_string(i);
        EXPECT_EQ(ask("demo-key", "guess").code, 10101);
        clock_.advance(std::chrono::seconds(1));
    }
    address_ = "192.0.2.99";
    Reply refused = ask();  // even the right one
    EXPECT_EQ(refused.code, 429);
    EXPECT_EQ(refused.response.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), "50");
    clock_.advance(std::chrono::seconds(49));
    EXPECT_EQ(ask().code, 429);
    clock_.advance(std::chrono::seconds(1));
    EXPECT_EQ(ask().code, 200);
}

TEST_F(AuthTest, TenWrongSecretsInAMinuteMakeAnAddressWait) {
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("key" + std::to_string(i), "guess").code, 10101);
    EXPECT_EQ(ask().code, 429);
    address_ = "192.0.2.2";
    EXPECT_EQ(ask().code, 200);
}

}  // namespace
}  // namespace tiller::cloud
