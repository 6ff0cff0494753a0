#include "base/crypto/sealed_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/text.h"

namespace tiller {
namespace {

using ::testing::HasSubstr;

constexpr const char* kBody = R"({"TaskName":"Kredit é"})";
const std::string kKey = *from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
const std::string kOther(kAesKeyBytes, 'x');

Result<std::string> open(std::string_view wire, const std::string& key = kKey) {
    auto opened = open_body(wire, std::array{key});
    if (!opened) return opened.error();
    return std::move(opened->body);
}

TEST(SealedBody, OpensWhatNodeSealedWithGcm) {
    auto body = open(R"({"iv":"8PHy8/T19vf4+fr7","data":"EiQXYQ9RnBXyktWgrAEQ03SILeL7rm3l",)"
                     R"("tag":"gIE4bjDJUkcR/L9H6mxxpA=="})");
    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(*body, kBody);
}

TEST(SealedBody, OpensWhatTheOpensslCommandSealedWithCbc) {
    auto body = open(R"({"mode":"cbc","iv":"8PHy8/T19vf4+fr7/P3+/w==",)"
                     R"("data":"wRlGqCGkU9ANjAupmbzFaaNproE54NShSOSOjr35c3Q=",)"
                     R"("tag":"+RUFPXJADZydD9UIvbQEKhHpqqHP73pHhqN+AQZvihE="})");
    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(*body, kBody);
}

class SealedBodyModes : public ::testing::TestWithParam<AesMode> {};
INSTANTIATE_TEST_SUITE_P(Both, SealedBodyModes, ::testing::Values(AesMode::gcm, AesMode::cbc));

TEST_P(SealedBodyModes, ComesBackWholeWithAnIvOfItsOwn) {
    SeededRandom random(1);
    std::string big(100'000, '\0');
    for (const std::string& body : {std::string(), std::string(kBody), big}) {
        std::string wire = seal_body(body, kKey, GetParam(), random);
        EXPECT_NE(wire, seal_body(body, kKey, GetParam(), random)) << "an IV was used twice";
        EXPECT_EQ(*open(wire), body);
    }
}

TEST_P(SealedBodyModes, OpensWithEitherKeyOfARotation) {
    SeededRandom random(1);
    std::string wire = seal_body(kBody, kKey, GetParam(), random);
    auto opened = open_body(wire, std::array{kOther, kKey});
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->body, kBody);
    EXPECT_EQ(opened->key, 1u);
    EXPECT_THAT(open(wire, kOther).error().message, HasSubstr("wrong key"));
}

TEST_P(SealedBodyModes, InPiecesIsTheSameAsWhole) {
    std::string body;
    for (int i = 0; i < 1'000; ++i) body += static_cast<char>(i);
    SeededRandom random(1);
    std::string whole = seal_body(body, kKey, GetParam(), random);
    for (size_t piece : {1, 2, 3, 7, 15, 16, 17, 999}) {
        SeededRandom same(1);
        SealedBodyWriter writer(kKey, GetParam(), same);
        std::string wire;
        for (size_t at = 0; at < body.size(); at += piece) wire += writer.add(std::string_view(body).substr(at, piece));
        EXPECT_EQ(wire + writer.end(), whole) << piece;
    }
}

TEST_P(SealedBodyModes, RefusesEveryAlteredBit) {
    SeededRandom random(1);
    Sealed sealed = aes_seal(kBody, kKey, GetParam(), random);
    for (std::string Sealed::*member : {&Sealed::iv, &Sealed::data, &Sealed::tag}) {
        for (size_t bit = 0; bit < (sealed.*member).size() * 8; ++bit) {
            Sealed altered = sealed;
            (altered.*member)[bit / 8] = static_cast<char>((altered.*member)[bit / 8] ^ (1 << bit % 8));
            EXPECT_FALSE(aes_open(altered, kKey)) << "bit " << bit;
        }
        Sealed cut = sealed;
        (cut.*member).pop_back();
        EXPECT_FALSE(aes_open(cut, kKey));
    }
}

TEST(Aes, OpensOnlyWithWhatItWasBoundTo) {
    SeededRandom random(1);
    Sealed sealed = aes_seal("secret", kKey, AesMode::gcm, random, "lines/7");
    EXPECT_EQ(aes_open(sealed, kKey, "lines/7"), "secret");
    EXPECT_FALSE(aes_open(sealed, kKey, "lines/8"));
    EXPECT_FALSE(aes_open(sealed, kKey));
}

TEST(SealedBody, SaysWhichMemberIsWrong) {
    EXPECT_THAT(open(R"({"TaskName":"plain"})").error().message, HasSubstr("\"iv\""));
    EXPECT_THAT(open(R"(["iv"])").error().message, HasSubstr("iv, data and tag"));
    EXPECT_THAT(open(R"({"iv":"AAAA","data":"AAAA","tag":7})").error().message, HasSubstr("\"tag\""));
    EXPECT_THAT(open(R"({"iv":"AAAA","data":"?","tag":"AAAA"})").error().message, HasSubstr("\"data\""));
    EXPECT_THAT(open(R"({"mode":"ecb","iv":"","data":"","tag":""})").error().message, HasSubstr("\"mode\""));
}

TEST(AesKey, IsHexOrBase64) {
    EXPECT_EQ(*parse_aes_key(to_hex(kKey)), kKey);
    EXPECT_EQ(*parse_aes_key(to_base64(kKey)), kKey);
    EXPECT_FALSE(parse_aes_key("00"));
    EXPECT_FALSE(parse_aes_key(std::string(64, 'g')));
}

}  // namespace
}  // namespace tiller
