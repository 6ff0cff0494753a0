#include "store/hold.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/store.h"

namespace tiller::store {
namespace {

TEST(Hold, StaysUntilItIsEnded) {
    std::string dir = std::filesystem::temp_directory_path() / "tiller_hold_XXXXXX";
    ASSERT_TRUE(mkdtemp(dir.data()));
    auto open = [&] { return std::move(*Store::open({.dir = dir, .own_thread = false, .readers = 1})); };
    auto hold_of = [](Store& store) { return store.read([](Db& db) { return find_hold(db); }); };
    {
        auto store = open();
        EXPECT_FALSE(hold_of(*store));
        store->write([](Tx& tx) { begin_hold(tx, "restored", from_ms(1'000)); });
        store->write([](Tx& tx) { begin_hold(tx, "started with --hold", from_ms(2'000)); });
    }
    {
        auto store = open();
        auto hold = hold_of(*store);
        ASSERT_TRUE(hold) << "a restart does not end it";
        EXPECT_EQ(told(*hold).substr(0, 61), "on hold since 1970-01-01T00:00:01.000Z (started with --hold):");
        EXPECT_TRUE(store->write([](Tx& tx) { return end_hold(tx); }));
        EXPECT_FALSE(store->write([](Tx& tx) { return end_hold(tx); })) << "nothing was on hold";
        EXPECT_FALSE(hold_of(*store));
    }
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace tiller::store
