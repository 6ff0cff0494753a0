// A commit that was acknowledged is there, or its loss is said: whatever befalls the files, whenever the process died.
#include "store/sqlite/log_watch.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/accounts.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/memory_disk.h"
#include "store/store.h"

namespace tiller::store {
namespace {

const std::string kFile = "data/tiller.db", kLog = "data/tiller.db-wal", kMark = "data/tiller.db-mark";
constexpr size_t kHeader = 32, kFrame = 24 + 4096;
constexpr int kTransactions = 24;

/// One transaction: changes far apart, which must be there together or not at all.
void put(Tx& tx, int n) {
    put_meta(tx, "first", std::to_string(n));
    put_meta(tx, fmt::format("row {}", n), std::string(static_cast<size_t>(n % 5) * 1500, 'x'));
    put_meta(tx, "second", std::to_string(n));
}

StoreOptions options_of(const MemoryDisk& disk, int checkpoint_pages = 20) {
    return {.dir = "data", .own_thread = false, .readers = 1, .checkpoint_pages = checkpoint_pages, .vfs = disk.vfs()};
}

/// The last transaction that is there, in a database that is whole.
int last_transaction(Store& store) {
    return store.read([](Db& db) {
        EXPECT_EQ(find_damage(db), "");
        std::string first = find_meta(db, "first").value_or("0");
        EXPECT_EQ(first, find_meta(db, "second").value_or("0"));
        EXPECT_EQ(std::to_string(db.number("SELECT count(*) FROM meta WHERE name LIKE 'row %'")), first);
        return std::stoi(first);
    });
}

struct Killed {
    MemoryDisk::Files files;  // as the system holds them after the end of the process alone
    int acknowledged = 0;
};

/// Opens, writes, dies at the operation with this number; -1: after the last transaction.
Killed run_and_kill(int64_t at, int checkpoint_pages = 20) {
    MemoryDisk disk("killed");
    disk.die_at(at, MemoryDisk::When::after);
    auto store = Store::open(options_of(disk, checkpoint_pages));
    Killed out;
    if (store) {
        try {
            for (int n = 1; n <= kTransactions; ++n) {
                (*store)->write([&](Tx& tx) { put(tx, n); });
                out.acknowledged = n;
            }
        } catch (const StoreError&) {
        }
    }
    disk.die();
    out.files = disk.files();
    return out;
}

/// Why the store does not open, or empty; then all that was acknowledged is there.
std::string refusal(const MemoryDisk::Files& files, int acknowledged) {
    MemoryDisk disk("again");
    disk.set_files(files);
    auto store = Store::open(options_of(disk));
    if (!store) {
        EXPECT_NE(store.error().message.find("the database is damaged"), std::string::npos) << store.error().message;
        EXPECT_NE(store.error().message.find("restore a backup"), std::string::npos) << store.error().message;
        MemoryDisk::Files after = disk.files();
        for (auto& [name, content] : files) EXPECT_TRUE(after[name] == content) << name << " was changed";
        return store.error().message;
    }
    int found = last_transaction(**store);
    EXPECT_GE(found, acknowledged);
    return {};
}

void flip(std::vector<uint8_t>& bytes, size_t at, Random& random) {
    bytes.at(at) ^= static_cast<uint8_t>(1U << random.below(8));
}

TEST(LogWatch, AFlippedBitInAnyAcknowledgedFrameIsSaid) {
    const auto killed = run_and_kill(-1, 10'000);
    ASSERT_EQ(killed.acknowledged, kTransactions);
    ASSERT_EQ(refusal(killed.files, kTransactions), "");
    const size_t frames = (killed.files.at(kLog).size() - kHeader) / kFrame;
    ASSERT_GT(frames, 40u);
    SeededRandom random(3);
    for (size_t frame = 0; frame < frames; ++frame) {
        // In the page's number, the commit's mark, the salts, the checksum, the page.
        for (size_t offset : {size_t{2}, size_t{6}, size_t{8 + random.below(8)}, size_t{16 + random.below(8)},
                              size_t{24 + random.below(4096)}}) {
            auto files = killed.files;
            flip(files[kLog], kHeader + frame * kFrame + offset, random);
            std::string said = refusal(files, kTransactions);
            EXPECT_NE(
                said.find(fmt::format("tiller.db-wal\": frame {}, at byte {}, ", frame + 1, kHeader + frame * kFrame)),
                std::string::npos)
                << "frame " << frame + 1 << ", byte " << offset << ": " << said;
        }
    }
    for (size_t offset = 0; offset < kHeader; ++offset) {
        auto files = killed.files;
        flip(files[kLog], offset, random);
        EXPECT_NE(refusal(files, kTransactions), "") << "header, byte " << offset;
    }
}

TEST(LogWatch, ALogThatIsCutShortOrGoneIsSaid) {
    const auto killed = run_and_kill(-1, 10'000);
    const size_t size = killed.files.at(kLog).size();
    for (size_t kept = 0; kept < size; kept += kFrame / 2) {
        auto files = killed.files;
        files[kLog].resize(kept);
        EXPECT_NE(refusal(files, kTransactions), "") << kept;
    }
    auto files = killed.files;
    files.erase(kLog);
    EXPECT_NE(refusal(files, kTransactions).find("ends with commit 0, and commit 24 was acknowledged"),
              std::string::npos);
}

TEST(LogWatch, WheneverTheProcessDiedDamageIsSaidOrHarmless) {
    int64_t operations = 0;
    {
        MemoryDisk disk("whole");
        auto store = std::move(*Store::open(options_of(disk)));
        for (int n = 1; n <= kTransactions; ++n) store->write([&](Tx& tx) { put(tx, n); });
        operations = disk.operations();
    }
    SeededRandom random(5);
    int said = 0, tried = 0;
    for (int64_t at = 1; at <= operations; at += 7) {
        SCOPED_TRACE(at);
        const auto killed = run_and_kill(at);
        ASSERT_EQ(refusal(killed.files, killed.acknowledged), "") << "a kill is no damage";
        auto damaged = [&](auto damage) {
            auto files = killed.files;
            if (!files.contains(kLog) || files[kLog].size() < kHeader) return;
            damage(files);
            ++tried;
            said += refusal(files, killed.acknowledged).empty() ? 0 : 1;
        };
        damaged([&](auto& files) { flip(files[kLog], random.below(files[kLog].size()), random); });
        damaged([&](auto& files) { files[kLog].resize(random.below(files[kLog].size())); });
        damaged([&](auto& files) {
            auto page = files[kLog].begin() + static_cast<std::ptrdiff_t>(random.below(files[kLog].size()));
            std::fill(page, page + std::min<std::ptrdiff_t>(4096, files[kLog].end() - page), 0);
        });
        damaged([&](auto& files) { files.erase(kLog); });
        damaged([&](auto& files) { files[kFile].resize(random.below(files[kFile].size())); });
        damaged([&](auto& files) { files.erase(kFile); });
    }
    EXPECT_GT(tried, 100);
    EXPECT_GT(said, tried / 3);
}

TEST(LogWatch, AnOlderFileInItsPlaceIsSaid) {
    const auto early = run_and_kill(-1, 5);
    MemoryDisk disk("older");
    disk.set_files(early.files);
    MemoryDisk::Files before;
    for (int turn = 0; turn < 2; ++turn) {
        auto store = std::move(*Store::open(options_of(disk)));
        for (int n = 1; n <= 3; ++n) store->write([&](Tx& tx) { put(tx, kTransactions + 3 * turn + n); });
        store.reset();
        if (turn == 0) before = disk.files();
    }
    auto files = disk.files();
    ASSERT_FALSE(files.contains(kLog)) << "closed in order";
    EXPECT_EQ(refusal(files, kTransactions + 6), "");
    files[kFile] = before.at(kFile);
    EXPECT_NE(refusal(files, kTransactions + 6).find("or an older file was put in its place"), std::string::npos);
    files.erase(kMark);
    EXPECT_EQ(refusal(files, kTransactions + 3), "") << "who removes the mark wants the older file";
}

TEST(LogWatch, AnotherProgramMayMoveTheLog) {
    for (int64_t at : {60, 90, 120, 150, 180}) {
        const auto killed = run_and_kill(at);
        MemoryDisk disk("moved");
        disk.set_files(killed.files);
        Db(kFile, false, disk.vfs()).number("SELECT count(*) FROM sqlite_master");
        ASSERT_FALSE(disk.files().contains(kLog)) << "the last connection took it away";
        EXPECT_EQ(refusal(disk.files(), killed.acknowledged), "") << at;
    }
}

TEST(LogWatch, ADamagedMarkIsSaidAndAMissingOneIsMadeAnew) {
    const auto killed = run_and_kill(-1);
    SeededRandom random(9);
    auto files = killed.files;
    for (auto& byte : files[kMark]) byte = static_cast<uint8_t>(random.below(256));
    EXPECT_NE(refusal(files, kTransactions).find("tiller.db-mark"), std::string::npos);
    files = killed.files;
    flip(files[kMark], 20, random);
    EXPECT_EQ(refusal(files, 0), "") << "the other sector holds";
    files.erase(kMark);
    EXPECT_EQ(refusal(files, kTransactions), "") << "an installation from before there were marks, or a backup";
}

class RealDisk : public ::testing::Test {
  protected:
    RealDisk() {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_log_XXXXXX";
        dir_ = mkdtemp(pattern.data());
    }
    ~RealDisk() override { std::filesystem::remove_all(dir_); }
    /// Rows without overflow pages, all in the database and none in the log.
    static void fill(Store& store) {
        store.write([](Tx& tx) {
            for (int n = 1; n <= 4'000; ++n) put_meta(tx, fmt::format("{:06}", n), std::string(100, 'x'));
        });
        ASSERT_TRUE(store.empty_log());
    }
    std::string dir_;
};

TEST_F(RealDisk, ALogThatIsDamagedWhileItIsUsedIsNotMovedIntoTheDatabase) {
    auto open = [&] { return Store::open({.dir = dir_, .readers = 1, .checkpoint_pages = 1'000'000}); };
    auto store = std::move(*open());
    for (int n = 1; n <= kTransactions; ++n) store->write([&](Tx& tx) { put(tx, n); });
    {
        std::fstream log(dir_ + "/tiller.db-wal", std::ios::in | std::ios::out | std::ios::binary);
        log.seekp(kHeader + 10 * kFrame + 2000);
        log << "damage";
    }
    EXPECT_FALSE(store->empty_log());
    EXPECT_NE(store->why_refusing().find("damaged"), std::string::npos);
    EXPECT_THROW(store->write([](Tx& tx) { put(tx, kTransactions + 1); }), StoreError);
    store.reset();
    EXPECT_TRUE(std::filesystem::exists(dir_ + "/tiller.db-wal")) << "left as it is";
    auto again = open();
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().message.find("frame 11, at byte"), std::string::npos) << again.error().message;
    EXPECT_NE(find_damage(dir_ + "/tiller.db").find("frame 11, at byte"), std::string::npos);
    EXPECT_FALSE(back_up_database(dir_ + "/tiller.db", dir_ + "/copy.db"));
}

TEST_F(RealDisk, ADatabaseThatIsCutShortWhileItIsUsedIsSaid) {
    auto store = std::move(*Store::open({.dir = dir_, .readers = 1}));
    fill(*store);
    std::filesystem::resize_file(dir_ + "/tiller.db", 4 * 4096);
    EXPECT_THROW(store->read([](Db& db) { return db.number("SELECT sum(length(value)) FROM meta"); }), StoreError);
    EXPECT_NE(store->why_refusing().find("damaged"), std::string::npos);
}

TEST_F(RealDisk, TheStartWaitsForTheLookAtTheFileOnlySoLong) {
    {
        auto store = std::move(*Store::open({.dir = dir_, .readers = 1}));
        fill(*store);
    }
    {
        std::fstream file(dir_ + "/tiller.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(dir_ + "/tiller.db") / 2 / 4096 * 4096));
        file << std::string(4096, '\0');
    }
    auto store = Store::open({.dir = dir_, .readers = 1, .check_limit = Millis(0)});
    if (store) {  // else the look was quicker
        auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while ((*store)->is_checking() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        EXPECT_NE((*store)->why_refusing().find("damaged"), std::string::npos) << "said without being read";
    }
}

}  // namespace
}  // namespace tiller::store
