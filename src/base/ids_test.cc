#include "base/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace tiller {
namespace {

TEST(Ids, AreThirtyTwoHexDigitsInTheOrderOfTime) {
    ManualClock clock;
    SeededRandom random(1);
    std::string before;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        std::string id = new_id(clock, random);
        EXPECT_TRUE(is_id(id)) << id;
        EXPECT_GT(id, before);
        EXPECT_TRUE(seen.insert(id).second);
        before = id;
        clock.advance(Millis(1));
    }
    EXPECT_FALSE(is_id("ABCDEF00000000000000000000000000"));
    EXPECT_FALSE(is_id("abc"));
}

TEST(Random, BelowStaysBelowAndASeedRepeats) {
    SeededRandom one(42), two(42);
    for (int i = 0; i < 1000; ++i) {
        uint64_t n = one.below(7);
        EXPECT_LT(n, 7u);
        EXPECT_EQ(n, two.below(7));
    }
    EXPECT_EQ(SystemRandom().hex(16).size(), 32u);
}

}  // namespace
}  // namespace tiller
