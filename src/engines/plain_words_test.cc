#include "engines/plain_words.h"

#include <gtest/gtest.h>

namespace tiller::engines {
namespace {

TEST(PlainWordsTest, LowerCaseWordsWithoutPunctuation) {
    EXPECT_EQ(plain_words("Yes, I'd like that."), "yes i'd like that");
    EXPECT_EQ(plain_words("  It’s  $1,250.50 at 10:30!\n"), "it's 1250.50 at 10:30");
    EXPECT_EQ(plain_words("¿Mañana? ¡SÍ, señor Ávila!"), "mañana sí señor ávila");
    EXPECT_EQ(plain_words("'quoted' rock 'n' roll"), "quoted rock n roll");
    EXPECT_EQ(plain_words("明天，好的。"), "明天 好的");
    EXPECT_EQ(plain_words("नमस्ते।"), "नमस्ते");
    EXPECT_EQ(plain_words("lusa – besok/hari"), "lusa besok hari");
    EXPECT_EQ(plain_words("..."), "");
    EXPECT_EQ(plain_words(""), "");
    EXPECT_EQ(plain_words("a\xff\xfe b\0c"), "a b");
}

}  // namespace
}  // namespace tiller::engines
