// What is exported sets up another installation the same way.
#include <fmt/format.h>

#include "base/text.h"
#include "document/yaml_tree.h"
#include "setup/apply.h"
#include "setup/exported_lists.h"
#include "setup/files_testing.h"
#include "setup/installed_setup.h"
#include "setup/opening_warnings.h"
#include "store/audit.h"
#include "store/dnc.h"
#include "store/encryption_keys.h"
#include "store/guard.h"
#include "store/store_testing.h"

namespace tiller::setup {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// An installation in a folder of its own.
struct Place {
    Place() { store = std::move(*store::Store::open({.dir = folder.path(), .own_thread = false, .readers = 1})); }

    ApplyReport apply(const std::string& yaml, ApplyMode mode = {}) {
        auto report = setup::apply(*store, clock, random, good_setup(yaml), mode);
        if (report) return *report;
        ADD_FAILURE() << report.error().message;
        return {};
    }
    std::string exported() {
        return store->read([](store::Db& db) {
            Setup setup = read_installed(db);
            auto left_out = add_number_lists(db, setup);
            return told_left_out(left_out) + export_text(setup);
        });
    }
    /// A key to encrypt with, as the management interface makes it.
    void add_encryption_key() {
        store->write([&](store::Tx& tx) {
            int64_t account = store::find_account(tx, "demo")->key;
            store::insert_encryption_key(tx, {.account = account, .id = std::string(32, 'a'), .sealed = {}},
                                         std::string(32, 'k'));
        });
    }

    TemporaryFolder folder;
    ManualClock clock;
    SeededRandom random{7};
    std::unique_ptr<store::Store> store;
};

/// Something of everything, with nothing as it is by default.
const std::string kEverything =
    replaced(replaced(kGoodSetup, "    strategies:",
                      "    robot_groups: [{name: both, robots: [{robot: reminder, weight: 2}]}]\n    strategies:"),
             "{robot: reminder, start: \"14:00\"", "{robot: both, robot_method: group, start: \"14:00\"") +
    R"(    limits: {requests_per_second: 5, open_tasks: 6, open_plans: 7, numbers_per_day: 8}
    retention: {recordings: 90d, personal_data: 365d}
    sign_keys: [{id: 0123456789abcdef0123456789abcdef, secret: s3cret, unsigned: on}]
    routes:
      - {preset: lendswift-under-wirting, token: 1JqFE7K6ucf94hAvqu+7Jg, robot: reminder, line: LIVEDEMO,
         result_url: "https://example.com/results", result_secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0}
    dnc_lists:
      - {name: complaints, source: office, text: "number,reason,expires\n+6281100000001,\"said \"\"no\"\", twice\",2099-12-31\n+6281100000002"}
      - {name: registry, national: on, all_accounts: on, source: ftc, text: "+12125550100"}
      - {name: own, source: letter, text: "+6281100000009, asked"}
    consents:
      - {source: web form, text: "number,given,expires\n+6281100000003,2026-01-01,2099-01-01\n+6281100000004"}
  - name: second
    zone: Europe/London
    service: telemarketing
    guard: off
    dnc: ["+447700900001"]
)";

const std::string kEncryption = "encryption: {requests: on, callbacks: on, mode: cbc}";

/// The secrets that no export tells, put back where they are missing.
std::string with_secrets(std::string yaml) {
    auto put = [&](const std::string& behind, const std::string& secret) {
        size_t at = yaml.find(behind);
        ASSERT_NE(at, std::string::npos) << behind;
        size_t end = yaml.find('\n', at);
        size_t begin = yaml.rfind('\n', at) + 1;
        std::string indent(yaml.find_first_not_of(" -", begin) - begin, ' ');
        yaml.insert(end + 1, indent + secret + "\n");
    };
    put("app_key: ", "app_secret: demo-secret");
    put("id: 0123456789abcdef", "secret: s3cret");
    put("id: aaaaaaaa", "key: " + to_hex(std::string(32, 'k')));
    put("url: \"https://example.com/hook\"", "secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0");
    put("name: \"lendswift-under-wirting\"", "token: 1JqFE7K6ucf94hAvqu+7Jg");
    put("result_url: ", "result_secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0");
    return yaml;
}

TEST(Export, NumbersWithoutASourceStayWithoutOne) {
    Place place;
    place.apply(kEverything);
    place.store->write([&](store::Tx& tx) {
        store::DncList list{.account = store::find_account(tx, "demo")->key, .name = "complaints"};
        list.key = store::find_dnc_list(tx, list.account, list.name)->key;
        store::put_dnc_entry(tx, list, {.number = "+6281100000077"}, place.clock.now());
    });
    auto report = place.apply(place.exported());
    EXPECT_EQ(report.changed, 0) << testing::PrintToString(report.changes);
}

TEST(Export, AnEmptyInstallationBecomesTheSame) {
    Place first, second;
    first.apply(kEverything);
    first.add_encryption_key();
    first.apply(kEverything.substr(0, kEverything.find("  - name: second")) + "    " + kEncryption + "\n" +
                kEverything.substr(kEverything.find("  - name: second")));
    std::string text = first.exported();
    for (const char* secret : {"s3cret", "demo-secret", "c2VjcmV0", "1JqFE7K6ucf94hAvqu"}) {
        EXPECT_THAT(text, Not(HasSubstr(secret)));
    }
    for (const char* part :
         {"twice", "personal_data: 365d", "mode: cbc", "web form", "weight: 2", "all_accounts: true"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    EXPECT_EQ(first.apply(text).changed, 0) << "where it comes from, it changes nothing";

    second.clock.advance(std::chrono::hours(1));
    second.apply(with_secrets(text));
    EXPECT_EQ(second.exported(), text);
    EXPECT_EQ(second.apply(text, {.prune = true}).changed, 0);
}

TEST(Export, AListThatIsTooLongForAFileIsNamed) {
    Place place;
    place.apply(kGoodSetup);
    place.store->write([&](store::Tx& tx) {
        store::DncList list{.account = store::find_account(tx, "demo")->key, .name = "huge"};
        list.key = store::put_dnc_list(tx, list, place.clock.now());
        for (int i = 0; i < 20'000; ++i) {
            store::put_dnc_entry(tx, list, {fmt::format("+62811{:08}", i), "register", "", {}}, place.clock.now());
        }
    });
    std::string text = place.exported();
    EXPECT_THAT(text, HasSubstr("# Too long for a set-up file: do-not-call list huge of demo ("));
    EXPECT_LT(text.size(), document::kLargest);
    EXPECT_EQ(place.apply(text, {.prune = true}).changed, 0) << "what was left out stays";
}

TEST(ApplyAudit, ARowIsWrittenWithTheChange) {
    Place place;
    auto entries = [&] { return place.store->read([](store::Db& db) { return store::list_audit(db, {}, 10); }); };
    place.apply(kGoodSetup, {.dry_run = true});
    EXPECT_EQ(entries().size(), 0u);
    place.apply(kGoodSetup, {.actor = "ani", .address = "192.0.2.9"});
    place.apply(kGoodSetup);
    ASSERT_EQ(entries().size(), 1u) << "what changes nothing is not told";
    EXPECT_EQ(entries()[0].actor + entries()[0].action + entries()[0].address, "aniapplied192.0.2.9");
    EXPECT_THAT(entries()[0].after, HasSubstr("line LIVEDEMO created"));
    // An audit row that cannot be written takes the change back.
    place.store->write([](store::Tx& tx) { store::take_table_away(tx, "audit"); });
    auto refused = setup::apply(*place.store, place.clock, place.random,
                                good_setup(replaced(kGoodSetup, "max_channels: 50", "max_channels: 51")), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(place.exported(), HasSubstr("max_channels: 50"));
}

TEST(ApplyDryRun, TellsWhatStoodThereAndWhatShallWithoutSecrets) {
    Place place;
    place.apply(kEverything);
    auto told = [&](const std::string& from, const std::string& to) {
        return place.apply(replaced(kEverything, from, to), {.dry_run = true}).changes;
    };
    EXPECT_THAT(told("max_channels: 50", "max_channels: 30"), Contains("line LIVEDEMO changed (max_channels 50 → 30)"));
    EXPECT_THAT(told("open_plans: 7", "open_plans: 9"), Contains("account demo changed (limits.open_plans 7 → 9)"));
    EXPECT_THAT(told("recordings: 90d, ", ""), Contains("account demo changed (retention.recordings 90d → (none))"));
    EXPECT_THAT(told("end: \"18:00\"", "end: \"19:00\""),
                Contains("strategy test_test_1 changed (rounds[1].end 18:00 → 19:00)"));
    EXPECT_THAT(told("weight: 2", "weight: 3"), Contains("robot group both changed (robots[0].weight 2 → 3)"));
    EXPECT_THAT(told("secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0", "secret: whsec_bmV3bmV3bmV3bmV3bmV3"),
                Contains("webhook https://example.com/hook changed (secret)"));
    EXPECT_THAT(told("token: 1JqFE7K6ucf94hAvqu+7Jg", "token: 1JqFE7K6ucf94hAvqu+7JX"),
                Contains("route lendswift-under-wirting changed (tokens)"));
    EXPECT_EQ(place.apply(kEverything).changed, 0);
}

TEST(ApplyWarnings, TellWordsThatTheRecognizerHasToGuess) {
    struct Setup setup;
    RobotSetup& robot = setup.accounts.emplace_back().robots.emplace_back();
    robot.name = "shop";
    robot.definition =
        "robot: shop\nlanguage: en\nstart: a\nintents: {shop: quibblex}\nstates:\n"
        "  a: {say: Hi., answers: {shop: hang_up}}\n";
    auto unknown = [](const std::vector<std::string>& words) {
        std::vector<std::string> out;
        std::ranges::copy_if(words, std::back_inserter(out), [](auto& word) { return word == "quibblex"; });
        return out;
    };
    auto warnings = word_warnings(unknown, setup);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_THAT(warnings[0], testing::StartsWith("robot shop:4:17: \"quibblex\", which state \"a\" expects"));
}

TEST(ApplyWarnings, TellWhatTheGuardHasAgainstARobotsFirstWords) {
    std::string american =
        replaced(replaced(kGoodSetup, "country: ID", "country: US"), "service: collection", "service: telemarketing");
    Place place;
    ApplyMode mode{.dry_run = true, .rules = *guard::load_rules("")};
    auto warned = place.apply(american, mode);
    ASSERT_FALSE(warned.warnings.empty());
    EXPECT_THAT(warned.warnings[0], HasSubstr("robot reminder: us."));
    EXPECT_THAT(warned.warnings[0], HasSubstr("the robot does not begin by saying"));
    EXPECT_THAT(to_json(warned), HasSubstr("\"warnings\":[\"robot reminder"));
    EXPECT_TRUE(place.apply(replaced(american, "guard: on", "guard: off"), mode).warnings.empty());
}

}  // namespace
}  // namespace tiller::setup
