// The carrier against a robot made of the same rooms: what people.csv says is what the robot meets.
#include "carrier/carrier.h"

#include <filesystem>
#include <fstream>

#include "sip/endpoint_testing.h"

namespace tiller::carrier {
namespace {

using sip::LegId;
using testing::HasSubstr;

/// The robot's media side.
class Ear : public media::Listener, public media::FrameListener {
  public:
    void on_digit(media::SessionId, char digit) override {
        std::lock_guard lock(mutex_);
        digits_ += digit;
        arrived_.notify_all();
    }
    void on_playback_done(media::SessionId, uint64_t) override {}
    void on_recorded(media::SessionId, const media::Recording&) override {}
    void on_heard(media::SessionId, const int16_t* samples) override {
        std::lock_guard lock(mutex_);
        loud_frames_ += is_loud(samples) ? 1 : 0;
        arrived_.notify_all();
    }
    bool wait(const std::function<bool(const std::string& digits, int loud_frames)>& until) {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, sip::kPatience, [&] { return until(digits_, loud_frames_); });
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::string digits_;
    int loud_frames_ = 0;
};

class CarrierTest : public testing::Test {
  protected:
    CarrierTest() {
        std::string name = std::filesystem::temp_directory_path() / "tiller-carrier-XXXXXX";
        folder_ = mkdtemp(name.data());
    }
    ~CarrierTest() override {
        stop();
        std::filesystem::remove_all(folder_);
    }

    void serve(const std::string& rows, bool record = false) {
        auto people = People::parse("number,attempt,behaviour,ring_ms,steps\n" + rows);
        ASSERT_TRUE(people.ok()) << people.error().message;
        auto speech = speech::Speech::open({});
        ASSERT_TRUE(speech.ok());
        auto voices = Voices::prepare(*people, **speech);
        ASSERT_TRUE(voices.ok()) << voices.error().message;
        auto report = ReportFile::open(folder_ + "/report.jsonl");
        ASSERT_TRUE(report.ok());
        auto journal = ReportFile::open(folder_ + "/journal.jsonl");
        ASSERT_TRUE(journal.ok());
        CarrierOptions options;
        options.sip.bind = "127.0.0.1:0";
        options.media.bind_address = "127.0.0.1";
        options.media.first_port = options.media.last_port = 0;
        options.media_address = "127.0.0.1";
        options.otherwise = Behaviour::no_such_number;
        if (record) options.record_folder = folder_;
        carrier_ = std::make_unique<Carrier>(options, std::move(*people), std::move(*voices), std::move(*report),
                                             std::move(*journal));
        const auto opened = carrier_->open();
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        server_ = "sip:127.0.0.1:" + std::to_string(carrier_->port());
        thread_ = std::thread([this] { carrier_->run([] { return false; }); });
    }
    void stop() {
        if (!thread_.joinable()) return;
        carrier_->stop();
        thread_.join();
    }
    LegId dial(const std::string& number, int rtp_port = 4000) {
        return robot.endpoint->invite(
            {.target = {.servers = {server_}}, .callee = number, .caller = "100", .sdp = sip::some_sdp(rtp_port)});
    }
    std::vector<std::string> report_lines() { return lines_of("/report.jsonl"); }
    std::vector<std::string> lines_of(const std::string& name) {
        std::ifstream file(folder_ + name);
        std::vector<std::string> lines;
        for (std::string line; std::getline(file, line);) lines.push_back(line);
        return lines;
    }

    sip::Phone robot;
    std::string folder_, server_;
    std::unique_ptr<Carrier> carrier_;
    std::thread thread_;
};

TEST_F(CarrierTest, TheJournalIsWrittenWhileTheCallLasts) {
    serve("1,*,answer,10,\n");
    const LegId leg = dial("1");
    robot.heard.expect("ringing");
    robot.heard.expect("answered");
    const auto lines = lines_of("/journal.jsonl");
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_THAT(lines[0], HasSubstr(R"({"what":"invite","at_ms":)"));
    EXPECT_THAT(lines[1], HasSubstr(R"("number":"1","call_id":")"));
    EXPECT_TRUE(lines[1].starts_with(R"({"what":"answer",)"));
    EXPECT_TRUE(report_lines().empty());
    robot.endpoint->hang_up(leg);
    robot.heard.expect("ended");
}

TEST_F(CarrierTest, RefusalsAndAttempts) {
    serve("1,*,busy,,\n2,*,reject,10,\n3,*,unreachable,,\n4,*,server_error,,\n5,1,busy,,\n5,2,unreachable,,\n");
    const std::vector<std::pair<std::string, int>> calls = {{"1", 486},  {"2", 603}, {"3", 480}, {"4", 503},
                                                            {"+5", 486}, {"5", 480}, {"5", 404}};
    for (const auto& [number, code] : calls) {
        dial(number);
        if (code == 603) robot.heard.expect("ringing");
        const auto ended = robot.heard.expect("ended").ended;
        EXPECT_EQ(ended.code, code) << number;
        EXPECT_EQ(ended.had_ringing, code == 603);
    }
    stop();
    const auto lines = report_lines();
    ASSERT_EQ(lines.size(), calls.size());
    EXPECT_THAT(lines[5], HasSubstr("\"number\":\"5\",\"name\":\"\",\"attempt\":2,\"behaviour\":\"unreachable\""));
    EXPECT_THAT(lines[0], HasSubstr("\"ended_by\":\"callee\",\"code\":486"));
}

TEST_F(CarrierTest, RingsOutUntilCancelled) {
    serve("1,*,ring_out,,\n");
    const LegId leg = dial("1");
    robot.heard.expect("ringing");
    robot.endpoint->hang_up(leg);
    EXPECT_EQ(robot.heard.expect("ended").ended.code, 487);
    stop();
    ASSERT_EQ(report_lines().size(), 1u);
    EXPECT_THAT(report_lines()[0], HasSubstr("\"answered_ms\":null"));
    EXPECT_THAT(report_lines()[0], HasSubstr("\"ended_by\":\"robot\",\"code\":487"));
}

TEST_F(CarrierTest, APersonHearsPressesSpeaksAndHangsUp) {
    serve("1,*,answer,50,say:hello?@100 12@after hangup@after+100\n", true);
    Ear ear;
    auto media = media::Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .last_port = 0}, ear);
    ASSERT_TRUE(media.ok()) << media.error().message;
    const auto session = (*media)->open_session();
    ASSERT_TRUE(session.ok());
    dial("1", session->port);
    robot.heard.expect("ringing");
    const auto answer = sip::parse_sdp(robot.heard.expect("answered").sdp);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    (*media)->listen(session->session, {std::shared_ptr<void>(), &ear});
    (*media)->start(session->session,
                    {.address = answer->address,
                     .port = answer->port,
                     .payload = answer->payloads[0],
                     .telephone_event = answer->telephone_event},
                    "");
    EXPECT_TRUE(ear.wait([](auto&, int loud) { return loud >= 5; })) << "hello?";
    (*media)->play(session->session, 1, {make_tone(500, Millis(600))});
    EXPECT_TRUE(ear.wait([](auto& digits, int) { return digits == "12"; }));
    (*media)->send_digits(session->session, "7#");
    (*media)->play(session->session, 2, {make_tone(500, Millis(400))});
    const auto ended = robot.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 200);
    EXPECT_EQ(ended.by, sip::EndedBy::peer);
    (*media)->close(session->session);
    stop();
    ASSERT_EQ(report_lines().size(), 1u);
    const std::string line = report_lines()[0];
    EXPECT_THAT(line, HasSubstr("\"digits\":\"7#\""));
    EXPECT_THAT(line, HasSubstr("\"ended_by\":\"callee\",\"code\":200"));
    const std::string recording = folder_ + "/1-1.mp3";
    EXPECT_THAT(line, HasSubstr("\"recording\":\"" + recording + "\""));
    EXPECT_GT(std::filesystem::file_size(recording), 4000u);
    const double sound = std::stod(line.substr(line.find("sound_heard_seconds\":") + 21));
    EXPECT_NEAR(sound, 1.0, 0.3);
}

TEST_F(CarrierTest, AMailboxGreetsAndStays) {
    serve("1,*,mailbox,10,\n");
    Ear ear;
    auto media = media::Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .last_port = 0}, ear);
    ASSERT_TRUE(media.ok());
    const auto session = (*media)->open_session();
    ASSERT_TRUE(session.ok());
    const LegId leg = dial("1", session->port);
    robot.heard.expect("ringing");
    const auto answer = sip::parse_sdp(robot.heard.expect("answered").sdp);
    ASSERT_TRUE(answer.ok());
    (*media)->listen(session->session, {std::shared_ptr<void>(), &ear});
    (*media)->start(session->session,
                    {.address = answer->address, .port = answer->port, .payload = answer->payloads[0]}, "");
    EXPECT_TRUE(ear.wait([](auto&, int loud) { return loud >= 100; })) << "two seconds of greeting";
    robot.endpoint->hang_up(leg);
    EXPECT_EQ(robot.heard.expect("ended").ended.by, sip::EndedBy::us);
    (*media)->close(session->session);
}

TEST_F(CarrierTest, StoppingEndsCallsAndReportsThem) {
    serve("1,*,answer,10,\n2,*,ring_out,,\n");
    dial("1");
    robot.heard.expect("ringing");
    robot.heard.expect("answered");
    dial("2");
    robot.heard.expect("ringing");
    stop();
    robot.heard.expect("ended");
    robot.heard.expect("ended");
    EXPECT_EQ(report_lines().size(), 2u);
}

}  // namespace
}  // namespace tiller::carrier
