#include "store/seals/master_key.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/crypto/aes.h"

namespace tiller::store {
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

    std::string dir_;
    SystemRandom random_;
};

TEST_F(MasterKeyTest, IsMadeOnceAndForItsOwnerOnly) {
    MasterKey made = *MasterKey::ensure(dir_, random_);
    std::string sealed = made.seal("a secret", "keys/1", random_);
    EXPECT_EQ(MasterKey::ensure(dir_, random_)->open(sealed, "keys/1"), "a secret");
    auto mode = std::filesystem::status(file()).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(sealed.find("a secret"), std::string::npos);
}

TEST_F(MasterKeyTest, OpensOnlyWhatWasNotTouchedUnderItsName) {
    MasterKey master = *MasterKey::ensure(dir_, random_);
    std::string sealed = master.seal("a secret", "keys/1", random_);
    EXPECT_FALSE(master.open(sealed, "keys/2"));
    EXPECT_FALSE(master.open(sealed.substr(0, 12), "keys/1"));
    EXPECT_FALSE(master.open("", "keys/1"));
    sealed[sealed.size() - 5] = sealed[sealed.size() - 5] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(master.open(sealed, "keys/1"));
}

TEST_F(MasterKeyTest, FileThatIsNoneIsRefused) {
    EXPECT_EQ(MasterKey::read(dir_).error().kind, ErrorKind::not_found);
    write("too short\n");
    EXPECT_EQ(MasterKey::ensure(dir_, random_).error().kind, ErrorKind::invalid);
    write("\n");
    EXPECT_EQ(MasterKey::ensure(dir_, random_).error().kind, ErrorKind::invalid);
}

TEST_F(MasterKeyTest, NewKeyStandsBeforeTheOldOneUntilThatIsDropped) {
    MasterKey old = *MasterKey::ensure(dir_, random_);
    std::string sealed = old.seal("a secret", "keys/1", random_);
    MasterKey both = *old.add_new(dir_, random_);
    EXPECT_EQ(both.open(sealed, "keys/1"), "a secret");
    EXPECT_TRUE(both.is_outdated(sealed));
    EXPECT_FALSE(both.is_outdated(both.seal("a secret", "keys/1", random_)));
    EXPECT_EQ(MasterKey::read(dir_)->open(sealed, "keys/1"), "a secret") << "the file holds both";
    MasterKey newest = *both.keep_newest(dir_);
    EXPECT_FALSE(newest.open(sealed, "keys/1"));
    EXPECT_FALSE(MasterKey::read(dir_)->open(sealed, "keys/1"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_), {}), 1) << "nothing is left beside it";
}

TEST_F(MasterKeyTest, LinkToAFileElsewhereStaysALink) {
    std::filesystem::create_directory(dir_ + "/elsewhere");
    std::ofstream(dir_ + "/elsewhere/key") << random_.hex(kAesKeyBytes) << "\n";
    std::filesystem::create_symlink("elsewhere/key", file());
    MasterKey old = *MasterKey::ensure(dir_, random_);
    ASSERT_TRUE(old.add_new(dir_, random_));
    EXPECT_TRUE(std::filesystem::is_symlink(file()));
    EXPECT_EQ(MasterKey::read(dir_)->count(), 2u);
    std::filesystem::remove_all(dir_ + "/elsewhere");
    EXPECT_EQ(old.add_new(dir_, random_).error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace tiller::store
