// A damaged file is said, never served; a full disk refuses and recovers; a backup of a store in use is whole.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "store/accounts.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/memory_disk.h"
#include "store/store.h"

namespace tiller::store {
namespace {

constexpr int kRows = 2'000;
const std::string kFile = "data/tiller.db";

std::string value_of(int row) { return fmt::format("value {} {}", row, std::string(100, 'v')); }
std::string name_of(int row) { return fmt::format("{:06}", row); }

MemoryDisk::Files filled() {
    MemoryDisk disk("filled");
    {
        auto store = std::move(*Store::open({.dir = "data", .own_thread = false, .vfs = disk.vfs()}));
        store->write([](Tx& tx) {
            for (int row = 0; row < kRows; ++row) put_meta(tx, name_of(row), value_of(row));
        });
    }
    return disk.files();
}

/// Opens and reads every row: a row that is served is right. True if the damage was said.
bool is_said(const MemoryDisk::Files& files, Millis check_limit) {
    MemoryDisk disk("damaged");
    disk.set_files(files);
    auto store = Store::open({.dir = "data", .own_thread = false, .check_limit = check_limit, .vfs = disk.vfs()});
    if (!store) {
        EXPECT_NE(store.error().message.find("damaged"), std::string::npos) << store.error().message;
        return true;
    }
    try {
        for (int row = 0; row < kRows; ++row) {
            auto value = (*store)->read([&](Db& db) { return find_meta(db, name_of(row)); });
            EXPECT_EQ(value, value_of(row));
        }
    } catch (const StoreError&) {
        EXPECT_NE((*store)->why_refusing().find("damaged"), std::string::npos) << (*store)->why_refusing();
        // From now on nothing is read and nothing written.
        EXPECT_THROW((*store)->read([](Db& db) { return find_meta(db, "x"); }), StoreError);
        EXPECT_THROW((*store)->write([](Tx& tx) { put_meta(tx, "x", "1"); }), StoreError);
        return true;
    }
    return false;
}

TEST(Damage, AHoleAtEachPlaceIsSaidAtTheStart) {
    const auto whole = filled();
    size_t size = whole.at(kFile).size();
    ASSERT_GT(size, 50u * 4096);
    EXPECT_FALSE(is_said(whole, Millis(10'000)));
    for (size_t page = 0; page * 4096 < size; page += 3) {
        SCOPED_TRACE(page);
        auto files = whole;
        auto& bytes = files[kFile];
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page * 4096), 4096, 0);
        EXPECT_TRUE(is_said(files, Millis(10'000)));
    }
}

TEST(Damage, AHoleThatTheStartHadNoTimeForIsSaidWhenItIsRead) {
    const auto whole = filled();
    int said = 0;
    for (size_t page = 1; page * 4096 < whole.at(kFile).size(); page += 7) {
        auto files = whole;
        std::fill_n(files[kFile].begin() + static_cast<std::ptrdiff_t>(page * 4096), 4096, 0);
        said += is_said(files, Millis(-1)) ? 1 : 0;
    }
    EXPECT_GT(said, 5);
}

TEST(Damage, ATruncatedFileIsSaid) {
    auto files = filled();
    files[kFile].resize(files[kFile].size() / 2);
    EXPECT_TRUE(is_said(files, Millis(10'000)));
}

TEST(Damage, RandomBytesNeverCrash) {
    const auto whole = filled();
    SeededRandom random(11);
    for (int i = 0; i < 40; ++i) {
        auto files = whole;
        auto& bytes = files[kFile];
        // In the header of the file or of a page.
        size_t at = i % 2 == 0 ? 16 + random.below(84) : random.below(bytes.size() / 4096) * 4096 + random.below(12);
        bytes[at] = static_cast<uint8_t>(random.below(256));
        MemoryDisk disk("random");
        disk.set_files(files);
        auto store = Store::open({.dir = "data", .own_thread = false, .vfs = disk.vfs()});
        if (!store) continue;
        try {
            (*store)->write([](Tx& tx) { put_meta(tx, "x", "1"); });
            (*store)->read([](Db& db) { return db.number("SELECT count(*) FROM meta"); });
        } catch (const StoreError&) {
        }
    }
}

TEST(StoreHealth, AFullDiskIsSaidAndOverByItself) {
    MemoryDisk disk("full disk");
    auto store = std::move(*Store::open({.dir = "data", .readers = 1, .vfs = disk.vfs()}));
    disk.set_full(true);
    EXPECT_THROW(store->write([](Tx& tx) { put_meta(tx, "a", std::string(100'000, 'x')); }), StoreError);
    EXPECT_NE(store->why_refusing().find("disk is full"), std::string::npos) << store->why_refusing();
    EXPECT_FALSE(store->read([](Db& db) { return find_meta(db, "a"); })) << "reads go on, and nothing was accepted";
    disk.set_full(false);
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!store->why_refusing().empty() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(store->why_refusing(), "");
}

TEST(Log, IsBoundedWhileWritesNeverCease) {
    MemoryDisk disk("log");
    auto store = std::move(*Store::open({.dir = "data", .readers = 1, .checkpoint_pages = 100, .vfs = disk.vfs()}));
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    int64_t written = 0;
    int longest = 0;
    while (std::chrono::steady_clock::now() < until) {
        // Each value is a new one: SQLite leaves a page alone that would not change.
        auto value = std::to_string(written) + std::string(3'000, 'x');
        store->write([&](Tx& tx) { put_meta(tx, name_of(static_cast<int>(written % 500)), value); });
        ++written;
        longest = std::max(longest, store->log_pages());
        if (store->log_pages() < longest / 2) break;  // begun anew
    }
    EXPECT_LT(store->log_pages(), longest) << written;
}

TEST(Backup, OfAStoreInUseIsWholeAndChecked) {
    std::string pattern = std::filesystem::temp_directory_path() / "tiller_backup_XXXXXX";
    std::string dir = mkdtemp(pattern.data());
    {
        auto store = std::move(*Store::open({.dir = dir + "/data"}));
        store->write([](Tx& tx) {
            for (int row = 0; row < kRows; ++row) put_meta(tx, name_of(row), value_of(row));
        });
        std::atomic<bool> done = false;
        std::thread writer([&] {
            for (int i = 0; !done; ++i) {
                store->write([&](Tx& tx) {
                    put_meta(tx, "first", std::to_string(i));
                    put_meta(tx, "second", std::to_string(i));
                });
            }
        });
        auto made = back_up_database(dir + "/data/tiller.db", dir + "/copy.db");
        EXPECT_TRUE(made) << made.error().message;
        done = true;
        writer.join();
    }
    EXPECT_EQ(back_up_database(dir + "/data/tiller.db", dir + "/copy.db").error().kind, ErrorKind::conflict);
    Db copy(dir + "/copy.db", true);
    EXPECT_EQ(find_meta(copy, name_of(kRows - 1)), value_of(kRows - 1));
    EXPECT_EQ(find_meta(copy, "first"), find_meta(copy, "second"));
    EXPECT_FALSE(std::filesystem::exists(dir + "/copy.db-wal"));
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace tiller::store
