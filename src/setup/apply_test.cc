#include "setup/apply.h"

#include "base/crypto/crypto.h"
#include "setup/files_testing.h"
#include "setup/installed_setup.h"
#include "store/setup.h"

namespace tiller::setup {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ApplyTest : public testing::Test {
  protected:
    ApplyTest() { store_ = std::move(*store::Store::open({.dir = folder_.path(), .own_thread = false, .readers = 1})); }

    Result<ApplyReport> apply(const std::string& yaml, bool dry_run = false) {
        return setup::apply(*store_, clock_, random_, good_setup(yaml), {.dry_run = dry_run});
    }
    ApplyReport applied(const std::string& yaml, bool dry_run = false) {
        auto report = apply(yaml, dry_run);
        if (report) return *report;
        ADD_FAILURE() << report.error().message;
        return {};
    }
    template <class F>
    auto read(F f) {
        return store_->read(f);
    }
    store::Account account() {
        return *read([](store::Db& db) { return store::find_account(db, "demo"); });
    }
    store::Robot robot() {
        int64_t key = account().key;
        return *read([&](store::Db& db) { return store::find_robot(db, key, "reminder"); });
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    SeededRandom random_{7};
    std::unique_ptr<store::Store> store_;
};

TEST_F(ApplyTest, CreatesWhatIsMissing) {
    auto report = applied(kGoodSetup);
    EXPECT_THAT(report.changes, ElementsAre("account demo created", "key demo-key created", "line LIVEDEMO created",
                                            "robot reminder published version 1", "strategy test_test_1 created",
                                            "webhook https://example.com/hook created", "dnc 1 number added"));
    EXPECT_EQ(report.changed, 7);
    int64_t account = this->account().key;
    EXPECT_EQ(this->account().zone, "Asia/Jakarta");
    auto key = read([](store::Db& db) { return store::find_app_key(db, "demo-key"); });
    ASSERT_TRUE(key);
    EXPECT_EQ(key->account, account);
    EXPECT_TRUE(check_secret("demo-secret", key->secret_hash));
    auto line = read([&](store::Db& db) { return store::find_line(db, account, "LIVEDEMO"); });
    ASSERT_TRUE(line);
    EXPECT_EQ(campaign::line_from_json(line->config)->max_channels, 50);
    auto robot = this->robot();
    EXPECT_EQ(robot.version, 1);
    EXPECT_EQ(robot.language, "en");
    EXPECT_EQ(robot.platforms, "[\"AIRUDDER\"]");
    EXPECT_EQ(read([&](store::Db& db) { return store::find_robot_definition(db, account, robot.id, 1); }), kRobot);
    auto strategy = read([&](store::Db& db) { return store::find_strategy(db, account, "test_test_1"); });
    ASSERT_TRUE(strategy);
    EXPECT_EQ(campaign::strategy_from_json(*strategy)->rounds.size(), 2u);
    auto endpoints = read([&](store::Db& db) { return store::endpoints_of(db, account); });
    ASSERT_EQ(endpoints.size(), 1u);
    EXPECT_EQ(endpoints[0].secret, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0");
    EXPECT_TRUE(read([&](store::Db& db) { return store::is_dnc_number(db, account, "+6281100000000"); }));
}

TEST_F(ApplyTest, AgainChangesNothing) {
    applied(kGoodSetup);
    auto hash = read([](store::Db& db) { return store::find_app_key(db, "demo-key")->secret_hash; });
    auto report = applied(kGoodSetup);
    EXPECT_EQ(report.changed, 0);
    EXPECT_THAT(report.changes, testing::Each(testing::EndsWith(" unchanged")));
    EXPECT_EQ(read([](store::Db& db) { return store::find_app_key(db, "demo-key")->secret_hash; }), hash);
    EXPECT_EQ(robot().version, 1);
}

TEST_F(ApplyTest, RobotGroupsFollowTheFile) {
    auto with = [](const std::string& robots) {
        return replaced(kGoodSetup, "    strategies:",
                        "    robot_groups: [{name: voices, robots: " + robots + "}]\n    strategies:");
    };
    EXPECT_THAT(applied(with("[{robot: reminder, weight: 3}]")).changes,
                testing::Contains("robot group voices created"));
    int64_t key = account().key;
    auto group = [&] { return *read([&](store::Db& db) { return store::find_robot_group(db, key, "voices"); }); };
    EXPECT_EQ(group().members, (std::vector<store::RobotGroup::Member>{{robot().id, 3}}));
    EXPECT_EQ(applied(with("[{robot: reminder, weight: 3}]")).changed, 0);
    EXPECT_THAT(applied(with("[{robot: reminder}]")).changes,
                testing::Contains("robot group voices changed (robots[0].weight 3 → 1)"));
    EXPECT_EQ(group().members.at(0).weight, 1);
    std::string in_round = replaced(with("[{robot: reminder}]"), "repeat_num: 2", "repeat_num: 2, robot_method: group");
    EXPECT_THAT(apply(in_round).error().message,
                testing::HasSubstr("there is no robot group \"reminder\" in account \"demo\""));
    EXPECT_THAT(apply(with("[{robot: nobody}]")).error().message,
                testing::HasSubstr("robots[0].robot: there is no robot \"nobody\""));
}

TEST_F(ApplyTest, ADryRunTellsTheSameAndChangesNothing) {
    auto dry = applied(kGoodSetup, true);
    EXPECT_TRUE(dry.dry_run);
    EXPECT_TRUE(read([](store::Db& db) { return store::list_accounts(db); }).empty());
    EXPECT_EQ(applied(kGoodSetup).changes, dry.changes);
}

TEST_F(ApplyTest, ChangesWhatDiffersAndNamesIt) {
    applied(kGoodSetup);
    std::string yaml = replaced(kGoodSetup, "zone: Asia/Jakarta", "zone: Asia/Makassar");
    yaml = replaced(yaml, "guard: on", "guard: off");
    yaml = replaced(yaml, "demo-secret", "new-secret");
    yaml = replaced(yaml, "max_channels: 50", "max_channels: 5");
    yaml = replaced(yaml, "repeat_num: 2", "repeat_num: 1");
    yaml = replaced(yaml, "[call, task, plan]", "[plan]");
    auto report = applied(yaml);
    EXPECT_THAT(report.changes,
                ElementsAre("account demo changed (zone Asia/Jakarta → Asia/Makassar, guard true → false)",
                            "key demo-key changed (app_secret)", "line LIVEDEMO changed (max_channels 50 → 5)",
                            "robot reminder unchanged", "strategy test_test_1 changed (rounds[0].repeat_num 2 → 1)",
                            R"(webhook https://example.com/hook changed (events ["call","task","plan"] → ["plan"]))",
                            "dnc unchanged"));
    EXPECT_EQ(report.changed, 5);
    EXPECT_EQ(account().zone, "Asia/Makassar");
    EXPECT_TRUE(read(
        [](store::Db& db) { return check_secret("new-secret", store::find_app_key(db, "demo-key")->secret_hash); }));
    EXPECT_EQ(applied(yaml).changed, 0);
}

TEST_F(ApplyTest, AChangedDialogueIsANewVersionAndTheOldOneStays) {
    applied(kGoodSetup);
    std::string id = robot().id;
    SetupSource source = test_source();
    std::string changed = replaced(kRobot, "Hello", "Good day");
    source.read_file = [&](const std::string&) -> Result<std::string> { return changed; };
    auto report = setup::apply(*store_, clock_, random_, good_setup(kGoodSetup, source), {});
    ASSERT_TRUE(report);
    EXPECT_THAT(report->changes, Contains("robot reminder published version 2"));
    EXPECT_EQ(robot().id, id);
    EXPECT_EQ(robot().version, 2);
    int64_t account = this->account().key;
    EXPECT_EQ(read([&](store::Db& db) { return store::find_robot_definition(db, account, id, 1); }), kRobot);
    EXPECT_EQ(read([&](store::Db& db) { return store::find_robot_definition(db, account, id, 2); }), changed);
}

TEST_F(ApplyTest, AChangedPlatformIsNoNewVersion) {
    applied(kGoodSetup);
    auto report = applied(replaced(kGoodSetup, "[AIRUDDER]", "[AIRUDDER, OTHER]"));
    EXPECT_THAT(report.changes, Contains(R"(robot reminder changed (platforms ["AIRUDDER"] → ["AIRUDDER","OTHER"]))"));
    EXPECT_EQ(robot().version, 1);
    EXPECT_EQ(robot().platforms, "[\"AIRUDDER\",\"OTHER\"]");
}

TEST_F(ApplyTest, DeletesNothing) {
    applied(kGoodSetup);
    applied("accounts: [{name: demo, zone: Asia/Jakarta, country: ID}]");
    EXPECT_EQ(robot().version, 1);
    EXPECT_EQ(read([](store::Db& db) { return store::list_lines(db); }).size(), 1u);
}

TEST_F(ApplyTest, AKeyOfAnotherAccountIsRefusedAndNothingChanges) {
    applied(kGoodSetup);
    auto report =
        apply("accounts:\n  - name: thief\n    zone: Etc/UTC\n    keys: [{app_key: demo-key, app_secret: x}]\n");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::invalid);
    EXPECT_EQ(report.error().message,
              "setup.yaml:4:22: accounts[0].keys[0].app_key \"demo-key\" belongs to another account already\n");
    EXPECT_FALSE(read([](store::Db& db) { return store::find_account(db, "thief"); }));
}

TEST_F(ApplyTest, AStrategyMayNameARobotOfTheInstallationButNoUnknownOne) {
    std::string only_strategy =
        "accounts:\n  - name: demo\n    zone: Asia/Jakarta\n    strategies:\n"
        "      - {name: s, rounds: [{robot: reminder, start: \"09:00\", end: \"10:00\"}]}\n";
    auto refused = apply(only_strategy);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "setup.yaml:5:36: accounts[0].strategies[0].rounds[0].robot: there is no robot \"reminder\" in account "
              "\"demo\"\n");
    EXPECT_FALSE(read([](store::Db& db) { return store::find_account(db, "demo"); }));
    applied(kGoodSetup);
    EXPECT_THAT(applied(only_strategy).changes, Contains("strategy s created"));
    EXPECT_THAT(applied(replaced(only_strategy, "robot: reminder", "robot: " + robot().id)).changes,
                Contains("strategy s changed (rounds[0].robot reminder → " + robot().id + ")"));
}

TEST_F(ApplyTest, EncryptionKeysComeWithTheFileAndLeaveItsExport) {
    const std::string one(64, '1'), two(64, '2'), three(64, '3');
    auto with = [](const std::string& keys) {
        return replaced(kGoodSetup, "guard: on", "encryption: {answers: on}\n    encryption_keys: [" + keys + "]");
    };
    auto apply_pruned = [&](const std::string& yaml) {
        return setup::apply(*store_, clock_, random_, good_setup(yaml), {.prune = true});
    };
    EXPECT_THAT(apply(with("")).error().message, HasSubstr("accounts[0].encryption: the account has no key yet"));
    EXPECT_THAT(apply(with("{id: a}")).error().message, HasSubstr("\"a\" is new: its key is missing"));
    EXPECT_THAT(applied(with("{id: a, key: " + one + "}")).changes, Contains("encryption key a created"));
    EXPECT_THAT(applied(with("{id: a, key: " + one + "}")).changes, Contains("encryption key a unchanged"));
    EXPECT_THAT(applied(with("{id: a}")).changes, Contains("encryption key a unchanged"));
    EXPECT_THAT(apply(with("{id: a, key: " + two + "}")).error().message, HasSubstr("needs an id of its own"));
    // Two in rotation; a third only in the place of one.
    applied(with("{id: b, key: " + two + "}"));
    EXPECT_THAT(apply(with("{id: c, key: " + three + "}")).error().message, HasSubstr("would have 3 encryption keys"));
    auto pruned = apply_pruned(with("{id: b}, {id: c, key: " + three + "}"));
    ASSERT_TRUE(pruned) << pruned.error().message;
    EXPECT_THAT(pruned->changes, Contains("encryption key a deleted"));
    EXPECT_THAT(apply_pruned(with("")).error().message, HasSubstr("its only key cannot be removed"));
    std::string exported = read([](store::Db& db) { return export_text(read_installed(db)); });
    EXPECT_THAT(exported, HasSubstr("encryption_keys:\n      - id: b\n      - id: c\n"));
    EXPECT_THAT(exported, Not(HasSubstr(three)));
}

TEST_F(ApplyTest, ANewWebhookSecretLeavesTheOldOneValidForADay) {
    applied(kGoodSetup);
    auto endpoint = [&] { return read([](store::Db& db) { return store::list_endpoints(db).at(0); }); };
    std::string fresh = replaced(kGoodSetup, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", "whsec_bmV3bmV3bmV3bmV3bmV3bmV3");
    EXPECT_THAT(applied(fresh).changes, Contains("webhook https://example.com/hook changed (secret)"));
    EXPECT_EQ(endpoint().secret, "whsec_bmV3bmV3bmV3bmV3bmV3bmV3");
    EXPECT_EQ(endpoint().old_secret, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0");
    EXPECT_EQ(endpoint().old_secret_until, clock_.now() + store::kRotation);
    clock_.advance(std::chrono::hours(1));
    EXPECT_THAT(applied(fresh).changes, Contains("webhook https://example.com/hook unchanged"));
    applied(replaced(fresh, "secret: whsec_bmV3", "enabled: false, secret: whsec_bmV3"));
    EXPECT_EQ(endpoint().old_secret, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0") << "the rotation goes on";
    EXPECT_EQ(endpoint().off_since, clock_.now());
    EXPECT_EQ(endpoint().off_reason, "by the operator");
}

TEST_F(ApplyTest, AWebhookThatFailedUntilItWasSwitchedOffBeginsAnew) {
    applied(kGoodSetup);
    auto endpoint = read([](store::Db& db) { return store::list_endpoints(db).at(0); });
    store_->write(
        [&](store::Tx& tx) { store::switch_endpoint_off(tx, endpoint.key, clock_.now(), "failed for 5 days"); });
    EXPECT_THAT(applied(kGoodSetup).changes,
                Contains("webhook https://example.com/hook changed (enabled false → true)"));
    endpoint = read([](store::Db& db) { return store::list_endpoints(db).at(0); });
    EXPECT_TRUE(endpoint.enabled);
    EXPECT_FALSE(endpoint.failing_since);
}

TEST_F(ApplyTest, RobotsOfTwoAccountsAreDifferentOnes) {
    std::string second = replaced(kGoodSetup.substr(kGoodSetup.find("  - name: demo")), "demo", "two");
    second = replaced(second, "app_key: demo-key", "app_key: two-key");
    applied(kGoodSetup + second);
    auto two =
        read([](store::Db& db) { return *store::find_robot(db, store::find_account(db, "two")->key, "reminder"); });
    EXPECT_NE(two.id, robot().id);
}

TEST_F(ApplyTest, ListsOfNumbers) {
    std::string yaml =
        kGoodSetup +
        "    dnc_lists:\n"
        "      - {name: complaints, text: \"+6281100000001, complained\\n+6281100000002\"}\n"
        "      - {name: registry, national: on, all_accounts: on, source: ftc, text: \"+12125550100\"}\n"
        "    consents:\n"
        "      - {source: web form, text: \"number,given\\n+6281100000003,2026-01-01\\n+6281100000004\"}\n";
    EXPECT_THAT(applied(yaml).changes,
                testing::IsSupersetOf({"do-not-call list complaints created (2 numbers)",
                                       "do-not-call list registry created (1 numbers)", "consents 2 new or changed"}));
    int64_t key = account().key;
    auto hits = [&](std::string_view number) {
        return read([&](store::Db& db) { return store::dnc_hits(db, key, number, clock_.now()); });
    };
    ASSERT_EQ(hits("+6281100000001").size(), 1u);
    EXPECT_EQ(hits("+6281100000001")[0].entry.reason, "complained");
    ASSERT_EQ(hits("+12125550100").size(), 1u);
    EXPECT_TRUE(hits("+12125550100")[0].national);
    EXPECT_EQ(hits("+12125550100")[0].entry.source, "ftc");
    clock_.advance(std::chrono::hours(1));
    EXPECT_EQ(applied(yaml).changed, 0);
    EXPECT_THAT(applied(replaced(yaml, "national: on", "national: off")).changes,
                Contains("do-not-call list registry changed (national)"));
}

TEST_F(ApplyTest, WhatIsExportedChangesNothing) {
    std::string yaml = replaced(
        kGoodSetup,
        "    strategies:", "    robot_groups: [{name: both, robots: [{robot: reminder, weight: 2}]}]\n    strategies:");
    applied(
        replaced(yaml, "{robot: reminder, start: \"14:00\"", "{robot: both, robot_method: group, start: \"14:00\""));
    std::string text = store_->read([](store::Db& db) { return export_text(read_installed(db)); });
    EXPECT_THAT(text, Not(HasSubstr("c2VjcmV0")));
    EXPECT_THAT(text, HasSubstr("definition: |\n"));
    auto report = applied(text);
    EXPECT_EQ(report.changed, 0) << testing::PrintToString(report.changes);
    EXPECT_EQ(report.changes.size(), 8u);
    auto endpoints = store_->read([](store::Db& db) { return store::list_endpoints(db); });
    EXPECT_EQ(endpoints.at(0).secret, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0") << "a secret that is left out stays";
}

TEST_F(ApplyTest, ASecretMayBeLeftOutOnlyWhereThereIsOne) {
    auto refused = apply(
        "accounts: [{name: x, zone: Etc/UTC, keys: [{app_key: k}], webhooks: [{url: \"https://h\"}],\n"
        "  routes: [{preset: make-outbound-call, result_url: \"https://r\"}]}]");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message,
                HasSubstr(":2:12: accounts[0].routes[0]: route \"make-outbound-call\" is new: token is missing"));
    EXPECT_THAT(refused.error().message, HasSubstr(":2:12: accounts[0].routes[0].result_secret is missing"));
    EXPECT_THAT(refused.error().message, HasSubstr("keys[0].app_key \"k\" is new: app_secret is missing"));
    EXPECT_THAT(refused.error().message, HasSubstr("webhooks[0].secret is missing"));
}

TEST_F(ApplyTest, PruneDeletesWhatTheSetUpLacks) {
    applied(kGoodSetup);
    std::string bare = "accounts: [{name: demo, zone: Asia/Jakarta, country: ID}]";
    auto kept = applied(bare);
    EXPECT_EQ(kept.changes.size(), 1u) << "not without being told to";
    auto prune = [&](const std::string& yaml, bool dry_run) {
        return *setup::apply(*store_, clock_, random_, good_setup(yaml), {.dry_run = dry_run, .prune = true});
    };
    auto would = prune(bare, true);
    auto done = prune(bare, false);
    EXPECT_EQ(would.changes, done.changes);
    EXPECT_THAT(done.changes,
                testing::IsSupersetOf({"key demo-key deleted", "line LIVEDEMO deleted", "robot reminder deleted",
                                       "strategy test_test_1 deleted", "webhook https://example.com/hook deleted",
                                       "dnc number +6281100000000 deleted"}));
    EXPECT_EQ(done.changed, 6);
    EXPECT_EQ(prune(bare, false).changed, 0);
    EXPECT_THAT(prune("accounts: []", false).changes, testing::ElementsAre("account demo deleted"));
}

}  // namespace
}  // namespace tiller::setup
