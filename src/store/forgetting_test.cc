// What is over its time goes, a few rows at once.
#include <gtest/gtest.h>

#include "store/accounts.h"
#include "store/idempotency.h"
#include "store/migrations.h"

namespace tiller::store {
namespace {

TEST(Forgetting, OldAnswersAndTokensGoWithTheNextOnes) {
    Tx db(":memory:", false);
    migrate(db, ":memory:");
    const Instant now = from_ms(1'795'230'000'000);
    const auto day = std::chrono::hours(24);
    const SavedAnswer answer{"h", 200, "{}"};
    for (int i = 0; i < 30; ++i) save_answer(db, 1, "old" + std::to_string(i), answer, now, now - day);
    for (int i = 0; i < 30; ++i) {
        insert_token(db, {1, "key" + std::to_string(i), now + day}, "h" + std::to_string(i), now, day, 20);
    }
    save_answer(db, 1, "new", answer, now + day, now);
    EXPECT_EQ(db.number("SELECT count(*) FROM idempotency"), 11) << "some at once";
    save_answer(db, 1, "newer", answer, now + day, now);
    EXPECT_EQ(db.number("SELECT count(*) FROM idempotency"), 2);
    EXPECT_TRUE(find_answer(db, 1, "new", now));
    for (auto key : {"x", "y"}) insert_token(db, {1, key, now + 2 * day}, key, now + day, day, 20);
    EXPECT_EQ(db.number("SELECT count(*) FROM tokens"), 2);
}

}  // namespace
}  // namespace tiller::store
