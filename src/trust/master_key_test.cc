#include "trust/master_key.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/encryption_keys.h"
#include "store/store.h"
#include "trust/body_cipher.h"

namespace tiller::trust {
namespace {

class MasterKeyTest : public testing::Test {
  protected:
    MasterKeyTest() {
        std::string name = (std::filesystem::temp_directory_path() / "tiller_master_XXXXXX").string();
        dir_ = ::mkdtemp(name.data());
    }
    ~MasterKeyTest() override { std::filesystem::remove_all(dir_); }
    std::string file() const { return dir_ + "/master.key"; }
    void write(const std::string& text) { std::ofstream(file()) << text; }
    std::string read() {
        std::ifstream in(file());
        std::string line;
        std::getline(in, line);
        return line;
    }

    std::string dir_;
    SystemRandom random_;
};

TEST_F(MasterKeyTest, IsMadeOnceAndForItsOwnerOnly) {
    MasterKey made = MasterKey::ensure(dir_, random_);
    std::string sealed = made.seal("a secret", "keys/1", random_);
    EXPECT_EQ(MasterKey::ensure(dir_, random_).open(sealed, "keys/1"), "a secret");
    auto mode = std::filesystem::status(file()).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(sealed.find("a secret"), std::string::npos);
}

TEST_F(MasterKeyTest, OpensOnlyWhatWasNotTouchedUnderItsName) {
    MasterKey master = MasterKey::ensure(dir_, random_);
    std::string sealed = master.seal("a secret", "keys/1", random_);
    EXPECT_FALSE(master.open(sealed, "keys/2"));
    EXPECT_FALSE(master.open(sealed.substr(0, 12), "keys/1"));
    EXPECT_FALSE(master.open("", "keys/1"));
    sealed[sealed.size() - 5] = sealed[sealed.size() - 5] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(master.open(sealed, "keys/1"));
}

TEST_F(MasterKeyTest, FileThatIsNoneIsRefused) {
    write("too short\n");
    EXPECT_THROW(MasterKey::ensure(dir_, random_), std::runtime_error);
    write("\n");
    EXPECT_THROW(MasterKey::ensure(dir_, random_), std::runtime_error);
}

TEST_F(MasterKeyTest, NewFirstLineReplacesTheKey) {
    auto store = std::move(*store::Store::open({.dir = dir_ + "/data"}));
    MasterKey before = MasterKey::ensure(dir_, random_);
    const std::string secret(kAesKeyBytes, 's');
    store->write([&](store::Tx& tx) {
        store::put_encryption_key(tx, {7, "main", before.seal(secret, name_of_key(7, "main"), random_), {}});
    });
    std::string old_line = read(), new_line = random_.hex(kAesKeyBytes);
    write(new_line + "\n" + old_line + "\n");
    store->write([&](store::Tx& tx) { renew_seals(tx, MasterKey::ensure(dir_, random_), random_); });
    write(new_line + "\n");
    store->write([&](store::Tx& tx) { renew_seals(tx, MasterKey::ensure(dir_, random_), random_); });
    auto key = store->read([](store::Db& db) { return store::list_encryption_keys(db).at(0); });
    EXPECT_EQ(MasterKey::ensure(dir_, random_).open(key.sealed, name_of_key(7, "main")), secret);
    EXPECT_FALSE(before.open(key.sealed, name_of_key(7, "main")));

    write(random_.hex(kAesKeyBytes));
    auto renew = [&](store::Tx& tx) { renew_seals(tx, MasterKey::ensure(dir_, random_), random_); };
    EXPECT_THROW(store->write(renew), store::StoreError) << "a lost master key is said at the start";
}

}  // namespace
}  // namespace tiller::trust
