#include "store/store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/accounts.h"
#include "store/migrations.h"

namespace tiller::store {
namespace {

class StoreTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_store_XXXXXX";
        dir_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(dir_); }
    std::unique_ptr<Store> open(bool own_thread = true) {
        auto store = Store::open({.dir = dir_, .own_thread = own_thread});
        EXPECT_TRUE(store) << store.error().message;
        return std::move(*store);
    }
    std::string dir_;
};

TEST_F(StoreTest, WhatWasWrittenIsThereAfterAReopen) {
    open()->write([](Tx& tx) { put_meta(tx, "a", "1"); });
    EXPECT_EQ(open()->read([](Db& db) { return find_meta(db, "a"); }), "1");
}

TEST_F(StoreTest, AFailedTransactionLeavesNothingAndDoesNotTouchItsGroup) {
    auto store = open();
    // All three wait behind the first, so that the writer takes them as one group.
    std::promise<void> go, done;
    store->write_async([&](Tx&) { go.get_future().wait(); }, {});
    std::exception_ptr first, second;
    store->write_async([](Tx& tx) { put_meta(tx, "good", "1"); }, [&](std::exception_ptr e) { first = e; });
    store->write_async(
        [](Tx& tx) {
            put_meta(tx, "bad", "1");
            throw std::runtime_error("no");
        },
        [&](std::exception_ptr e) {
            second = e;
            done.set_value();
        });
    go.set_value();
    done.get_future().wait();
    EXPECT_FALSE(first);
    EXPECT_TRUE(second);
    store->read([](Db& db) {
        EXPECT_EQ(find_meta(db, "good"), "1");
        EXPECT_FALSE(find_meta(db, "bad"));
    });
}

TEST_F(StoreTest, ManyThreadsWriteAndNothingIsLost) {
    auto store = open();
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                store->write([&](Tx& tx) { put_meta(tx, std::to_string(t) + "/" + std::to_string(i), "x"); });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(store->read([](Db& db) { return db.number("SELECT count(*) FROM meta"); }), 400);
}

TEST_F(StoreTest, AFolderHasOneOwner) {
    auto store = open();
    auto other = Store::open({.dir = dir_});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, ErrorKind::conflict);
}

TEST_F(StoreTest, ADatabaseFromTheFutureIsRefused) {
    open(false)->write([](Tx& tx) { tx.script("PRAGMA user_version=999"); });
    auto store = Store::open({.dir = dir_});
    ASSERT_FALSE(store);
    EXPECT_NE(store.error().message.find("newer tiller"), std::string::npos);
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsSaidNotServed) {
    std::filesystem::create_directories(dir_);
    std::ofstream(dir_ + "/tiller.db") << std::string(8192, 'x');
    EXPECT_FALSE(Store::open({.dir = dir_}));
}

TEST_F(StoreTest, OldTokensRunOnAndTheOldestGoes) {
    auto store = open(false);
    Instant now = from_ms(1'700'000'000'000);
    Millis day = std::chrono::hours(24);
    store->write([&](Tx& tx) {
        for (int i = 0; i < 25; ++i) {
            Instant at = now + Millis(i);
            insert_token(tx, {1, "key", at + day}, "hash" + std::to_string(i), at, day, 20);
        }
        EXPECT_FALSE(find_token(tx, "hash4", now));
        EXPECT_TRUE(find_token(tx, "hash5", now));
        EXPECT_TRUE(find_token(tx, "hash24", now));
        // Each new token gives the older ones another day from then.
        EXPECT_EQ(find_token(tx, "hash5", now)->expires, now + Millis(24) + day);
        EXPECT_FALSE(find_token(tx, "hash5", now + Millis(24) + day));
    });
}

}  // namespace
}  // namespace tiller::store
