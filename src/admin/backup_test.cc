#include "admin/backup.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "admin/doctor_checks.h"
#include "admin/files_for_test.h"
#include "store/accounts.h"
#include "store/store.h"

namespace tiller::admin {
namespace {

namespace fs = std::filesystem;

class BackupTest : public ::testing::Test {
  protected:
    std::string data() const { return folder_.path() + "/data"; }
    std::string to() const { return folder_.path() + "/backup"; }
    TemporaryFolder folder_;
};

TEST_F(BackupTest, OfARunningServerHoldsDatabaseRecordingsAndKeys) {
    auto store = std::move(*store::Store::open({.dir = data(), .readers = 1}));
    store->write([](store::Tx& tx) { store::put_meta(tx, "link_key", "secret"); });
    fs::create_directories(data() + "/recordings/2026/01/02");
    std::ofstream(data() + "/recordings/2026/01/02/call.mp3") << "sound";
    std::ofstream(data() + "/admin.key") << "key";

    auto report = back_up(data(), to());
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->recordings, 1u);
    EXPECT_EQ(fs::file_size(to() + "/recordings/2026/01/02/call.mp3"), 5u);
    EXPECT_TRUE(fs::exists(to() + "/admin.key"));
    // Restoring is starting on the copy.
    auto restored = store::Store::open({.dir = to(), .readers = 1});
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ((*restored)->read([](store::Db& db) { return store::find_meta(db, "link_key"); }), "secret");
}

TEST_F(BackupTest, NothingIsOverwrittenAndNothingMadeUp) {
    EXPECT_EQ(back_up(data(), to()).error().kind, ErrorKind::not_found);
    EXPECT_FALSE(fs::exists(to()));
    store::Store::open({.dir = data(), .readers = 1})->reset();
    fs::create_directories(to());
    EXPECT_EQ(back_up(data(), to()).error().kind, ErrorKind::conflict);
}

TEST_F(BackupTest, ADamagedDatabaseIsSaidByTheDoctorAndNotBackedUp) {
    auto store = std::move(*store::Store::open({.dir = data(), .own_thread = false, .readers = 1}));
    store->write([](store::Tx& tx) {
        for (int i = 0; i < 500; ++i) store::put_meta(tx, std::to_string(i), std::string(500, 'x'));
    });
    store.reset();
    ASSERT_EQ(check_database(data()).at(0).grade, Grade::ok);
    std::fstream file(data() + "/tiller.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 40, '\0');
    file.close();
    EXPECT_EQ(check_database(data()).at(0).grade, Grade::error);
    EXPECT_FALSE(back_up(data(), to()));
    EXPECT_FALSE(fs::exists(to()));
}

}  // namespace
}  // namespace tiller::admin
