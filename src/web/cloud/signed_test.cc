// Requests with a token that are signed as well (docs/contract/partners.md, "Signed requests").
#include "store/sign_keys.h"
#include "web/cloud/cloud_testing.h"
#include "wire_security/signature.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;

class SignedTest : public ApiTest {
  protected:
    SignedTest() {
        store_->write([&](store::Tx& tx) {
            store::put_sign_key(tx, {.account = demo_, .id = kMine, .secret = "mine"});
            store::put_sign_key(tx, {.account = other_, .id = kTheirs, .secret = "theirs"});
        });
    }
    Reply send(const std::string& key, const std::string& signature) {
        http::Request request = request_of("POST", "/service/cloud/v2/plan", body_);
        request.headers["x-airudder-sign-key"] = key;
        request.headers["x-airudder-sign"] = signature;
        return Reply(route(std::move(request)));
    }

    const std::string kMine = std::string(32, '1'), kTheirs = std::string(32, '2');
    const std::string body_ = plan_of(row_of("+6281234567890"));
};

TEST_F(SignedTest, GoodSignatureIsTakenAndAWrongOneIs401) {
    Reply wrong = send(kMine, wire_security::sign_body("mine", body_ + " "));
    EXPECT_EQ(wrong.code, 401);
    EXPECT_EQ(wrong.response.status, 401);
    EXPECT_THAT(wrong.status, HasSubstr("X-AIRudder-Sign: "));
    EXPECT_EQ(send(std::string(32, '3'), wire_security::sign_body("mine", body_)).code, 401);
    EXPECT_EQ(send("", wire_security::sign_body("mine", body_)).code, 401);
    EXPECT_EQ(count("plans"), 0);
    EXPECT_EQ(send(kMine, wire_security::sign_body("mine", body_)).code, 200);
}

TEST_F(SignedTest, KeyOfAnotherAccountIs401) {
    Reply refused = send(kTheirs, wire_security::sign_body("theirs", body_));
    EXPECT_EQ(refused.code, 401);
    EXPECT_THAT(refused.status, HasSubstr("token's account"));
}

TEST_F(SignedTest, EmptyHeadersAsPublicSamplesSendThemAreNoSignature) { EXPECT_EQ(send("", "").code, 200); }

}  // namespace
}  // namespace tiller::cloud
