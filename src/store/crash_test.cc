// A crash loses nothing that was acknowledged and leaves whole transactions only.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "store/accounts.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/memory_disk.h"
#include "store/store.h"

namespace tiller::store {
namespace {

constexpr int kTransactions = 24;

/// One transaction: changes far apart, which must be there together or not at all.
void put(Tx& tx, int n) {
    put_meta(tx, "first", std::to_string(n));
    put_meta(tx, fmt::format("row {}", n), std::string(static_cast<size_t>(n % 5) * 1500, 'x'));
    put_meta(tx, "second", std::to_string(n));
}

/// The last transaction that is there, after a look at the whole file.
int last_transaction(Store& store) {
    return store.read([](Db& db) {
        EXPECT_EQ(find_damage(db), "");
        std::string first = find_meta(db, "first").value_or("0");
        EXPECT_EQ(first, find_meta(db, "second").value_or("0"));
        EXPECT_EQ(std::to_string(db.number("SELECT count(*) FROM meta WHERE name LIKE 'row %'")), first);
        return std::stoi(first);
    });
}

StoreOptions options_of(const MemoryDisk& disk) {
    // A short log, so that the workload has checkpoints and begins the log anew.
    return {.dir = "data", .own_thread = false, .readers = 1, .checkpoint_pages = 20, .vfs = disk.vfs()};
}

/// Opens, writes, closes. Gives the number of the last transaction that was acknowledged.
int run_workload(const MemoryDisk& disk, int transactions) {
    auto store = Store::open(options_of(disk));
    if (!store) return 0;
    int acknowledged = 0;
    try {
        for (int n = 1; n <= transactions; ++n) {
            (*store)->write([&](Tx& tx) { put(tx, n); });
            acknowledged = n;
        }
    } catch (const StoreError&) {
    }
    return acknowledged;
}

struct Cut {
    MemoryDisk::When when;
    bool torn;
};

class CutTest : public ::testing::TestWithParam<Cut> {
  protected:
    /// Cuts the workload on a disk with `before` at each of its operations.
    static void cut_everywhere(const MemoryDisk::Files& before, int transactions, int64_t least_operations);
};

void CutTest::cut_everywhere(const MemoryDisk::Files& before, int transactions, int64_t least_operations) {
    int64_t operations = 0;
    {
        MemoryDisk disk("whole");
        disk.set_files(before);
        ASSERT_EQ(run_workload(disk, transactions), transactions);
        operations = disk.operations();
    }
    ASSERT_GT(operations, least_operations);
    for (int64_t at = 1; at <= operations; ++at) {
        SCOPED_TRACE(at);
        MemoryDisk disk("cut");
        disk.set_files(before);
        disk.die_at(at, GetParam().when, GetParam().torn);
        int acknowledged = run_workload(disk, transactions);
        ASSERT_TRUE(disk.is_dead());
        SeededRandom random(static_cast<uint64_t>(at));
        disk.power_on(random);
        auto store = Store::open(options_of(disk));
        ASSERT_TRUE(store) << store.error().message;
        int found = last_transaction(**store);
        // The one under way when the power went may be there: it was not refused, either.
        ASSERT_GE(found, acknowledged);
        ASSERT_LE(found, acknowledged + 1);
        (*store)->write([&](Tx& tx) { put(tx, found + 1); });
        ASSERT_EQ(last_transaction(**store), found + 1);
    }
}

class FirstStart : public CutTest {};

TEST_P(FirstStart, AtEveryOperation) { cut_everywhere({}, 1, 100); }

// The tables are there already: making them is what costs time, and FirstStart cuts it.
TEST_P(CutTest, AtEveryOperation) {
    MemoryDisk disk("made");
    ASSERT_EQ(run_workload(disk, 0), 0);
    cut_everywhere(disk.files(), kTransactions, 150);
}

std::string name_of(const ::testing::TestParamInfo<Cut>& info) {
    if (info.param.torn) return "Torn";
    return info.param.when == MemoryDisk::When::before ? "Before" : "After";
}

constexpr Cut kBefore{MemoryDisk::When::before, false}, kAfter{MemoryDisk::When::after, false},
    kTorn{MemoryDisk::When::before, true};
INSTANTIATE_TEST_SUITE_P(Crash, CutTest, ::testing::Values(kBefore, kAfter, kTorn), name_of);
// After an operation the disk is as before the next one, and what the program has told of its work, CutTest looks at.
INSTANTIATE_TEST_SUITE_P(Crash, FirstStart, ::testing::Values(kBefore, kTorn), name_of);

TEST(Crash, AKilledProcessLosesNothingThatItAcknowledged) {
    std::string pattern = std::filesystem::temp_directory_path() / "tiller_crash_XXXXXX";
    std::string dir = mkdtemp(pattern.data());
    for (int life = 1; life <= 6; ++life) {
        int pipes[2];
        ASSERT_EQ(pipe(pipes), 0);
        pid_t child = fork();
        if (child == 0) {
            auto store = Store::open({.dir = dir, .readers = 1, .checkpoint_pages = 20});
            if (!store) _exit(1);
            for (int n = last_transaction(**store) + 1;; ++n) {
                // Without waiting, so that transactions gather in groups; each is acknowledged when it is on disk.
                (*store)->write_async([n](Tx& tx) { put(tx, n); },
                                      [n, out = pipes[1]](std::exception_ptr error) {
                                          if (error || ::write(out, &n, sizeof n) != sizeof n) _exit(1);
                                      });
                if ((*store)->backlog() > 20) (*store)->write([](Tx&) {});
            }
        }
        close(pipes[1]);
        int acknowledged = 0;
        for (int i = 0; i < 20 * life; ++i) ASSERT_EQ(::read(pipes[0], &acknowledged, sizeof acknowledged), 4);
        kill(child, SIGKILL);
        int n;
        while (::read(pipes[0], &n, sizeof n) == sizeof n) acknowledged = n;
        waitpid(child, nullptr, 0);
        close(pipes[0]);
        auto store = Store::open({.dir = dir, .readers = 1});
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_GE(last_transaction(**store), acknowledged);
    }
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace tiller::store
