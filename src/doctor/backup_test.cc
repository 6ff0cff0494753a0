#include "installation/backup.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "doctor/doctor_checks.h"
#include "installation/restore.h"
#include "setup/files_testing.h"
#include "store/accounts.h"
#include "store/hold.h"
#include "store/sign_keys.h"
#include "store/store.h"
#include "store/store_testing.h"

namespace tiller::doctor {
namespace {

namespace fs = std::filesystem;

class BackupTest : public ::testing::Test {
  protected:
    std::string data() const { return folder_.path() + "/data"; }
    std::string to() const { return folder_.path() + "/backup"; }
    setup::TemporaryFolder folder_;
    ManualClock clock_;
};

TEST_F(BackupTest, OfARunningServerHoldsDatabaseRecordingsAndKeys) {
    auto store = std::move(*store::Store::open({.dir = data(), .readers = 1}));
    store->write([](store::Tx& tx) { store::put_sign_key(tx, {.account = 1, .id = "a", .secret = "secret"}); });
    fs::create_directories(data() + "/recordings/2026/01/02");
    std::ofstream(data() + "/recordings/2026/01/02/call.mp3") << "sound";
    std::ofstream(data() + "/admin.key") << "key";

    auto report = installation::back_up({data(), to()}, clock_);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->recordings, 1u);
    EXPECT_EQ(fs::file_size(to() + "/recordings/2026/01/02/call.mp3"), 5u);
    EXPECT_FALSE(fs::exists(to() + "/admin.key")) << "who finds a backup is no owner of the server";
    // Restoring is starting on the copy, with the master key that was kept elsewhere.
    EXPECT_FALSE(fs::exists(to() + "/master.key"));
    EXPECT_FALSE(store::Store::open({.dir = to(), .readers = 1}));
    fs::copy_file(data() + "/master.key", to() + "/master.key");
    auto restored = store::Store::open({.dir = to(), .readers = 1});
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ((*restored)->read([](store::Db& db) { return store::find_sign_key(db, "a")->secret; }), "secret");
    EXPECT_TRUE((*restored)->read([](store::Db& db) { return store::find_hold(db); })) << "the original may be at work";
    EXPECT_FALSE(store->read([](store::Db& db) { return store::find_hold(db); }));
    auto checks = check_hold(to());
    ASSERT_EQ(checks.size(), 1u);
    EXPECT_EQ(checks[0].found.find("on hold since 2023-11-14T22:13:20.000Z (restored"), 0u) << checks[0].found;
    EXPECT_TRUE(check_hold(data()).empty());
}

TEST_F(BackupTest, IsRestoredWithTheKeyAndOnHold) {
    auto store = std::move(*store::Store::open({.dir = data(), .readers = 1}));
    store->write([](store::Tx& tx) { store::put_sign_key(tx, {.account = 1, .id = "a", .secret = "secret"}); });
    ASSERT_TRUE(installation::back_up({data(), to()}, clock_));
    // A backup of an older version carries no hold of its own.
    store::in_database(to() + "/tiller.db", [](store::Tx& tx) {
        for (const char* name : {"hold_reason", "hold_since"}) store::delete_rows(tx, "meta", {{"name", name}});
    });

    std::string fresh = folder_.path() + "/fresh";
    auto without_key = installation::restore({to(), fresh, ""}, clock_);
    EXPECT_EQ(without_key.error().kind, ErrorKind::not_found) << without_key.error().message;
    std::ofstream(folder_.path() + "/other.key") << std::string(64, '0');
    EXPECT_FALSE(installation::restore({to(), fresh, folder_.path() + "/other.key"}, clock_));
    EXPECT_FALSE(fs::exists(fresh)) << "what does not open is not left behind";
    EXPECT_EQ(installation::restore({to(), data(), ""}, clock_).error().kind, ErrorKind::conflict);
    EXPECT_EQ(installation::restore({to() + "x", fresh, ""}, clock_).error().kind, ErrorKind::not_found);

    auto done = installation::restore({to(), fresh, data() + "/master.key"}, clock_);
    ASSERT_TRUE(done) << done.error().message;
    auto restored = store::Store::open({.dir = fresh, .readers = 1});
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ((*restored)->read([](store::Db& db) { return store::find_sign_key(db, "a")->secret; }), "secret");
    EXPECT_TRUE((*restored)->read([](store::Db& db) { return store::find_hold(db); }));
}

TEST_F(BackupTest, WithTheMasterKeyItStartsAsItIs) {
    auto store = std::move(*store::Store::open({.dir = data(), .readers = 1}));
    store->write([](store::Tx& tx) { store::put_sign_key(tx, {.account = 1, .id = "a", .secret = "secret"}); });
    std::ofstream(data() + "/admin.key") << "key";
    ASSERT_TRUE(installation::back_up({data(), to(), true}, clock_));
    EXPECT_TRUE(fs::exists(to() + "/admin.key"));
    ASSERT_TRUE(store->replace_master_key());
    auto restored = store::Store::open({.dir = to(), .readers = 1});
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ((*restored)->read([](store::Db& db) { return store::find_sign_key(db, "a")->secret; }), "secret");
    // A key that does not open the copy is no backup of it.
    std::ofstream(data() + "/master.key") << std::string(64, '0');
    EXPECT_FALSE(installation::back_up({data(), to() + "2", true}, clock_));
    EXPECT_FALSE(fs::exists(to() + "2"));
}

TEST_F(BackupTest, NothingIsOverwrittenAndNothingMadeUp) {
    EXPECT_EQ(installation::back_up({data(), to()}, clock_).error().kind, ErrorKind::not_found);
    EXPECT_FALSE(fs::exists(to()));
    store::Store::open({.dir = data(), .readers = 1})->reset();
    fs::create_directories(to());
    EXPECT_EQ(installation::back_up({data(), to()}, clock_).error().kind, ErrorKind::conflict);
}

TEST_F(BackupTest, ADamagedDatabaseIsSaidByTheDoctorAndNotBackedUp) {
    auto store = std::move(*store::Store::open({.dir = data(), .own_thread = false, .readers = 1}));
    store->write([](store::Tx& tx) {
        for (int i = 0; i < 500; ++i) store::put_meta(tx, std::to_string(i), std::string(500, 'x'));
    });
    store.reset();
    ASSERT_EQ(check_database(data()).at(0).grade, doctor::Grade::ok);
    std::fstream file(data() + "/tiller.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 40, '\0');
    file.close();
    EXPECT_EQ(check_database(data()).at(0).grade, doctor::Grade::error);
    EXPECT_FALSE(installation::back_up({data(), to()}, clock_));
    EXPECT_FALSE(fs::exists(to()));
}

}  // namespace
}  // namespace tiller::doctor
