#include "sip/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::Not;

using Parameters = std::vector<std::string_view>;

std::optional<DigestChallenge> challenge(Parameters parameters, std::string_view scheme = "Digest") {
    return read_challenge(scheme, parameters);
}

TEST(Digest, ResponsesAreThoseOfTheStandards) {
    DigestInput in{.username = "Mufasa",
                   .realm = "testrealm@host.com",
                   .password = "CircleOfLife",
                   .method = "GET",
                   .uri = "/dir/index.html",
                   .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093"};
    EXPECT_EQ(digest_response(in), "1949323746fe6a43ef61f9606e7febea") << "RFC 2069, errata";
    in = {.qop = DigestQop::auth,
          .username = "Mufasa",
          .realm = "http-auth@example.org",
          .password = "Circle of Life",
          .method = "GET",
          .uri = "/dir/index.html",
          .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
          .nonce_count = "00000001",
          .client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"};
    EXPECT_EQ(digest_response(in), "8ca523f5e9506fed4657c9700eebdbec") << "RFC 7616 section 3.9.1";
    in.algorithm = DigestAlgorithm::sha256;
    EXPECT_EQ(digest_response(in), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

// Computed by Python's hashlib.
TEST(Digest, Sha512SessionsAndBodies) {
    EXPECT_EQ(digest_response({.algorithm = DigestAlgorithm::sha512_256,
                               .qop = DigestQop::auth,
                               .username = "Jäsøn Doe",
                               .realm = "api@example.org",
                               .password = "Secret, or not?",
                               .method = "GET",
                               .uri = "/doe.json",
                               .nonce = "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
                               .nonce_count = "00000001",
                               .client_nonce = "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm"}),
              "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c");
    EXPECT_EQ(digest_response({.algorithm = DigestAlgorithm::sha256,
                               .qop = DigestQop::auth_int,
                               .username = "bob",
                               .realm = "biloxi.com",
                               .password = "zanzibar:1",
                               .method = "INVITE",
                               .uri = "sip:bob@biloxi.com",
                               .body = "v=0\r\n",
                               .nonce = "n2",
                               .nonce_count = "00000002",
                               .client_nonce = "c1",
                               .is_session = true,
                               .session_nonce = "n1"}),
              "c4fe67f9cd3052ebfc45dd8ff64615818c6bbe84a06c1f54be6288d60311553c");
}

TEST(Digest, ReadsChallengesHoweverTheyAreWritten) {
    const auto read =
        challenge({"Realm = \"a \\\"b\\\"\"", "NONCE=\"n,1\"", "opaque=\"\"", "algorithm=\"sha-512-256-SESS\"",
                   "qop=\"auth-int, auth\"", "stale=TRUE", "domain=\"sip:x\""},
                  "DIGEST");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->realm, "a \"b\"");
    EXPECT_EQ(read->nonce, "n,1");
    EXPECT_EQ(read->opaque, "");
    EXPECT_EQ(read->algorithm, DigestAlgorithm::sha512_256);
    EXPECT_TRUE(read->is_session && read->is_stale);
    EXPECT_EQ(read->qop, DigestQop::auth);
    const auto bare = challenge({"realm=asterisk", "nonce=1"});
    ASSERT_TRUE(bare.has_value());
    EXPECT_EQ(bare->realm, "asterisk");
    EXPECT_EQ(bare->qop, DigestQop::none);
    EXPECT_FALSE(bare->opaque || bare->is_stale);
    EXPECT_EQ(challenge({"realm=x", "nonce=1", "qop=auth-int"})->qop, DigestQop::auth_int);
}

TEST(Digest, WhatCannotBeAnsweredIsNoChallenge) {
    EXPECT_FALSE(challenge({"realm=x", "nonce=1"}, "Bearer"));
    EXPECT_FALSE(challenge({"nonce=1"}));
    EXPECT_FALSE(challenge({"realm=x"}));
    EXPECT_FALSE(challenge({"realm=x", "nonce=1", "algorithm=SHA-1"}));
    EXPECT_FALSE(challenge({"realm=x", "nonce=1", "algorithm=AKAv1-MD5"}));
    EXPECT_FALSE(challenge({"realm=x", "nonce=1", "qop=\"token\""}));
}

TEST(Digest, NoTwoRequestsHaveTheSameCredentials) {
    DigestSession session(
        *challenge({"realm=\"r\"", "nonce=\"n1\"", "opaque=\"o\"", "algorithm=SHA-256", "qop=\"auth\""}), "c1");
    const DigestUser user{"me", "se:cret"};
    const DigestRequest request{"INVITE", "sip:x", ""};
    const std::string first = session.authorize(user, request);
    EXPECT_THAT(first,
                testing::StartsWith("Digest username=\"me\", realm=\"r\", nonce=\"n1\", uri=\"sip:x\", response=\""));
    EXPECT_THAT(first, testing::EndsWith(", algorithm=SHA-256, opaque=\"o\", qop=auth, nc=00000001, cnonce=\"c1\""));
    EXPECT_THAT(session.authorize(user, request), HasSubstr("nc=00000002"));
    session.next_nonce("n2");
    EXPECT_THAT(session.authorize(user, request), testing::AllOf(HasSubstr("nonce=\"n2\""), HasSubstr("nc=00000001")));
    session.renew(*challenge({"realm=\"r\"", "nonce=\"n2\""}));
    const std::string old_form = session.authorize(user, request);
    for (const char* part : {"algorithm", "qop", "nc=", "cnonce", "opaque"})
        EXPECT_THAT(old_form, Not(HasSubstr(part)));
}

TEST(Digest, NothingEndsTheHeader) {
    DigestSession session(*challenge({"realm=\"a\\\"b\r\nX: y\"", "nonce=\"\\\\\""}), "c");
    const std::string told = session.authorize({"me\"\n", "p"}, {"INVITE", "sip:x", ""});
    EXPECT_THAT(told, HasSubstr("username=\"me\\\"\", realm=\"a\\\"bX: y\", nonce=\"\\\\\""));
}

}  // namespace
}  // namespace tiller::sip
