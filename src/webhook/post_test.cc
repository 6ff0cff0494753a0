#include "webhook/post.h"

#include <gmock/gmock.h>

#include "webhook/signature.h"
#include "wire_security/signature.h"

namespace tiller::webhook {
namespace {

using testing::Contains;
using testing::Pair;

TEST(Post, CarriesTheEventSignedWithBothSecretsOfARotation) {
    store::Endpoint endpoint;
    endpoint.url = "https://a.example/hook?key=1";
    endpoint.secret = "new";
    endpoint.old_secret = "old";
    store::Outgoing outgoing;
    outgoing.id = "01a1fbe6afb7f4fcbf22a45b00000000";
    outgoing.body = R"({"Event":"call"})";
    Instant now = from_ms(1'700'000'000'000);
    Post post = make_post(endpoint, outgoing, now);
    EXPECT_EQ(post.url, endpoint.url);
    EXPECT_EQ(post.body, outgoing.body);
    EXPECT_THAT(post.headers, Contains(Pair("Content-Type", "application/json")));
    EXPECT_THAT(post.headers, Contains(Pair("User-Agent", "Airudder")));
    EXPECT_THAT(post.headers, Contains(Pair("webhook-id", outgoing.id)));
    EXPECT_THAT(post.headers,
                Contains(Pair("webhook-signature", standard_signature("new", outgoing.id, now, outgoing.body) + " " +
                                                       standard_signature("old", outgoing.id, now, outgoing.body))));
}

TEST(Post, AnEncryptedBodyIsSignedAsItIsSent) {
    store::Endpoint endpoint{.secret = "secret"};
    const std::string key(kAesKeyBytes, 'k');
    SeededRandom random(1);
    for (AesMode mode : {AesMode::gcm, AesMode::cbc}) {
        wire_security::BodyCipher cipher({.callbacks = true, .mode = mode}, {{"main", key}}, random);
        Post post = make_post(endpoint, {.id = "id", .body = R"({"Event":"call"})"}, from_ms(0), &cipher);
        auto opened = open_body(post.body, std::array{key});
        ASSERT_TRUE(opened) << post.body;
        EXPECT_EQ(opened->body, R"({"Event":"call"})");
        EXPECT_THAT(post.headers, Contains(Pair("X-AIRudder-Encryption-Key", "main")));
        EXPECT_THAT(post.headers, Contains(Pair("X-AIRudder-Sign", wire_security::sign_body("secret", post.body))));
        EXPECT_THAT(post.headers,
                    Contains(Pair("webhook-signature", standard_signature("secret", "id", from_ms(0), post.body))));
    }
}

TEST(Post, AnOldSecretSignsUntilItsTimeIsOver) {
    Instant now = from_ms(1'700'000'000'000);
    store::Endpoint endpoint{.secret = "new", .old_secret = "old", .old_secret_until = now};
    auto signatures = [&](Instant at) {
        for (auto& [name, value] : make_post(endpoint, {.id = "id", .body = "{}"}, at).headers) {
            if (name == "webhook-signature") return value;
        }
        return std::string();
    };
    EXPECT_THAT(signatures(now - Millis(1)), testing::HasSubstr(" v1,"));
    EXPECT_EQ(signatures(now), standard_signature("new", "id", now, "{}"));
}

TEST(Post, AnAnswerIsCutToAPrintableStart) {
    EXPECT_EQ(excerpt(""), "");
    EXPECT_EQ(excerpt("ok"), "ok");
    EXPECT_EQ(excerpt("<html>\r\n\tno"), "<html>   no");
    EXPECT_EQ(excerpt(std::string(5000, 'x')).size(), 300u);
    std::string wide;
    for (int i = 0; i < 2000; ++i) wide += "\xf0\x9f\x93\x9e";
    EXPECT_EQ(excerpt("x" + wide), "x" + wide.substr(0, 4 * 299)) << "no half character";
    EXPECT_EQ(excerpt("\x89PNG\xff\xfe"), "(no text)");
}

TEST(Post, FailuresAreShortAndPrintable) {
    EXPECT_EQ(failure_of({404, "", Millis(0)}), "answered 404");
    EXPECT_EQ(failure_of({0, "timed out after 15 s", Millis(0)}), "timed out after 15 s");
    EXPECT_EQ(failure_of({0, "", Millis(0)}), "no answer");
    EXPECT_EQ(failure_of({0, "a\nb", Millis(0)}), "no answer");
    EXPECT_EQ(failure_of({0, std::string(1000, 'x'), Millis(0)}).size(), 200u);
}

}  // namespace
}  // namespace tiller::webhook
