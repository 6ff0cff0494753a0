#include "wire_security/signed_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "store/accounts.h"
#include "store/sign_keys.h"
#include "wire_security/signature.h"

namespace tiller::wire_security {
namespace {

using testing::HasSubstr;

constexpr auto kKey = "0123456789abcdef0123456789abcdef";
constexpr auto kBody = R"({"number":"RR123456789CN","carrier":3011})";

// echo -n '{"number":"RR123456789CN","carrier":3011}' | openssl dgst -sha256 -hmac change-me
constexpr auto kByOpenSsl = "951dbe876b90db9fc9ef3c2ba009ae6cd7bb311b833788f0db2c1866055d8441";

class SignedRequest : public testing::Test {
  protected:
    SignedRequest() {
        std::string name = (std::filesystem::temp_directory_path() / "tiller_trust_XXXXXX").string();
        dir_ = ::mkdtemp(name.data());
        store_ = std::move(*store::Store::open({.dir = dir_}));
        store_->write([&](store::Tx& tx) {
            account_ = store::insert_account(tx, {.name = "demo"}, clock_.now());
            store::put_sign_key(tx, {.account = account_, .id = kKey, .secret = "change-me"});
        });
    }
    ~SignedRequest() override {
        store_.reset();
        std::filesystem::remove_all(dir_);
    }
    Result<Signer> find(std::string key, std::string signature, std::string body = kBody) {
        http::Request request;
        request.headers = {{"x-airudder-sign-key", std::move(key)}, {"x-airudder-sign", std::move(signature)}};
        request.body = std::move(body);
        return find_signer(request, *store_, clock_.now());
    }
    void allow_unsigned() {
        store_->write([&](store::Tx& tx) {
            store::put_sign_key(tx, {.account = account_, .id = kKey, .secret = "change-me", .is_unsigned = true});
        });
    }
    std::optional<Instant> last_used() {
        store_->write([](store::Tx&) {});  // what was handed in before is on disk
        return store_->read([](store::Db& db) { return store::find_sign_key(db, kKey); })->last_used;
    }

    std::string dir_;
    ManualClock clock_{from_ms(1'795'230'000'000)};
    std::unique_ptr<store::Store> store_;
    int64_t account_ = 0;
};

TEST_F(SignedRequest, SignatureOfAnotherImplementationIsGood) {
    EXPECT_EQ(sign_body("change-me", kBody), kByOpenSsl);
    auto signer = find(kKey, kByOpenSsl);
    ASSERT_TRUE(signer) << signer.error().message;
    EXPECT_EQ(signer->account, account_);
    EXPECT_EQ(signer->key, kKey);
}

TEST_F(SignedRequest, AnythingElseIsNot) {
    for (std::string signature : {std::string(), std::string(64, '0'), sign_body("change-me", "another body"),
                                  sign_body("another secret", kBody), sign_body("change-me", kBody).substr(0, 63)}) {
        auto signer = find(kKey, signature);
        ASSERT_FALSE(signer) << signature;
        EXPECT_THAT(signer.error().message, HasSubstr("X-AIRudder-Sign: "));
    }
    std::string unknown(32, 'f');
    EXPECT_EQ(find(unknown, sign_body("change-me", kBody)).error().message, find(kKey, "00").error().message);
    EXPECT_THAT(find("", kByOpenSsl).error().message, HasSubstr("X-AIRudder-Sign-Key: is required"));
    EXPECT_THAT(find("0123'--", kByOpenSsl).error().message, HasSubstr("32 hex digits"));
    EXPECT_FALSE(last_used());
}

TEST_F(SignedRequest, UnknownKeyIsNotOpenedByTheSecretThatStandsInForIt) {
    EXPECT_FALSE(find(std::string(32, 'f'), sign_body(std::string(64, '0'), kBody)));
}

TEST_F(SignedRequest, UnsignedKeyTakesAnEmptySignatureButNoWrongOne) {
    EXPECT_FALSE(find(kKey, ""));
    allow_unsigned();
    EXPECT_TRUE(find(kKey, ""));
    EXPECT_TRUE(find(kKey, kByOpenSsl));
    EXPECT_FALSE(find(kKey, std::string(64, '0')));
}

TEST_F(SignedRequest, KeyThatIsRemovedSignsNoMore) {
    EXPECT_TRUE(find(kKey, kByOpenSsl));
    store_->write([](store::Tx& tx) { store::delete_sign_key(tx, kKey); });
    EXPECT_FALSE(find(kKey, kByOpenSsl));
}

TEST_F(SignedRequest, LastUseIsKeptToTheMinute) {
    Instant first = clock_.now();
    EXPECT_TRUE(find(kKey, kByOpenSsl));
    EXPECT_EQ(last_used(), first);
    clock_.advance(kLastUsedStep - Millis(1));
    EXPECT_TRUE(find(kKey, kByOpenSsl));
    EXPECT_EQ(last_used(), first);
    clock_.advance(Millis(1));
    EXPECT_TRUE(find(kKey, kByOpenSsl));
    EXPECT_EQ(last_used(), clock_.now());
}

TEST_F(SignedRequest, EmptyHeadersAreNoSignature) {
    http::Request request;
    EXPECT_FALSE(is_signed(request));
    request.headers = {{"x-airudder-sign-key", ""}, {"x-airudder-sign", " "}};
    EXPECT_FALSE(is_signed(request));
    request.headers["x-airudder-sign"] = "00";
    EXPECT_TRUE(is_signed(request));
}

}  // namespace
}  // namespace tiller::wire_security
