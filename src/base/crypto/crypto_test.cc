#include "base/crypto/crypto.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tiller {
namespace {

TEST(Crypto, Sha256OfFips180) {
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, HmacOfRfc4231) {
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, ASecretIsCheckedAgainstItsHashOnly) {
    SeededRandom random(1);
    std::string hash = hash_secret("demo-secret", random);
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_EQ(hash.find("demo-secret"), std::string::npos);
    EXPECT_TRUE(check_secret("demo-secret", hash));
    EXPECT_FALSE(check_secret("demo-secre", hash));
    EXPECT_FALSE(check_secret("", hash));
    EXPECT_FALSE(check_secret("demo-secret", "not a hash"));
    EXPECT_NE(hash_secret("demo-secret", random), hash);  // salted
}

TEST(Crypto, ComparesWholeTexts) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
}  // namespace tiller
