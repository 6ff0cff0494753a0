#include "doctor/doctor.h"

#include <netinet/in.h>
#include <simdjson.h>
#include <sys/socket.h>
#include <unistd.h>

#include "doctor/doctor_checks.h"
#include "installation/server_note.h"
#include "setup/apply.h"
#include "setup/files_testing.h"
#include "sip/sip.h"
#include "store/migrations.h"

namespace tiller::doctor {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A socket of 127.0.0.1 that says nothing.
class SilentPort {
  public:
    explicit SilentPort(int type) : fd_(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{.sin_family = AF_INET};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        if (bind(fd_, reinterpret_cast<sockaddr*>(&address), length) != 0) throw std::runtime_error("bind");
        if (type == SOCK_STREAM) listen(fd_, 8);
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
    }
    ~SilentPort() { close(fd_); }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  private:
    int fd_;
    int port_;
};

class Deaf : public sip::Listener {
    void on_ringing(sip::LegId, int, std::string_view) override {}
    void on_answered(sip::LegId, std::string_view) override {}
    void on_ended(sip::LegId, const sip::Ended&) override {}
};

class DoctorTest : public testing::Test {
  protected:
    DoctorTest() { options_ = {.data_dir = data_.path(), .http = "", .sip = ""}; }

    std::unique_ptr<store::Store> open_store() {
        return std::move(*store::Store::open({.dir = data_.path(), .own_thread = false, .readers = 1}));
    }
    /// Sets up LIVEDEMO with these servers, a YAML list.
    std::unique_ptr<store::Store> set_up(const std::string& servers) {
        auto store = open_store();
        auto setup =
            setup::good_setup(setup::replaced(setup::kGoodSetup, "server: sip:127.0.0.1:5080", "server: " + servers));
        EXPECT_TRUE(setup::apply(*store, clock_, random_, setup, {}));
        return store;
    }

    setup::TemporaryFolder data_;
    SystemClock clock_;
    SystemRandom random_;
    DoctorOptions options_;
};

TEST_F(DoctorTest, TellsFreePortsFromTakenOnes) {
    SilentPort taken(SOCK_STREAM), taken_sip(SOCK_DGRAM);
    options_.http = taken.address();
    options_.sip = taken_sip.address();
    auto checks = check_ports(options_);
    ASSERT_EQ(checks.size(), 2u);
    for (const Check& check : checks) {
        EXPECT_EQ(check.grade, Grade::error);
        EXPECT_EQ(check.found, "used by another program");
        EXPECT_THAT(check.advice, HasSubstr("choose another port"));
    }
    {
        SilentPort soon_free(SOCK_STREAM);
        options_.http = soon_free.address();
    }
    options_.sip = "";
    EXPECT_EQ(to_text(check_ports(options_)), "ok       port " + options_.http + " (http): free\n");
}

TEST_F(DoctorTest, KnowsThePortsOfTheTillerThatRuns) {
    SilentPort http(SOCK_STREAM), sip(SOCK_DGRAM);
    options_.http = http.address();
    options_.sip = sip.address();
    ASSERT_TRUE(
        installation::write_server_note(data_.path(), {.url = "http://" + http.address(), .sip = sip.address()}));
    EXPECT_EQ(worst(check_ports(options_)), Grade::error) << "the note of a tiller that died";
    auto running = open_store();
    EXPECT_TRUE(is_in_use(data_.path()));
    auto checks = check_ports(options_);
    EXPECT_EQ(worst(checks), Grade::ok) << to_text(checks);
    running.reset();
    EXPECT_FALSE(is_in_use(data_.path()));
}

TEST_F(DoctorTest, ExplainsAddressesThatCannotBe) {
    options_.http = "192.0.2.1:8080";  // nobody's (RFC 5737)
    options_.sip = "127.0.0.1";
    auto checks = check_ports(options_);
    EXPECT_EQ(checks.at(0).found, "192.0.2.1 is no address of this machine");
    EXPECT_EQ(checks.at(1).found, "no port is given");
}

TEST_F(DoctorTest, LooksAtTheDataFolderAndLeavesNothing) {
    auto checks = check_data_folder(data_.path());
    ASSERT_EQ(checks.size(), 3u);
    EXPECT_EQ(checks[0].found, "writable");
    EXPECT_THAT(checks[1].found, HasSubstr("GB free at " + data_.path()));
    EXPECT_THAT(checks[2].found, HasSubstr("a durable write takes "));
    EXPECT_TRUE(std::filesystem::is_empty(data_.path()));
    EXPECT_EQ(check_data_folder(data_.path() + "/a/b").at(0).found, "does not exist yet; the first start makes it");
    EXPECT_FALSE(std::filesystem::exists(data_.path() + "/a"));
    std::filesystem::permissions(data_.path(), std::filesystem::perms(0755));
    auto open_one = check_data_folder(data_.path());
    EXPECT_EQ(open_one.at(0).grade, Grade::warning);
    EXPECT_EQ(open_one.at(0).found, "writable; others may look into it, mode 755");
    std::string file = data_.write("file", "");
    EXPECT_EQ(check_data_folder(file).at(0).grade, Grade::error);
}

TEST(DoctorJudges, MeasurementsByTheirLimits) {
    EXPECT_EQ(judge_free_space(6'000'000'000, "/").grade, Grade::ok);
    EXPECT_EQ(judge_free_space(4'000'000'000, "/").grade, Grade::warning);
    EXPECT_EQ(judge_free_space(100'000'000, "/").grade, Grade::error);
    EXPECT_EQ(judge_flush(5ms, 90ms).grade, Grade::ok);
    EXPECT_EQ(judge_flush(21ms, 90ms).grade, Grade::warning);
    EXPECT_EQ(judge_flush(201ms, 900ms).grade, Grade::error);
    EXPECT_EQ(judge_file_limit(65536).grade, Grade::ok);
    EXPECT_EQ(judge_file_limit(1024).grade, Grade::warning);
    EXPECT_EQ(judge_file_limit(256).grade, Grade::error);
}

TEST(DoctorJudges, TheClock) {
    ManualClock clock(from_ms(1'800'000'000'000));
    auto start = read_clock(clock);
    clock.advance(1s);
    EXPECT_THAT(judge_clock(start, read_clock(clock)).found, HasSubstr("2027-01-15T08:00:01.000Z, steady"));
    clock.jump_to(clock.now() + 300ms);
    auto jumped = judge_clock(start, read_clock(clock));
    EXPECT_EQ(jumped.grade, Grade::warning);
    EXPECT_THAT(jumped.found, HasSubstr("jumped by 300 ms"));
    ManualClock unset(from_ms(0));
    EXPECT_EQ(judge_clock(read_clock(unset), read_clock(unset)).grade, Grade::error);
}

TEST(DoctorJudges, AnswersOfALine) {
    auto judge = [](int code, const char* reason, bool credentials = false) {
        return judge_options("line A", "sip:192.0.2.1:5060", credentials, 5s, {code, reason, 12ms});
    };
    EXPECT_EQ(judge(200, "OK").grade, Grade::ok);
    EXPECT_EQ(judge(200, "OK").found, "192.0.2.1:5060 (udp) answers 200 OK after 12 ms");
    EXPECT_EQ(judge(405, "Method Not Allowed").grade, Grade::ok);
    EXPECT_EQ(judge(0, "no answer").found, "no answer from 192.0.2.1:5060 (udp) within 5 s");
    EXPECT_THAT(judge(0, "no answer").advice, testing::StartsWith("check the address, the port"));
    EXPECT_EQ(judge(0, "DNS Error").found, "192.0.2.1:5060 (udp) cannot be reached: DNS Error");
    EXPECT_THAT(judge(401, "Unauthorized").advice, HasSubstr("give username and password"));
    EXPECT_THAT(judge(407, "", true).advice, HasSubstr("refuses the user name or the password"));
    EXPECT_EQ(judge(403, "Forbidden").grade, Grade::error);
    EXPECT_EQ(judge(404, "Not Found").grade, Grade::warning);
    EXPECT_EQ(judge(503, "Service Unavailable").grade, Grade::warning);
}

TEST_F(DoctorTest, AsksTheServersOfTheLinesWhileATillerRuns) {
    Deaf deaf;
    auto peer = std::move(*sip::Endpoint::open({.bind = "127.0.0.1:0", .strangers = sip::Strangers::serve}, deaf));
    SilentPort silent(SOCK_DGRAM);
    options_.line_timeout = 500ms;
    auto running = set_up("[\"sip:127.0.0.1:" + std::to_string(peer->port()) + "\", \"sip:" + silent.address() + "\"]");
    auto checks = check_lines(options_);
    ASSERT_EQ(checks.size(), 2u);
    EXPECT_EQ(checks[0].name, "line LIVEDEMO of demo");
    EXPECT_EQ(checks[0].grade, Grade::ok) << checks[0].found;
    EXPECT_THAT(checks[0].found, HasSubstr(" answers 200 OK after "));
    EXPECT_EQ(checks[1].grade, Grade::error);
    EXPECT_THAT(checks[1].found, HasSubstr("no answer from " + silent.address()));
    peer->close(1s);
}

TEST_F(DoctorTest, LooksAtTheMasterKeyAndAtPlainCopies) {
    EXPECT_EQ(check_master_key(data_.path()).found, "is made at the first start");
    set_up("sip:127.0.0.1:1");
    EXPECT_EQ(check_master_key(data_.path()).grade, Grade::ok);
    EXPECT_THAT(check_master_key(data_.path()).found, testing::MatchesRegex("opens all [0-9]+ passwords.*"));
    EXPECT_TRUE(check_plain_copies(data_.path()).empty());
    std::string key = data_.path() + "/master.key";
    std::filesystem::rename(key, key + ".kept");
    EXPECT_EQ(check_master_key(data_.path()).grade, Grade::error);
    EXPECT_THAT(check_master_key(data_.path()).advice, HasSubstr("bring master.key back"));
    data_.write("master.key", std::string(64, '0'));
    EXPECT_THAT(check_master_key(data_.path()).found, HasSubstr("not open: "));
    EXPECT_EQ(check_lines(options_).at(0).grade, Grade::error);
    std::filesystem::rename(key + ".kept", key);
    {
        store::Tx before(data_.path() + "/tiller.db.before-1", false);
        store::migrate(before, data_.path() + "/tiller.db.before-1", store::released_steps().first(1));
        store::Tx after(data_.path() + "/tiller.db.before-99", false);
        store::migrate(after, data_.path() + "/tiller.db.before-99");
    }
    auto copies = check_plain_copies(data_.path());
    ASSERT_EQ(copies.size(), 1u);
    EXPECT_EQ(copies[0].name, "tiller.db.before-1");
    EXPECT_EQ(copies[0].grade, Grade::warning);
}

TEST_F(DoctorTest, TellsWhatIsNotSetUp) {
    EXPECT_EQ(check_lines(options_).at(0).found, "none is set up yet");
    options_.line = "OTHER";
    EXPECT_EQ(check_lines(options_).at(0).grade, Grade::error);
    set_up("sip:127.0.0.1:1");
    EXPECT_THAT(check_lines(options_).at(0).found, HasSubstr("there is no line of this name"));
    data_.write("tiller.db",
                "no database at all, but long enough to be taken for one, perhaps: " + std::string(4096, 'x'));
    EXPECT_EQ(check_lines(options_).at(0).grade, Grade::error);
}

TEST_F(DoctorTest, SpeaksInTheLanguagesOfTheRobots) {
    auto checks = check_speech(options_);
    EXPECT_EQ(checks.back().name, "speech in \"en\"");
    EXPECT_EQ(checks.back().grade, Grade::ok) << checks.back().found;
    auto store = open_store();
    setup::SetupSource source = setup::test_source();
    source.read_file = [](const std::string&) -> Result<std::string> {
        return setup::replaced(setup::kRobot, "language: en", "language: id");
    };
    ASSERT_TRUE(setup::apply(*store, clock_, random_, setup::good_setup(setup::kGoodSetup, source), {}));
    checks = check_speech(options_);
    EXPECT_EQ(checks.back().name, "speech in \"id\"");
    EXPECT_EQ(checks.back().grade, Grade::error) << "there is no helper program here";
    options_.espeak_helper = data_.path() + "/none";
    EXPECT_EQ(check_speech(options_).at(0).grade, Grade::error);
}

TEST_F(DoctorTest, LooksForTheModelsOfPublishedRobots) {
    EXPECT_TRUE(check_models(options_).empty());
    auto store = open_store();
    setup::SetupSource source = setup::test_source();
    source.read_file = [](const std::string&) -> Result<std::string> {
        return std::string(
            "robot: r\nlanguage: en\nstart: a\nstates:\n  a: {say: Hello., model: {goal: Talk., otherwise: "
            "hang_up}}\n");
    };
    ASSERT_TRUE(setup::apply(*store, clock_, random_, setup::good_setup(setup::kGoodSetup, source), {}));
    auto checks = check_models(options_);
    ASSERT_FALSE(checks.empty());
    EXPECT_EQ(checks[0].grade, Grade::warning);
    EXPECT_THAT(checks[0].found, HasSubstr("none is set up"));
}

TEST(DoctorModels, RobotsThatAModelRunsNeedAModelAndEars) {
    constexpr std::string_view kTalks =
        "robot: r\nlanguage: es\nstart: a\nstates:\n  a: {say: Hola., model: {goal: Habla., otherwise: b}}\n"
        "  b: {say: Hola., model: {engine: mind, goal: Habla., otherwise: c}}\n  c: {hang_up: true}\n";
    auto told = [&](const ModelMeans& means) { return to_text(judge_models("talks", std::string(kTalks), means)); };
    std::string nothing = told({});
    EXPECT_THAT(nothing, HasSubstr("robot talks: a model runs its state \"a\", and none is set up"));
    EXPECT_THAT(nothing, HasSubstr("the model \"mind\" runs its state \"b\", and is not set up"));
    EXPECT_THAT(nothing, HasSubstr("nothing here hears any words in \"es\""));
    ModelMeans means;
    means.engines = {{.name = "other", .kind = engines::EngineKind::model}};
    means.packs = {{.name = "ears",
                    .engine = engines::PackEngine::whisper,
                    .languages = {"es"},
                    .licence = {},
                    .source = {},
                    .files = {}}};
    EXPECT_EQ(told(means).find("none is set up"), std::string::npos);
    EXPECT_THAT(told(means), HasSubstr("\"mind\""));
    EXPECT_EQ(told(means).find("hears any words"), std::string::npos);
    means.engines[0].name = "mind";
    EXPECT_THAT(told(means), testing::StartsWith("ok "));
    EXPECT_TRUE(judge_models("keys", "robot: r\nlanguage: en\nstart: a\nstates:\n  a: {hang_up: true}\n", {}).empty());
}

TEST_F(DoctorTest, ExaminesEverythingAndTellsItInBothForms) {
    auto checks = examine(options_, clock_);
    std::string text = to_text(checks);
    for (const char* name : {"data folder", "disk space", "disk flush", "master key", "time zones", "open files",
                             "real-time priority", "speech engine", "lines", "clock"}) {
        EXPECT_THAT(text, HasSubstr(std::string(" ") + name));
    }
    simdjson::dom::parser parser;
    auto root = parser.parse(to_json(checks));
    EXPECT_EQ(bool(root["ok"]), worst(checks) != Grade::error);
    EXPECT_EQ(simdjson::dom::array(root["checks"]).size(), checks.size());
}

}  // namespace
}  // namespace tiller::doctor
