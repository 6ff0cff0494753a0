#include "webhook/signature.h"

#include <gtest/gtest.h>

namespace tiller::webhook {
namespace {

const std::string kOld = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kNew = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string kId = "01a1fbe6afb7f4fcbf22a45b00000000";
const std::string kBody =
    R"({"Event":"call","EventID":"01a1fbe6afb7f4fcbf22a45b00000000","Callee":"+6281234567890","Debtor":"Budi é"})";
const Instant kSent = from_ms(1'700'000'000'999);

TEST(Signature, ThePublishedVectorOfStandardWebhooks) {
    EXPECT_EQ(
        standard_signature(kOld, "msg_p5jXN8AQM9LWM0D4loKWxJek", from_ms(1'614'265'330'000), R"({"test": 2432232314})"),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

// These were made by the npm package standardwebhooks 1.1.1 (the last one in its "raw" format).
TEST(Signature, OurBodiesVerifyWithThePublicLibrary) {
    EXPECT_EQ(standard_signature(kNew, kId, kSent, kBody), "v1,nByXKOovmXD24V7C46lUYAnsLi5iyup6at4a9zh0YvI=");
    EXPECT_EQ(standard_signature("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a", kSent, ""),
              "v1,Y/eL3780v6gllvF1rqVkw6AeE5Vnnbolh2HjpRO9SR0=");
    EXPECT_EQ(standard_signature("my own secret!", "a", kSent, kBody),
              "v1,nXEvXxcA10URynz8agKIrRRZskvll+PukXnqO8ARcRU=");
}

TEST(Signature, ARotationSignsWithBothAndAirudderWithTheNewest) {
    std::vector<std::string> secrets = {kNew, kOld};
    using Header = std::pair<std::string, std::string>;
    auto headers = signature_headers(secrets, kId, kSent, kBody);
    ASSERT_EQ(headers.size(), 4u);
    // By node's crypto.createHmac with the whole secret as the key.
    EXPECT_EQ(headers[0],
              Header("X-AIRudder-Sign", "c06299ab5ff5a381063fb61b0f69284d60693ff2b91da2c1292156e030b1e378"));
    EXPECT_EQ(headers[1], Header("webhook-id", kId));
    EXPECT_EQ(headers[2], Header("webhook-timestamp", "1700000000"));
    EXPECT_EQ(headers[3], Header("webhook-signature", standard_signature(kNew, kId, kSent, kBody) + " " +
                                                          standard_signature(kOld, kId, kSent, kBody)));
}

}  // namespace
}  // namespace tiller::webhook
