#include "setup/setup_file.h"

#include "setup/files_testing.h"

namespace tiller::setup {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

TEST(SetupFile, ReadsEveryPart) {
    auto setup = good_setup(kGoodSetup);
    ASSERT_EQ(setup.accounts.size(), 1u);
    const AccountSetup& demo = setup.accounts[0];
    EXPECT_EQ(demo.account.name, "demo");
    EXPECT_EQ(demo.account.service, Service::collection);
    EXPECT_EQ(demo.account.zone, "Asia/Jakarta");
    EXPECT_EQ(demo.account.country, "ID");
    EXPECT_TRUE(demo.account.guard);
    EXPECT_FALSE(demo.account.strict_numbers);
    EXPECT_EQ(demo.account.duplicate_limit, 100);
    ASSERT_EQ(demo.keys.size(), 1u);
    EXPECT_EQ(demo.keys[0].app_key, "demo-key");
    EXPECT_EQ(demo.keys[0].app_secret, "demo-secret");
    ASSERT_EQ(demo.lines.size(), 1u);
    const auto& line = demo.lines[0].config;
    EXPECT_EQ(demo.lines[0].name, "LIVEDEMO");
    EXPECT_TRUE(demo.lines[0].enabled);
    EXPECT_THAT(line.servers, ElementsAre("sip:127.0.0.1:5080"));
    EXPECT_EQ(line.country, "ID") << "the account's, where a line names none";
    EXPECT_THAT(line.caller_numbers, ElementsAre("+622150001000"));
    EXPECT_THAT(line.payloads, ElementsAre(8, 0));
    EXPECT_EQ(line.max_channels, 50);
    EXPECT_EQ(line.max_calls_per_second, 10);
    EXPECT_EQ(line.ring_timeout, 30s);
    ASSERT_EQ(demo.robots.size(), 1u);
    EXPECT_EQ(demo.robots[0].definition, kRobot);
    EXPECT_EQ(demo.robots[0].language, "en");
    EXPECT_THAT(demo.robots[0].platforms, ElementsAre("AIRUDDER"));
    ASSERT_EQ(demo.strategies.size(), 1u);
    const auto& rounds = demo.strategies[0].strategy.rounds;
    ASSERT_EQ(rounds.size(), 2u);
    EXPECT_EQ(rounds[0].start, 9 * 3600);
    EXPECT_EQ(rounds[0].repeat_on, campaign::kDefaultRepeatOn);
    EXPECT_TRUE(rounds[0].include.is_default);
    EXPECT_EQ(rounds[1].include.outcomes, bit(Outcome::no_answer) | bit(Outcome::busy) | bit(Outcome::voicemail));
    ASSERT_EQ(demo.webhooks.size(), 1u);
    EXPECT_EQ(demo.webhooks[0].events, store::kUsualEvents);
    EXPECT_THAT(demo.dnc, ElementsAre("+6281100000000"));
}

TEST(SetupFile, ReadsTheRarerForms) {
    auto setup = good_setup(R"(
accounts:
  - name: " other "
    service: infocheck
    zone: Etc/UTC
    guard: False
    number_check: valid
    duplicate_limit: 0
    keys:
    lines:
      - name: pbx
        enabled: no
        server: ["127.0.0.1", "sip:[::1]:5070;transport=tcp"]
        username: tiller
        password: "pass: word"
        register: yes
        country: US
        caller_numbers: ["1001", "+12025550123"]
        codecs: [PCMU]
        max_calls_per_second: 0.5
        ring_timeout: 3m
        outcomes: {403: rejected, 480: busy}
        learn_audio_from: anywhere
        repeat_unknown: on
    robots:
      - name: own
        definition: |
          robot: own
          language: id
          start: a
          states:
            a: {say: "Halo {Debtor}", hang_up: true}
    strategies:
      - name: nights
        rounds:
          - {robot: own, start: "09:00:30", end: "24:00", repeat_on: [voicemail, unknown]}
          - {robot: own, robot_method: single, day_offset: 1, start: 00:00, end: 01:00, include: {intentions: [C, D]}}
    webhooks:
      - {url: "http://127.0.0.1:9000/x", events: [plan], secret: chosen, old_secret: older, enabled: off}
)");
    ASSERT_EQ(setup.accounts.size(), 1u);
    const AccountSetup& other = setup.accounts[0];
    EXPECT_EQ(other.account.name, "other");
    EXPECT_EQ(other.account.service, Service::infocheck);
    EXPECT_FALSE(other.account.guard);
    EXPECT_TRUE(other.account.strict_numbers);
    EXPECT_EQ(other.account.duplicate_limit, 0);
    EXPECT_TRUE(other.keys.empty());
    const auto& line = other.lines.at(0).config;
    EXPECT_FALSE(other.lines[0].enabled);
    EXPECT_THAT(line.servers, ElementsAre("sip:127.0.0.1", "sip:[::1]:5070;transport=tcp"));
    EXPECT_EQ(line.username, "tiller");
    EXPECT_EQ(line.password, "pass: word");
    EXPECT_TRUE(line.registers);
    EXPECT_EQ(line.country, "US");
    EXPECT_THAT(line.caller_numbers, ElementsAre("1001", "+12025550123"));
    EXPECT_THAT(line.payloads, ElementsAre(0));
    EXPECT_EQ(line.max_calls_per_second, 0.5);
    EXPECT_EQ(line.ring_timeout, 3min);
    EXPECT_EQ(line.outcomes, (campaign::OutcomeTable{{403, Outcome::rejected}, {480, Outcome::busy}}));
    EXPECT_TRUE(line.learns_audio_from_anywhere);
    EXPECT_TRUE(line.repeat_unknown);
    EXPECT_EQ(other.robots.at(0).language, "id");
    const auto& rounds = other.strategies.at(0).strategy.rounds;
    ASSERT_EQ(rounds.size(), 2u);
    EXPECT_EQ(rounds[0].start, 9 * 3600 + 30);
    EXPECT_EQ(rounds[0].end, 24 * 3600);
    EXPECT_EQ(rounds[0].repeat_on, bit(Outcome::voicemail) | bit(Outcome::unknown));
    EXPECT_EQ(rounds[1].day_offset, 1);
    EXPECT_THAT(rounds[1].include.intentions, ElementsAre("C", "D"));
    EXPECT_EQ(other.webhooks.at(0).events, store::EventKinds{store::EventKind::plan});
    EXPECT_EQ(other.webhooks[0].old_secret, "older");
    EXPECT_FALSE(other.webhooks[0].enabled);
}

TEST(SetupFile, FillsInTheEnvironment) {
    std::string yaml = replaced(kGoodSetup, "app_secret: demo-secret", "app_secret: \"a${FILLED}b$${FILLED}$\"");
    EXPECT_EQ(good_setup(yaml).accounts[0].keys[0].app_secret, "afrom outsideb${FILLED}$");
}

TEST(SetupFile, LeavesTheDialoguesAsTheyAre) {
    std::string inline_robot =
        "definition: \"robot: x\\nlanguage: en\\nstart: a\\nstates: {a: {say: 'You owe "
        "${Arrears}.', hang_up: true}}\"";
    auto setup = good_setup(replaced(kGoodSetup, "file: robots/reminder.yaml", inline_robot));
    EXPECT_THAT(setup.accounts[0].robots[0].definition, testing::HasSubstr("You owe ${Arrears}."));
}

/// What is sent to a server must mean the same there, where neither files nor variables are.
TEST(SetupFile, ItsTextMeansTheSame) {
    std::string yaml = replaced(kGoodSetup, "app_secret: demo-secret", "app_secret: \"a$${X} $$${Y} \\\" ü \"");
    yaml = replaced(yaml, "ring_timeout: 30s", "outcomes: {403: rejected}\n        ring_timeout: 7500ms");
    yaml = replaced(yaml, "max_calls_per_second: 10", "max_calls_per_second: 0.05");
    auto setup = good_setup(yaml);
    std::string text = to_setup_text(setup);
    auto again = good_setup(text, {});
    EXPECT_EQ(to_setup_text(again), text);
    EXPECT_EQ(again.accounts[0].keys[0].app_secret, "a${X} $${Y} \" ü ");
    EXPECT_EQ(again.accounts[0].robots[0].definition, kRobot);
    EXPECT_EQ(again.accounts[0].strategies[0].strategy, setup.accounts[0].strategies[0].strategy);
    EXPECT_EQ(campaign::to_json(again.accounts[0].lines[0].config),
              campaign::to_json(setup.accounts[0].lines[0].config));
    EXPECT_EQ(again.accounts[0].lines[0].config.ring_timeout, 7500ms);
    EXPECT_EQ(again.accounts[0].lines[0].config.max_calls_per_second, 0.05);
}

TEST(SetupFile, LocalFilesLieBesideIt) {
    TemporaryFolder folder;
    folder.write("robots/reminder.yaml", kRobot);
    std::string path = folder.write("setup.yaml", kGoodSetup);
    EXPECT_EQ(good_setup(kGoodSetup, local_source(path)).accounts[0].robots[0].definition, kRobot);
}

TEST(SetupFile, TheExampleIsGood) {
    std::ifstream in("examples/setup.yaml");
    ASSERT_TRUE(in) << "tests run in the project's folder";
    std::string yaml{std::istreambuf_iterator<char>(in), {}};
    SetupSource source = local_source("examples/setup.yaml");
    source.environment = [](const std::string&) { return "from the environment"; };
    EXPECT_FALSE(good_setup(yaml, source).accounts.empty());
}

}  // namespace
}  // namespace tiller::setup
