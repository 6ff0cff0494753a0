// Wrong set-up files: what is told, and where.
#include "setup/files_testing.h"

namespace tiller::setup {
namespace {

using testing::HasSubstr;

std::string faults_of(const std::string& yaml, const SetupSource& source = test_source()) {
    auto read = read_setup(yaml, source);
    auto* faults = std::get_if<std::vector<Fault>>(&read);
    return faults ? to_text(*faults) : "no faults";
}

/// The good set-up with one thing changed, and the one fault that this makes.
struct Case {
    const char* name;
    const char* what;
    const char* by;
    const char* fault;
};

class OneFault : public testing::TestWithParam<Case> {};

TEST_P(OneFault, IsToldWithLineAndField) {
    std::string text = faults_of(replaced(kGoodSetup, GetParam().what, GetParam().by));
    EXPECT_EQ(text, std::string("setup.yaml:") + GetParam().fault + "\n");
}

constexpr Case kCases[] = {
    {"unknown_key", "guard: on", "gaurd: on", "6:5: accounts[0].gaurd: there is no such key, did you mean \"guard\"?"},
    {"unknown_root", "accounts:", "x: 1\naccounts:", "1:1: x: there is no such key"},
    {"no_accounts", "accounts:", "account:",
     "1:1: account: there is no such key, did you mean \"accounts\"?\n"
     "setup.yaml:1:1: accounts is missing: a set-up file is a list of accounts"},
    {"wrong_type", "name: demo", "name: [demo]",
     "2:11: accounts[0].name must be a text, not a list (a text that begins with [ needs quotes)"},
    {"list_wanted", "codecs: [PCMA, PCMU]", "codecs: PCMA",
     "13:17: accounts[0].lines[0].codecs \"PCMA\" must be a list"},
    {"map_wanted", "- {name: reminder, file: robots/reminder.yaml, platforms: [AIRUDDER]}", "- reminder",
     "18:9: accounts[0].robots[0] \"reminder\" must be a map of keys and values"},
    {"missing", "zone: Asia/Jakarta", "language: en", "2:5: accounts[0].zone is missing"},
    {"empty_name", "name: LIVEDEMO", "name: \" \"", "9:15: accounts[0].lines[0].name must not be empty"},
    {"zone", "Asia/Jakarta", "Asia/Djakarta",
     "4:11: accounts[0].zone \"Asia/Djakarta\" is not an IANA time zone, such as Asia/Jakarta"},
    {"service", "service: collection", "service: sales",
     "3:14: accounts[0].service \"sales\" must be collection, telemarketing or infocheck"},
    {"country", "country: ID", "country: Indonesia",
     "5:14: accounts[0].country \"Indonesia\" must be a country's two capital letters, such as ID or US"},
    {"guard", "guard: on", "guard: maybe", "6:12: accounts[0].guard \"maybe\" must be on or off"},
    {"number_check", "guard: on", "number_check: strict",
     "6:19: accounts[0].number_check \"strict\" must be possible or valid"},
    {"duplicate_limit", "guard: on", "duplicate_limit: -1",
     "6:22: accounts[0].duplicate_limit \"-1\" must be a whole number from 0 to 10000"},
    {"sign_keys", "guard: on", "sign_keys: [{id: x}]",
     "6:22: accounts[0].sign_keys[0].id \"x\" must be 32 lower-case hex digits"},
    {"encryption_key", "guard: on", "encryption_keys: [{id: a, key: short}]",
     "6:36: accounts[0].encryption_keys[0].key: an AES key is 32 bytes, written as 64 hex digits or in base64"},
    {"encryption_key_id", "guard: on", "encryption_keys: [{id: a b}]",
     "6:28: accounts[0].encryption_keys[0].id \"a b\" must be 1 to 64 letters, digits, '-', '_' and '.'"},
    {"limits", "guard: on", "limits: {open_plans: -1}",
     "6:26: accounts[0].limits.open_plans \"-1\" must be a whole number from 0 to 1000000"},
    {"routes", "guard: on", "routes: [{preset: x}]",
     "6:23: accounts[0].routes[0].preset \"x\" must be one of lendswift-under-wirting, talmarket-debt-consolidation, "
     "make-outbound-call, sdr-webpage"},
    {"key_twice", "keys: [", "keys: [{app_key: demo-key, app_secret: b}, ",
     "7:58: accounts[0].keys[1].app_key \"demo-key\" is given twice, first as accounts[0].keys[0].app_key"},
    {"server", "sip:127.0.0.1:5080", "sip:a b",
     "10:17: accounts[0].lines[0].server \"sip:a b\": \"a b\" is no host: a name, 192.0.2.1 or [2001:db8::1]"},
    {"no_server", "server: sip:127.0.0.1:5080", "enabled: on",
     "9:9: accounts[0].lines[0].server: at least one is needed"},
    {"codec", "PCMU]", "G729]", "13:24: accounts[0].lines[0].codecs[1] \"G729\" must be PCMA or PCMU"},
    {"codec_twice", "PCMU]", "PCMA]", "13:24: accounts[0].lines[0].codecs[1] \"PCMA\" is given twice"},
    {"no_codec", "[PCMA, PCMU]", "[]", "13:17: accounts[0].lines[0].codecs: at least one of PCMA, PCMU is needed"},
    {"channels", "max_channels: 50", "max_channels: many",
     "14:23: accounts[0].lines[0].max_channels \"many\" must be a whole number from 1 to 10000"},
    {"rate", "max_calls_per_second: 10", "max_calls_per_second: nan",
     "15:31: accounts[0].lines[0].max_calls_per_second \"nan\" must be a number from 0.01 to 5000"},
    {"ring_timeout", "ring_timeout: 30s", "ring_timeout: 30",
     "16:23: accounts[0].lines[0].ring_timeout \"30\" must be a time from 5s to 3m, such as 5s, 500ms or 2m"},
    {"audio_source", "ring_timeout: 30s", "learn_audio_from: nowhere",
     "16:27: accounts[0].lines[0].learn_audio_from \"nowhere\" must be signalling or anywhere"},
    {"outcome_code", "ring_timeout: 30s", "outcomes: {200: busy}",
     "16:20: accounts[0].lines[0].outcomes.200: must be a SIP final response, 300 to 699"},
    {"outcome_word", "ring_timeout: 30s", "outcomes: {403: cancelled}",
     "16:25: accounts[0].lines[0].outcomes.403 \"cancelled\" must be busy, no_answer, rejected, invalid_number, "
     "unreachable or "
     "failed"},
    {"password_alone", "username: \"\"", "password: x",
     "11:19: accounts[0].lines[0].password is given without a username"},
    {"register_alone", "username: \"\"", "register: on", "11:19: accounts[0].lines[0].register needs a username"},
    {"robot_file_and_text", "file: robots/reminder.yaml", "file: a, definition: b",
     "18:47: accounts[0].robots[0].definition: give either file or definition, not both"},
    {"robot_nothing", "file: robots/reminder.yaml, ", "",
     "18:9: accounts[0].robots[0].file is missing: the robot's dialogue"},
    {"start", "\"09:00\"", "9am",
     "22:38: accounts[0].strategies[0].rounds[0].start \"9am\" must be a time of day such as \"09:00\" or "
     "\"09:00:30\""},
    {"window", "\"18:00\"", "\"13:00\"",
     "23:52: accounts[0].strategies[0].rounds[1].end 13:00: must be after the start, 14:00: a window ends on the day "
     "it "
     "begins"},
    {"too_short", "\"12:00\"", "\"09:20\"",
     "22:13: accounts[0].strategies[0].rounds[0]: the window must be longer than its repeats take, 2 x 10 minutes"},
    {"repeat_num", "repeat_num: 2", "repeat_num: 16",
     "22:94: accounts[0].strategies[0].rounds[0].repeat_num \"16\" must be a whole number from 0 to 15"},
    {"outcome", "voicemail]", "voice_mail]",
     "23:99: accounts[0].strategies[0].rounds[1].include.outcomes[2] \"voice_mail\" is not an outcome, did you mean "
     "\"voicemail\"?"},
    {"empty_group", "    strategies:", "    robot_groups: [{name: g}]\n    strategies:",
     "19:20: accounts[0].robot_groups[0].robots must not be empty"},
    {"group", "repeat_num: 2", "robot_method: several",
     "22:96: accounts[0].strategies[0].rounds[0].robot_method \"several\" must be single or group"},
    {"url", "https://example.com/hook", "example.com/hook",
     "25:15: accounts[0].webhooks[0].url \"example.com/hook\" must be a URL that begins with https:// or http://"},
    {"event", "[call, task, plan]", "[call, answer]",
     "25:58: accounts[0].webhooks[0].events[1] \"answer\" must be call, task, plan or line"},
    {"webhook_secret", "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", "whsec_no!",
     "25:79: accounts[0].webhooks[0].secret: what follows whsec_ must be base64 (Standard Webhooks)"},
    {"unset", "demo-secret", "\"${NOT_THERE}\"", "7:44: ${NOT_THERE}: the environment variable NOT_THERE is not set"},
    {"brace", "demo-secret", "\"${NOT_THERE\"",
     "7:44: ${ without its }: an environment variable is written ${NAME}, a plain ${ is $${"},
};

INSTANTIATE_TEST_SUITE_P(Setup, OneFault, testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(SetupFaults, NumbersAreChecked) {
    EXPECT_THAT(faults_of(replaced(kGoodSetup, "+622150001000", "+62-21")),
                testing::AllOf(HasSubstr("setup.yaml:12:26: accounts[0].lines[0].caller_numbers[0] \"+62-21\": "),
                               HasSubstr("extension")));
    EXPECT_THAT(faults_of(replaced(kGoodSetup, "+6281100000000", "081100000000")),
                HasSubstr("setup.yaml:26:11: accounts[0].dnc[0] \"081100000000\": "));
}

TEST(SetupFaults, WindowsThatOverlapAreTold) {
    EXPECT_THAT(faults_of(replaced(kGoodSetup, "\"14:00\"", "\"11:00\"")),
                HasSubstr("setup.yaml:23:13: accounts[0].strategies[0].rounds[1] 11:00"));
}

TEST(SetupFaults, ADialogueFileHasItsOwnPlaces) {
    SetupSource source = test_source();
    source.read_file = [](const std::string&) -> Result<std::string> {
        return replaced(kRobot, "hang_up: true", "go: nowhere");
    };
    EXPECT_THAT(faults_of(kGoodSetup, source), testing::StartsWith("robots/reminder.yaml:7:9: "));
}

TEST(SetupFaults, ADialogueInTheFileTellsItsPlaceInBoth) {
    std::string yaml = replaced(kGoodSetup, "file: robots/reminder.yaml", "definition: \"language: en\"");
    EXPECT_THAT(faults_of(yaml),
                HasSubstr("setup.yaml:18:38: accounts[0].robots[0].definition, its line 1, column 1: "));
}

TEST(SetupFaults, AMissingRobotFileIsTold) {
    TemporaryFolder folder;
    std::string path = folder.write("setup.yaml", kGoodSetup);
    EXPECT_EQ(faults_of(kGoodSetup, local_source(path)),
              path + ":18:32: accounts[0].robots[0].file \"robots/reminder.yaml\": there is no such file\n");
}

TEST(SetupFaults, AllAreToldInTheOrderOfTheFile) {
    std::string yaml = replaced(kGoodSetup, "Asia/Jakarta", "Mars");
    yaml = replaced(yaml, "max_channels: 50", "max_channels: 0");
    yaml = replaced(yaml, "demo-key,", "demo-key, secret: x,");
    yaml = replaced(yaml, "repeat_num: 2", "repeat_num: x");
    std::string text = faults_of(yaml);
    std::vector<size_t> places;
    for (const char* place : {"setup.yaml:4:", "setup.yaml:7:", "setup.yaml:14:", "setup.yaml:22:"}) {
        places.push_back(text.find(place));
    }
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
    EXPECT_TRUE(std::is_sorted(places.begin(), places.end())) << text;
    EXPECT_NE(places.back(), std::string::npos) << text;
}

TEST(SetupFaults, AServerReadsNeitherFilesNorItsEnvironment) {
    EXPECT_THAT(faults_of(kGoodSetup, {}), HasSubstr("a server reads no files for others"));
    EXPECT_THAT(faults_of(replaced(kGoodSetup, "demo-secret", "\"${HOME}\""), {}),
                HasSubstr("a server does not fill in environment variables"));
}

TEST(SetupFaults, NamesThatComeTwiceAreTold) {
    std::string account = kGoodSetup.substr(kGoodSetup.find("  - name: demo"));
    std::string text = faults_of(kGoodSetup + account);
    EXPECT_THAT(text, HasSubstr("setup.yaml:27:5: accounts[1]: account \"demo\" is given twice"));
    EXPECT_THAT(text, HasSubstr("accounts[1].keys[0].app_key \"demo-key\" is given twice"));
    std::string line = kGoodSetup.substr(kGoodSetup.find("      - name: LIVEDEMO"),
                                         kGoodSetup.find("    robots:") - kGoodSetup.find("      - name: LIVEDEMO"));
    EXPECT_EQ(faults_of(replaced(kGoodSetup, "    robots:\n", line + "    robots:\n")),
              "setup.yaml:17:9: accounts[0].lines[1]: line \"LIVEDEMO\" is given twice\n");
}

TEST(SetupFaults, ListsOfNumbersTellTheirLines) {
    auto with = [](const std::string& list) { return faults_of(kGoodSetup + "    dnc_lists: [" + list + "]\n"); };
    EXPECT_THAT(with("{name: a, text: \"+6281100000001\\n0811\"}"),
                HasSubstr("setup.yaml:27:17: accounts[0].dnc_lists[0]: line 2, number \"0811\": "));
    EXPECT_THAT(with("{name: a}"), HasSubstr("accounts[0].dnc_lists[0].file: give either file or text"));
    EXPECT_THAT(with("{name: a, text: \"\"}, {name: a, text: \"\"}"), HasSubstr("list \"a\" is given twice"));
    EXPECT_THAT(faults_of(kGoodSetup + "    consents: [{file: a.csv}]\n", {}), HasSubstr("send the list as text"));
}

TEST(SetupFaults, SecretsAreNeverShown) {
    std::string yaml = replaced(kGoodSetup, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", "whsec_hidden!");
    yaml = replaced(yaml, "username: \"\"", "password: \"hid:den\"");
    yaml = replaced(yaml, "demo-secret", std::string(300, 'h'));
    std::string text = faults_of(yaml);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
    EXPECT_THAT(text, testing::Not(testing::AnyOf(HasSubstr("hid"), HasSubstr("hhh"))));
}

TEST(SetupFaults, WhatIsNoYamlIsTold) {
    EXPECT_THAT(faults_of("accounts:\n  - name: [a"), testing::StartsWith("setup.yaml:"));
    EXPECT_EQ(faults_of(""), "setup.yaml:1:1: the file is empty\n");
    EXPECT_EQ(faults_of("just words"), "setup.yaml:1:1: the file \"just words\" must be a map of keys and values\n");
    EXPECT_EQ(faults_of("accounts: {name: x}"), "setup.yaml:1:11: accounts (a map) must be a list\n");
    EXPECT_THAT(faults_of(std::string("accounts: \"\0\"", 13)), testing::StartsWith("setup.yaml:1:"));
}

}  // namespace
}  // namespace tiller::setup
