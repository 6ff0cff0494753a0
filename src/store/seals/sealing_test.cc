#include "store/seals/sealing.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/crypto/aes.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/encryption_keys.h"
#include "store/endpoints.h"
#include "store/engines.h"
#include "store/migrations.h"
#include "store/seals/lost_secrets.h"
#include "store/setup.h"
#include "store/sign_keys.h"
#include "store/sqlite/backup.h"
#include "store/store.h"

namespace tiller::store {
namespace {

namespace fs = std::filesystem;

const std::string kLinePassword = "planted-line-password", kSecret = "planted-webhook-secret",
                  kOldSecret = "planted-old-secret", kQuery = "?key=planted-query-key",
                  kSignSecret = "planted-sign-secret", kLinkKey = "planted-link-key", kBodyKey(kAesKeyBytes, 'k');
const std::string kSignKey(32, 'a');

class SealingTest : public testing::Test {
  protected:
    SealingTest() {
        std::string name = (fs::temp_directory_path() / "tiller_sealing_XXXXXX").string();
        dir_ = ::mkdtemp(name.data());
    }
    ~SealingTest() override { fs::remove_all(dir_); }

    std::string file(const std::string& name) const { return dir_ + "/" + name; }
    std::unique_ptr<Store> open() const {
        auto store = Store::open({.dir = dir_, .own_thread = false, .readers = 1});
        EXPECT_TRUE(store) << store.error().message;
        return std::move(*store);
    }
    /// What an operator reads at the start.
    std::string refusal() const {
        auto store = Store::open({.dir = dir_, .own_thread = false, .readers = 1});
        return store ? "" : store.error().message;
    }
    void plant(Store& store) const {
        store.write([](Tx& tx) {
            set_line_password(tx, 1, put_line(tx, {.account = 1, .name = "L", .config = "{}"}), kLinePassword);
            put_endpoint(tx,
                         {.account = 1, .url = "https://a/hook" + kQuery, .secret = kSecret, .old_secret = kOldSecret});
            put_sign_key(tx, {.account = 1, .id = kSignKey, .secret = kSignSecret});
            insert_encryption_key(tx, {.account = 1, .id = "main", .sealed = {}}, kBodyKey);
            put_meta(tx, "link_key", tx.vault().seal(kLinkKey, kNameOfLinkKey));
        });
    }
    void plant_engine(Store& store) const {
        store.write([](Tx& tx) { set_engine_key(tx, put_engine(tx, {0, "far", true, "{}"}), kSecret); });
    }
    void expect_all_open(Store& store) const {
        store.read([](Db& db) {
            EXPECT_EQ(open_line_password(db, *find_line(db, 1, "L")), kLinePassword);
            auto endpoint = endpoints_of(db, 1).at(0);
            EXPECT_EQ(endpoint.url, "https://a/hook" + kQuery);
            EXPECT_EQ(endpoint.secret, kSecret);
            EXPECT_EQ(endpoint.old_secret, kOldSecret);
            EXPECT_EQ(find_sign_key(db, kSignKey)->secret, kSignSecret);
            EXPECT_EQ(open_encryption_key(db, list_encryption_keys(db, 1).at(0)), kBodyKey);
            EXPECT_EQ(db.vault().open(*find_meta(db, "link_key"), kNameOfLinkKey), kLinkKey);
            EXPECT_EQ(check_seals(db), 7);
        });
    }
    /// No planted secret in any file of the folder, but for `but`.
    void expect_nothing_plain(const std::string& but = "") const {
        for (const auto& entry : fs::directory_iterator(dir_)) {
            if (entry.path().filename() == but) continue;
            std::stringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            for (const auto& planted :
                 {kLinePassword, kSecret, kOldSecret, kQuery.substr(1), kSignSecret, kLinkKey, kBodyKey}) {
                EXPECT_EQ(text.str().find(planted), std::string::npos) << planted << " is in " << entry.path();
            }
        }
    }
    std::vector<std::string> master_lines() const {
        std::vector<std::string> lines;
        std::ifstream in(file("master.key"));
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        return lines;
    }
    void write_master(const std::vector<std::string>& lines) const {
        std::ofstream out(file("master.key"));
        for (const auto& line : lines) out << line << "\n";
    }

    std::string dir_;
    SystemRandom random_;
};

TEST_F(SealingTest, NothingLiesPlainInDatabaseLogOrBackup) {
    auto store = open();
    plant(*store);
    ASSERT_GT(fs::file_size(file("tiller.db-wal")), 0u);
    ASSERT_TRUE(back_up_database(file("tiller.db"), file("backup.db")));
    expect_nothing_plain();
    expect_all_open(*store);
    store.reset();
    expect_nothing_plain();
    expect_all_open(*open());
}

TEST_F(SealingTest, DatabaseOfBeforeIsSealed) {
    auto steps = released_steps();
    size_t before = 0;
    while (std::string_view(steps[before]).find("seal(") == std::string_view::npos) ++before;
    {
        // In the log as a running server of before leaves it: the last connection did not close.
        Tx db(file("tiller.db"), false), another(file("tiller.db"), false);
        db.script("PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON;");
        migrate(db, file("tiller.db"), steps.first(before));
        db.run("INSERT INTO lines(key, account, name, enabled, config) VALUES(5, 1, 'L', 1, ?)",
               R"({"servers":["sip:a"],"password":")" + kLinePassword + R"(","registers":true})");
        db.run("INSERT INTO lines(key, account, name, enabled, config) VALUES(6, 1, 'none', 1, '{}')");
        db.run("INSERT INTO endpoints(account, url, events, secret, old_secret, enabled) VALUES(1,?,7,?,?,1)",
               "https://a/hook" + kQuery, kSecret, kOldSecret);
        db.run("INSERT INTO sign_keys(account, id, secret, unsigned, created) VALUES(1,?,?,0,0)", kSignKey,
               kSignSecret);
        db.run("INSERT INTO meta(name, value) VALUES('link_key', ?)", kLinkKey);
    }
    auto store = open();
    store->write([](Tx& tx) { insert_encryption_key(tx, {.account = 1, .id = "main", .sealed = {}}, kBodyKey); });
    expect_all_open(*store);
    store->read([](Db& db) {
        EXPECT_EQ(find_line(db, 1, "L")->config, R"({"servers":["sip:a"],"registers":true})");
        EXPECT_EQ(find_line(db, 1, "none")->sealed_password, "");
    });
    expect_nothing_plain("tiller.db.before-" + std::to_string(before));
    store.reset();
    expect_nothing_plain("tiller.db.before-" + std::to_string(before));
}

TEST_F(SealingTest, SecretOpensInItsOwnRowOnly) {
    auto store = open();
    plant(*store);
    store->write([](Tx& tx) {
        put_endpoint(tx, {.account = 2, .url = "https://b", .secret = "another"});
        tx.run("UPDATE endpoints SET secret=(SELECT secret FROM endpoints WHERE account=1) WHERE account=2");
    });
    EXPECT_THROW(store->read([](Db& db) { return endpoints_of(db, 2); }), StoreError);
    EXPECT_EQ(store->read([](Db& db) { return endpoints_of(db, 1).at(0).secret; }), kSecret);
}

TEST_F(SealingTest, SecretsThatMoveOpenAfterwards) {
    auto store = open();
    plant(*store);
    store->write([](Tx& tx) {
        auto endpoint = endpoints_of(tx, 1).at(0);
        move_endpoint(tx, endpoint.key, "https://moved");
        rotate_endpoint_secret(tx, endpoint.key, "the next", from_ms(1));
        EXPECT_EQ(endpoints_of(tx, 1).at(0).secret, "the next");
        EXPECT_EQ(endpoints_of(tx, 1).at(0).old_secret, kSecret);
        put_line(tx, {.account = 1, .name = "L", .config = R"({"max_channels":3})"});
        EXPECT_EQ(open_line_password(tx, *find_line(tx, 1, "L")), kLinePassword) << "it stays when the line changes";
        drop_expired_secrets(tx, from_ms(2));
        EXPECT_EQ(endpoints_of(tx, 1).at(0).old_secret, "");
    });
}

TEST_F(SealingTest, WebhooksMayDifferInTheirQueriesOnly) {
    auto store = open();
    store->write([](Tx& tx) {
        int64_t one = put_endpoint(tx, {.account = 1, .url = "https://a/hook?key=1", .secret = "s1"});
        int64_t two = put_endpoint(tx, {.account = 1, .url = "https://a/hook?key=2", .secret = "s2"});
        int64_t bare = put_endpoint(tx, {.account = 1, .url = "https://a/hook", .secret = "s3"});
        EXPECT_EQ(std::set({one, two, bare}).size(), 3u);
        EXPECT_EQ(put_endpoint(tx, {.account = 1, .url = "https://a/hook?key=2", .secret = "other"}), two);
        EXPECT_EQ(find_endpoint(tx, 1, two)->secret, "other");
        EXPECT_EQ(find_endpoint(tx, 1, one)->url, "https://a/hook?key=1");
        EXPECT_EQ(find_endpoint_key(tx, 1, "https://a/hook"), bare);
        EXPECT_FALSE(find_endpoint_key(tx, 2, "https://a/hook"));
        EXPECT_FALSE(find_endpoint_key(tx, 1, "https://a/hook?key=3"));
        move_endpoint(tx, one, "https://b/?key=3");
        EXPECT_EQ(find_endpoint_key(tx, 1, "https://b/?key=3"), one);
        EXPECT_FALSE(find_endpoint_key(tx, 1, "https://a/hook?key=1"));
    });
}

TEST_F(SealingTest, LostOrWrongMasterKeyIsSaidAtTheStart) {
    plant(*open());
    auto lines = master_lines();
    write_master({random_.hex(kAesKeyBytes)});
    EXPECT_NE(refusal().find("master.key in the data folder does not open the secret lines/1/1"), std::string::npos)
        << refusal();
    fs::remove(file("master.key"));
    EXPECT_NE(refusal().find("there is no"), std::string::npos) << refusal();
    EXPECT_NE(refusal().find("Bring it back"), std::string::npos) << refusal();
    EXPECT_FALSE(fs::exists(file("master.key"))) << "a new one would hide that the old one is missing";
    write_master({"rubbish"});
    EXPECT_NE(refusal().find("64 hex digits"), std::string::npos) << refusal();
    write_master(lines);
    expect_all_open(*open());
}

TEST_F(SealingTest, MasterKeyIsReplacedWhileTheStoreIsInUse) {
    auto store = open();
    plant(*store);
    auto old = master_lines();
    auto count = store->replace_master_key();
    ASSERT_TRUE(count) << count.error().message;
    EXPECT_EQ(*count, 7);
    expect_all_open(*store);
    auto fresh = master_lines();
    ASSERT_EQ(fresh.size(), 1u);
    EXPECT_NE(fresh, old);
    store.reset();
    expect_all_open(*open());
    write_master(old);
    EXPECT_NE(refusal(), "") << "the old key opens nothing any more";
}

TEST_F(SealingTest, ProcessThatDiesWhileTheKeyIsReplacedLeavesAStoreThatOpens) {
    auto store = open();
    plant(*store);
    auto old = master_lines();
    const std::string fresh = random_.hex(kAesKeyBytes);
    // It died before the secrets were sealed anew: the next start does it.
    store.reset();
    write_master({fresh, old.at(0)});
    expect_all_open(*open());
    // It died before the old key was dropped.
    expect_all_open(*open());
    write_master({fresh});
    expect_all_open(*open());
    // It died while it wrote the file: what it wrote lies beside.
    std::ofstream(file("master.key.4711")) << "half";
    ASSERT_TRUE(open()->replace_master_key());
    expect_all_open(*open());
}

TEST_F(SealingTest, TheKeyOfAnEngineIsSealedAndGoesWithTheMasterKey) {
    auto store = open();
    plant_engine(*store);
    store.reset();
    expect_nothing_plain();
    store = open();
    ASSERT_TRUE(store->replace_master_key());
    store->read([](Db& db) { EXPECT_EQ(open_engine_key(db, *find_engine(db, "far")), kSecret); });
}

TEST_F(SealingTest, WhatALostKeyOpenedIsDiscardedAndTheRestStays) {
    using Kind = LostSecret::Kind;
    auto store = open();
    plant(*store);
    plant_engine(*store);
    auto master = MasterKey::read(dir_);
    store->read([&](Db& db) {
        EXPECT_TRUE(find_lost_secrets(db, &*master).empty());
        EXPECT_EQ(find_lost_secrets(db, nullptr).size(), 8u);
    });
    store.reset();
    write_master({std::string(64, '0')});
    EXPECT_NE(refusal().find("discard-sealed"), std::string::npos);
    auto opened = Store::open({.dir = dir_, .own_thread = false, .readers = 1, .may_lack_master_key = true});
    ASSERT_TRUE(opened) << opened.error().message;
    (*opened)->write([&](Tx& tx) {
        // One that was set since opens, and stays.
        insert_encryption_key(tx, {.account = 1, .id = "new", .sealed = {}}, kBodyKey);
        auto lost = find_lost_secrets(tx, tx.vault().master().get());
        ASSERT_EQ(lost.size(), 8u);
        EXPECT_EQ(lost[0].kind, Kind::line_password);
        EXPECT_EQ(lost[0].id, "L");
        EXPECT_EQ(lost[1].told, "https://a/hook");
        EXPECT_EQ(lost[3].kind, Kind::webhook_query);
        discard_lost_secrets(tx, lost, from_ms(1), "somebody");
    });
    opened->reset();
    store = open();
    store->read([](Db& db) {
        auto line = *find_line(db, 1, "L");
        EXPECT_EQ(line.sealed_password, "");
        EXPECT_FALSE(line.enabled);
        auto endpoint = endpoints_of(db, 1).at(0);
        EXPECT_EQ(endpoint.url, "https://a/hook") << "its query is lost";
        EXPECT_FALSE(endpoint.enabled);
        EXPECT_EQ(endpoint.off_reason, "its secret was lost with master.key");
        EXPECT_GT(endpoint.secret.size(), 40u) << "an empty one could be guessed";
        EXPECT_NE(endpoint.secret, kSecret);
        EXPECT_EQ(endpoint.old_secret, "");
        EXPECT_FALSE(find_sign_key(db, kSignKey));
        ASSERT_EQ(list_encryption_keys(db, 1).size(), 1u);
        EXPECT_EQ(open_encryption_key(db, list_encryption_keys(db, 1)[0]), kBodyKey);
        EXPECT_FALSE(find_meta(db, "link_key"));
        EXPECT_EQ(find_engine(db, "far")->sealed, "");
        EXPECT_FALSE(find_engine(db, "far")->enabled);
        EXPECT_TRUE(find_lost_secrets(db, db.vault().master().get()).empty());
        EXPECT_EQ(list_audit(db, {.actor = "somebody"}, 10).size(), 8u);
    });
}

TEST_F(SealingTest, NothingIsReplacedWhenTheFileCannotBeWritten) {
    auto store = open();
    plant(*store);
    fs::create_directory(file("elsewhere"));
    fs::rename(file("master.key"), file("elsewhere/key"));
    fs::create_symlink("elsewhere/nowhere", file("master.key"));
    EXPECT_FALSE(store->replace_master_key());
    fs::remove(file("master.key"));
    fs::rename(file("elsewhere/key"), file("master.key"));
    store.reset();
    expect_all_open(*open());
}

}  // namespace
}  // namespace tiller::store
