#include "store/sqlite/memory_disk.h"

#include <gtest/gtest.h>

#include "store/accounts.h"
#include "store/store.h"

namespace tiller::store {
namespace {

std::unique_ptr<Store> open(const MemoryDisk& disk, bool own_thread = false) {
    auto store = Store::open({.dir = "data", .own_thread = own_thread, .readers = 2, .vfs = disk.vfs()});
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
}

std::optional<std::string> value(Store& store, std::string_view name) {
    return store.read([&](Db& db) { return find_meta(db, name); });
}

std::vector<uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(MemoryFile, AFlushedFileSurvivesWholeAndTheRestSectorBySector) {
    const std::string flushed(2048, 'a'), later(2048, 'b');
    int kept = 0, lost = 0;
    for (uint64_t seed = 0; seed < 50; ++seed) {
        SeededRandom random(seed);
        MemoryFile file;
        file.write(0, bytes(flushed));
        file.flush();
        file.write(1024, bytes(later));  // two sectors overwritten, two appended
        file.power_on(random);
        ASSERT_GE(file.bytes().size(), 2048u);
        for (size_t i = 0; i < file.bytes().size(); ++i) {
            char c = static_cast<char>(file.bytes()[i]);
            if (i < 1024) {
                ASSERT_EQ(c, 'a');
            } else if (i < 2048) {
                ASSERT_TRUE(c == 'a' || c == 'b');
                ASSERT_EQ(c, static_cast<char>(file.bytes()[i / 512 * 512])) << "a sector is whole";
            } else {
                ASSERT_TRUE(c == '\0' || c == 'b');
            }
        }
        (file.bytes()[1024] == 'b' ? kept : lost)++;
    }
    EXPECT_GT(kept, 5);
    EXPECT_GT(lost, 5);
}

TEST(MemoryFile, ATruncationCountsFromItsFlush) {
    SeededRandom random(1);
    MemoryFile file(bytes(std::string(1000, 'a')));
    file.truncate(0);
    file.flush();
    file.power_on(random);
    EXPECT_TRUE(file.bytes().empty());

    bool came_back = false;
    for (int i = 0; i < 50 && !came_back; ++i) {
        MemoryFile other(bytes(std::string(1000, 'a')));
        other.truncate(0);
        other.power_on(random);
        came_back = other.bytes() == bytes(std::string(1000, 'a'));
    }
    EXPECT_TRUE(came_back) << "a truncation that was not flushed may be lost";
}

TEST(MemoryDisk, HoldsAStoreAndItsReopening) {
    MemoryDisk disk("reopening");
    open(disk)->write([](Tx& tx) { put_meta(tx, "a", "1"); });
    auto store = open(disk, true);
    EXPECT_EQ(value(*store, "a"), "1");
    EXPECT_GT(disk.operations(), 3);
}

TEST(MemoryDisk, EverythingFailsAfterTheCutAndWhatWasCommittedIsThere) {
    MemoryDisk disk("cut");
    auto store = open(disk);
    store->write([](Tx& tx) { put_meta(tx, "a", "1"); });
    disk.die_at(disk.operations() + 1, MemoryDisk::When::before);
    EXPECT_THROW(store->write([](Tx& tx) { put_meta(tx, "b", "1"); }), StoreError);
    EXPECT_TRUE(disk.is_dead());
    EXPECT_THROW(store->write([](Tx& tx) { put_meta(tx, "c", "1"); }), StoreError);
    EXPECT_FALSE(Store::open({.dir = "data", .own_thread = false, .vfs = disk.vfs()}));
    store.reset();
    SeededRandom random(7);
    disk.power_on(random);
    EXPECT_FALSE(disk.is_dead());
    store = open(disk);
    EXPECT_EQ(value(*store, "a"), "1");
    EXPECT_FALSE(value(*store, "c"));
}

TEST(MemoryDisk, AConnectionOfTheLifeBeforeStaysDead) {
    MemoryDisk disk("life");
    auto old = open(disk);
    old->write([](Tx& tx) { put_meta(tx, "a", "1"); });
    disk.die();
    SeededRandom random(7);
    disk.power_on(random);
    auto store = open(disk);
    EXPECT_THROW(old->write([](Tx& tx) { put_meta(tx, "a", "2"); }), StoreError);
    old.reset();
    store->write([](Tx& tx) { put_meta(tx, "b", "1"); });
    EXPECT_EQ(value(*store, "a"), "1");
}

TEST(MemoryDisk, AFullDiskRefusesAndRecovers) {
    MemoryDisk disk("full");
    auto store = open(disk);
    disk.set_full(true);
    std::string large(100'000, 'x');
    EXPECT_THROW(store->write([&](Tx& tx) { put_meta(tx, "a", large); }), StoreError);
    EXPECT_FALSE(value(*store, "a"));
    disk.set_full(false);
    store->write([&](Tx& tx) { put_meta(tx, "a", large); });
    EXPECT_EQ(value(*store, "a"), large);
}

TEST(MemoryDisk, FlushesAreTold) {
    MemoryDisk disk("slow");
    auto store = open(disk);
    int flushes = 0;
    disk.set_on_flush([&] { ++flushes; });
    store->write([](Tx& tx) { put_meta(tx, "a", "1"); });
    EXPECT_GE(flushes, 1) << "a commit is flushed before it is acknowledged";
    disk.set_on_flush({});
}

TEST(MemoryDisk, ThirtyThousandTransactionsAreQuick) {
    MemoryDisk disk("quick");
    auto store = open(disk);
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 30'000; ++i) {
        store->write([&](Tx& tx) { put_meta(tx, std::to_string(i % 1000), std::to_string(i)); });
    }
    EXPECT_EQ(value(*store, "999"), "29999");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));  // sanitizers and a busy machine
}

TEST(MemoryDisk, ThreadsShareItThroughTheWalIndex) {
    MemoryDisk disk("threads");
    auto store = open(disk, true);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                store->write([&](Tx& tx) { put_meta(tx, std::to_string(t), std::to_string(i)); });
                EXPECT_EQ(value(*store, std::to_string(t)), std::to_string(i));
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST(MemoryDisk, FilesCanBeTakenAndPutBack) {
    MemoryDisk disk("files");
    open(disk)->write([](Tx& tx) { put_meta(tx, "a", "1"); });
    auto before = disk.files();
    open(disk)->write([](Tx& tx) { put_meta(tx, "a", "2"); });
    disk.set_files(before);
    EXPECT_EQ(value(*open(disk), "a"), "1");
}

}  // namespace
}  // namespace tiller::store
