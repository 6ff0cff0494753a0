// Challenges on the wire: INVITE, REGISTER and OPTIONS alike. The peer computes what it expects by itself.
#include <regex>

#include "sip/digest.h"
#include "sip/endpoint_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPassword = "s3:cr\"et";
const std::string kSha = "Digest realm=\"r\", nonce=\"for-sha\", algorithm=SHA-256, qop=\"auth\"";
const std::string kMd5 = "Digest realm=\"r\", nonce=\"for-md5\", algorithm=MD5, qop=\"auth\"";

/// One parameter of credentials; a quoted one without its quotes.
std::string value_of(const std::string& credentials, const std::string& name) {
    std::smatch found;
    if (!std::regex_search(credentials, found, std::regex("[ ,]" + name + "=(\"([^\"]*)\"|[^,]*)"))) return {};
    return found[2].matched ? found[2].str() : found[1].str();
}

/// Whether credentials with qop=auth prove the password.
bool proves(const std::string& credentials, const std::string& method, DigestAlgorithm algorithm) {
    const std::string count = value_of(credentials, "nc"), realm = value_of(credentials, "realm"),
                      uri = value_of(credentials, "uri"), nonce = value_of(credentials, "nonce"),
                      client_nonce = value_of(credentials, "cnonce");
    return value_of(credentials, "response") == digest_response({.algorithm = algorithm,
                                                                 .qop = DigestQop::auth,
                                                                 .username = "ro:bot",
                                                                 .realm = realm,
                                                                 .password = kPassword,
                                                                 .method = method,
                                                                 .uri = uri,
                                                                 .nonce = nonce,
                                                                 .nonce_count = count,
                                                                 .client_nonce = client_nonce});
}

class ChallengeTest : public testing::TestWithParam<std::string> {
  protected:
    const std::string method = GetParam();

    void send_request() {
        const Target target{.servers = {peer.address()}, .username = "ro:bot", .password = kPassword};
        const auto told = [this](OptionsReport report) { phone.heard.on_ringing(0, report.code, report.reason); };
        if (method == "INVITE") phone.endpoint->invite({.target = target, .callee = "1", .sdp = some_sdp(4000)});
        if (method == "REGISTER") phone.endpoint->register_line(1, target, told);
        if (method == "OPTIONS") phone.endpoint->options(target, told);
    }
    /// Answers with these challenges; what the request that follows brings as Authorization or Proxy-Authorization.
    std::vector<std::string> challenge(const std::vector<std::string>& challenges, bool by_proxy = false) {
        std::string more;
        for (const auto& one : challenges)
            more += (by_proxy ? "Proxy-Authenticate: " : "WWW-Authenticate: ") + one + "\r\n";
        peer.respond(request, by_proxy ? "407 Proxy Authentication Required" : "401 Unauthorized", more);
        request = peer.expect(method);
        return request.all(by_proxy ? "Proxy-Authorization" : "Authorization");
    }
    /// The final response is told: 486 for a call, else 200.
    void expect_end() {
        const bool is_call = method == "INVITE";
        peer.respond(request, is_call ? "486 Busy Here" : "200 OK", is_call ? "" : "Expires: 300\r\n");
        EXPECT_EQ(phone.heard.expect(is_call ? "ended" : "ringing").code, is_call ? 486 : 200);
    }
    void begin() {
        send_request();
        request = peer.expect(method);
        EXPECT_THAT(request.text, Not(HasSubstr("uthorization:")));
    }

    Phone phone{EndpointOptions{.transaction_timeout = Millis(2000)}};
    RawPeer peer;
    RawMessage request;
};

TEST_P(ChallengeTest, TheFirstOfSeveralIsAnswered) {
    for (bool by_proxy : {false, true}) {
        for (const auto& [first, second, nonce, algorithm] :
             {std::tuple(kSha, kMd5, "for-sha", DigestAlgorithm::sha256),
              std::tuple(kMd5, kSha, "for-md5", DigestAlgorithm::md5)}) {
            begin();
            const auto given = challenge({first, second}, by_proxy);
            ASSERT_EQ(given.size(), 1u);
            EXPECT_EQ(value_of(given[0], "nonce"), nonce);
            EXPECT_TRUE(proves(given[0], method, algorithm)) << given[0];
            expect_end();
            if (method == "REGISTER") return;  // one registration a line
        }
    }
}

TEST_P(ChallengeTest, WhatWeCannotAnswerIsPassedOver) {
    begin();
    const auto given = challenge(
        {"Bearer realm=\"token\", authz_server=\"https://a\"", "Basic realm=\"r\"",
         "Digest realm=\"r\", nonce=\"x\", algorithm=AKAv2-MD5", "Digest realm=\"other\", nonce=\"x\", qop=\"token\"",
         "Digest realm=r, nonce=\"for-512\", algorithm=SHA-512-256, qop=\"auth,auth-int\"", kMd5});
    ASSERT_THAT(given, testing::Not(IsEmpty()));
    EXPECT_TRUE(proves(given[0], method, DigestAlgorithm::md5) || proves(given[0], method, DigestAlgorithm::sha512_256))
        << given[0];
    for (const auto& one : given) EXPECT_THAT(one, Not(HasSubstr("Basic")));
    expect_end();
}

TEST_P(ChallengeTest, ProxyAndServerInOneCall) {
    begin();
    auto given = challenge({kSha}, true);
    ASSERT_EQ(given.size(), 1u);
    EXPECT_TRUE(proves(given[0], method, DigestAlgorithm::sha256));
    given = challenge({kMd5}, false);
    ASSERT_EQ(given.size(), 1u);
    EXPECT_TRUE(proves(given[0], method, DigestAlgorithm::md5));
    const auto again = request.all("Proxy-Authorization");
    ASSERT_EQ(again.size(), 1u) << "the proxy still wants its own";
    EXPECT_EQ(value_of(again[0], "nc"), "00000002");
    EXPECT_TRUE(proves(again[0], method, DigestAlgorithm::sha256));
    expect_end();
}

TEST_P(ChallengeTest, EachRealmGetsItsOwn) {
    begin();
    const auto given = challenge({kSha, "Digest realm=\"second\", nonce=\"n\", algorithm=MD5, qop=\"auth\""}, true);
    ASSERT_EQ(given.size(), 2u);
    EXPECT_TRUE(proves(given[0], method, DigestAlgorithm::sha256));
    EXPECT_TRUE(proves(given[1], method, DigestAlgorithm::md5));
    EXPECT_EQ(value_of(given[1], "realm"), "second");
    expect_end();
}

TEST_P(ChallengeTest, AStaleNonceIsReplaced) {
    begin();
    challenge({kSha, kMd5});
    const auto given = challenge({"Digest realm=\"r\", nonce=\"fresh\", algorithm=SHA-256, qop=\"auth\", stale=true",
                                  "Digest realm=\"r\", nonce=\"md5\", algorithm=MD5, qop=\"auth\", stale=true"});
    ASSERT_EQ(given.size(), 1u);
    EXPECT_EQ(value_of(given[0], "nonce"), "fresh");
    EXPECT_EQ(value_of(given[0], "nc"), "00000001");
    EXPECT_TRUE(proves(given[0], method, DigestAlgorithm::sha256));
    expect_end();
}

INSTANTIATE_TEST_SUITE_P(EachRequest, ChallengeTest, testing::Values("INVITE", "REGISTER", "OPTIONS"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace tiller::sip
