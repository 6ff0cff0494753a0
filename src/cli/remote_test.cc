// `tiller apply` on a data folder of its own, and beside a server that has it.
#include "cli/remote.h"

#include <filesystem>

#include "installation/admin_key.h"
#include "installation/server_note.h"
#include "serve/subscribers.h"
#include "setup/files_testing.h"
#include "store/accounts.h"
#include "web/management/admin_api.h"

namespace tiller::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;

class RemoteTest : public testing::Test {
  protected:
    RemoteTest() {
        files_.write("robots/reminder.yaml", setup::kRobot);
        options_ = {.file = files_.write("setup.yaml", setup::kGoodSetup), .data_dir = data_.path()};
    }
    ~RemoteTest() override {
        if (server_) server_->close(Millis(1000));
    }

    /// What `tiller serve` does of it.
    void serve() {
        store_ = std::move(*store::Store::open({.dir = data_.path()}));
        auto router = std::make_shared<http::Router>();
        management::add_admin_routes(*router, {.store = *store_,
                                               .clock = clock_,
                                               .random = random_,
                                               .journal = journal_,
                                               .key = installation::ensure_admin_key(data_.path(), random_)});
        server_ = std::move(*http::Server::open({.port = 0}, router));
        url_ = "http://127.0.0.1:" + std::to_string(server_->port());
    }
    Result<setup::ApplyReport> apply() { return apply_file(options_, clock_, random_); }

    setup::TemporaryFolder files_, data_;
    SystemClock clock_;
    SystemRandom random_;
    const journal::Journal journal_ = serve::make_journal();
    ApplyOptions options_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<http::Server> server_;
    std::string url_;
};

TEST_F(RemoteTest, OpensAFolderThatNobodyUses) {
    options_.dry_run = true;
    ASSERT_TRUE(apply());
    options_.dry_run = false;
    auto report = apply();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_THAT(report->changes, Contains("account demo created"));
    EXPECT_EQ(apply()->changed, 0);
}

TEST_F(RemoteTest, AsksTheServerThatHasTheFolder) {
    serve();
    ASSERT_TRUE(installation::write_server_note(data_.path(), {.url = url_}));
    options_.dry_run = true;
    auto dry = apply();
    ASSERT_TRUE(dry) << dry.error().message;
    EXPECT_TRUE(dry->dry_run);
    EXPECT_FALSE(store_->read([](store::Db& db) { return store::find_account(db, "demo"); }));
    options_.dry_run = false;
    auto report = apply();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->changes, dry->changes);
    EXPECT_EQ(report->changed, 7);
    EXPECT_TRUE(store_->read([](store::Db& db) { return store::find_account(db, "demo"); }));
    EXPECT_EQ(apply()->changed, 0);
}

TEST_F(RemoteTest, AsksAServerElsewhere) {
    serve();
    options_.data_dir.clear();
    options_.server = url_ + "/";
    EXPECT_THAT(apply().error().message, HasSubstr("give --key"));
    options_.key = std::string(64, 'x');
    EXPECT_EQ(apply().error().message, url_ + " refuses the key");
    options_.key = *installation::read_admin_key(data_.path());
    auto report = apply();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->changed, 7);
}

TEST_F(RemoteTest, FaultsThatOnlyTheServerKnowsAreToldAsIfHere) {
    serve();
    options_.server = url_;
    options_.file = files_.write("two.yaml",
                                 "accounts:\n  - name: a\n    zone: Etc/UTC\n    strategies:\n"
                                 "      - {name: s, rounds: [{robot: who, start: \"09:00\", end: \"10:00\"}]}\n");
    auto report = apply();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::invalid);
    EXPECT_EQ(
        report.error().message,
        options_.file + ": accounts[0].strategies[0].rounds[0].robot: there is no robot \"who\" in account \"a\"\n");
}

TEST_F(RemoteTest, ATrialOnAFolderThatIsNotThereMakesNone) {
    options_.data_dir = data_.path() + "/mistyped";
    options_.dry_run = true;
    auto report = apply();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_FALSE(report->changes.empty());
    EXPECT_FALSE(std::filesystem::exists(options_.data_dir));
}

TEST_F(RemoteTest, AWrongFileIsNeverSent) {
    options_.server = "http://127.0.0.1:1";
    options_.key = "k";
    options_.file = files_.write("wrong.yaml", "accounts: 7\n");
    EXPECT_EQ(apply().error().message, options_.file + ":1:11: accounts \"7\" must be a list\n");
    options_.file = files_.path() + "/none.yaml";
    EXPECT_EQ(apply().error().message, options_.file + ": the file cannot be read");
}

TEST_F(RemoteTest, ReasonsForNotReachingAServerAreTold) {
    serve();
    EXPECT_THAT(apply().error().message, HasSubstr("in use by another tiller, and it does not serve yet"));
    server_->close(Millis(1000));
    ASSERT_TRUE(installation::write_server_note(data_.path(), {.url = url_}));
    auto report = apply();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(report.error().message, testing::StartsWith(url_ + " does not answer: "));
}

TEST(ServerNote, IsReadAsWritten) {
    setup::TemporaryFolder folder;
    EXPECT_EQ(installation::read_server_note(folder.path()).error().kind, ErrorKind::not_found);
    ASSERT_TRUE(
        installation::write_server_note(folder.path(), {.url = "http://[::1]:80", .sip = "0.0.0.0:5060", .pid = 42}));
    auto note = installation::read_server_note(folder.path());
    ASSERT_TRUE(note);
    EXPECT_EQ(note->url, "http://[::1]:80");
    EXPECT_EQ(note->sip, "0.0.0.0:5060");
    EXPECT_EQ(note->pid, 42);
    installation::remove_server_note(folder.path(), 43);
    EXPECT_TRUE(installation::read_server_note(folder.path())) << "it is another server's";
    folder.write("server.json", "{\"url\":\"http://a\"}");
    EXPECT_EQ(installation::read_server_note(folder.path())->url, "http://a");
    folder.write("server.json", "{\"url\":");
    EXPECT_EQ(installation::read_server_note(folder.path()).error().kind, ErrorKind::invalid);
    installation::remove_server_note(folder.path(), 42);
    EXPECT_EQ(installation::read_server_note(folder.path()).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tiller::cli
