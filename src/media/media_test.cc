// Two engines against each other over real sockets.
#include "media/media.h"

#include <gtest/gtest.h>

#include "media/call_testing.h"
#include "media/mp3/lame_testing.h"

namespace tiller::media {
namespace {

using mp3::decode_mp3;
using mp3::Decoded;

/// The loudest amplitude of `hertz` in any 100 ms of the audio.
double loudest(std::span<const int16_t> audio, double hertz) {
    double most = 0;
    for (size_t at = 0; at + 800 <= audio.size(); at += 400) {
        most = std::max(most, amplitude_at(audio.subspan(at, 800), hertz));
    }
    return most;
}

/// How many milliseconds hold more than a whisper.
size_t loud_milliseconds(std::span<const int16_t> audio) {
    size_t loud = 0;
    for (size_t at = 0; at + 8 <= audio.size(); at += 8) loud += rms(audio.subspan(at, 8)) > 1000 ? 1 : 0;
    return loud;
}

class MediaCall : public testing::TestWithParam<int> {};

TEST_P(MediaCall, ASineArrivesAsItWasPlayed) {
    Call call;
    call.start(101, GetParam());
    call.robot.engine->play(call.robot.session, 7, {audio_of(sine(1000, 300)), audio_of(sine(1000, 500))});
    EXPECT_TRUE(call.robot.ear.wait([&] { return call.robot.ear.done(call.robot.session).size() == 1; }));
    EXPECT_TRUE(call.pass(call.callee, 10));
    const Stats stats = call.callee.close();
    const auto& heard = call.callee.ear.heard(call.callee.session);
    EXPECT_NEAR(loudest(heard, 1000), 8000, 300);
    EXPECT_LT(loudest(heard, 1500), 500);
    EXPECT_NEAR(static_cast<double>(loud_milliseconds(heard)), 800, 60);
    EXPECT_EQ(call.robot.ear.done(call.robot.session), std::vector<uint64_t>{7});
    EXPECT_GT(stats.packets_received, 40u);
    EXPECT_GT(stats.packets_sent, 40u);
    EXPECT_EQ(stats.packets_lost, 0u);
    EXPECT_FALSE(stats.socket_failed);
}
INSTANTIATE_TEST_SUITE_P(Laws, MediaCall, testing::Values(0, 8));

class MediaDigits : public testing::TestWithParam<int> {};

TEST_P(MediaDigits, KeysArriveBothWaysOnceEach) {
    Call call;
    call.start(GetParam());
    call.robot.engine->send_digits(call.robot.session, "12");
    call.robot.engine->send_digits(call.robot.session, "2,#b");
    call.callee.engine->send_digits(call.callee.session, "0*99D");
    EXPECT_TRUE(call.callee.ear.wait([&] { return call.callee.ear.digits(call.callee.session).size() >= 5; }));
    EXPECT_TRUE(call.robot.ear.wait([&] { return call.robot.ear.digits(call.robot.session).size() >= 5; }));
    EXPECT_TRUE(call.pass(call.callee, 10));
    call.callee.close();
    call.robot.close();
    EXPECT_EQ(call.callee.ear.digits(call.callee.session), "122#B");
    EXPECT_EQ(call.robot.ear.digits(call.robot.session), "0*99D");
}
INSTANTIATE_TEST_SUITE_P(EventsAndTones, MediaDigits, testing::Values(101, 96, -1));

TEST(Media, KeysInterruptThePlaybackWhichThenGoesOn) {
    Call call;
    call.start();
    call.robot.engine->play(call.robot.session, 1, {audio_of(sine(1000, 400))});
    call.robot.engine->send_digits(call.robot.session, "5");
    EXPECT_TRUE(call.robot.ear.wait([&] { return call.robot.ear.done(call.robot.session).size() == 1; }));
    EXPECT_TRUE(call.pass(call.callee, 10));
    call.callee.close();
    EXPECT_EQ(call.callee.ear.digits(call.callee.session), "5");
    EXPECT_GE(loud_milliseconds(call.callee.ear.heard(call.callee.session)), 350u);
}

TEST(Media, PlaybacksEndInOrderAndAReplacedOneSaysNothing) {
    Call call;
    call.start();
    auto& robot = call.robot;
    robot.engine->play(robot.session, 1, {audio_of(sine(500, 100))});
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 1; }));
    robot.engine->play(robot.session, 2, {audio_of(sine(500, 60'000))});
    ASSERT_TRUE(call.pass(call.callee, 5));
    robot.engine->play(robot.session, 3, {audio_of(sine(500, 60))});
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 2; }));
    robot.engine->play(robot.session, 4, {});
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 3; }));
    EXPECT_EQ(robot.ear.done(robot.session), (std::vector<uint64_t>{1, 3, 4}));
}

TEST(Media, TheDepartureOfAPlaybackIsThatOfItsFirstPacket) {
    Call call;
    Remote sixty = call.to(call.callee, 101, 8);
    sixty.ptime_ms = 60;  // its first frame waits for two more
    call.callee.engine->start(call.callee.session, call.to(call.robot, 101, 8), "");
    auto& robot = call.robot;
    robot.engine->start(robot.session, sixty, "");
    ASSERT_TRUE(call.pass(call.callee, 6));
    const auto ordered = Departure::Time::clock::now();
    auto departure = std::make_shared<Departure>();
    robot.engine->play(robot.session, 1, {audio_of(sine(500, 200))}, departure);
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 1; }));
    const auto done = Departure::Time::clock::now();
    ASSERT_TRUE(departure->moment());
    EXPECT_GT(*departure->moment(), ordered);
    EXPECT_LT(*departure->moment(), done - std::chrono::milliseconds(60)) << "long before its last";
}

TEST(Media, APlaybackThatDidNotLeaveHasNoDeparture) {
    Call call;
    auto& robot = call.robot;
    Remote nowhere = call.to(call.callee, 101, 8), held = nowhere;
    nowhere.address = "0.0.0.0";  // hold as RFC 2543 had it
    held.receives = false;
    auto departure = std::make_shared<Departure>();
    robot.engine->start(robot.session, nowhere, "");
    robot.engine->play(robot.session, 1, {audio_of(sine(500, 100))}, departure);
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 1; }));
    robot.engine->redirect(robot.session, held);
    robot.engine->play(robot.session, 2, {audio_of(sine(500, 100))}, departure);
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 2; }));
    EXPECT_FALSE(departure->moment());
}

TEST(Media, AStoppedPlaybackFallsSilentAndSaysNothing) {
    Call call;
    call.start();
    auto& robot = call.robot;
    robot.engine->play(robot.session, 1, {audio_of(sine(700, 60'000))});
    auto& ear = call.callee.ear;
    ASSERT_TRUE(ear.wait([&] { return rms(ear.heard(call.callee.session)) > 500; }));
    robot.engine->stop_playback(robot.session);
    ASSERT_TRUE(call.pass(call.callee, 25));
    ASSERT_TRUE(ear.wait([&] {
        const auto& heard = ear.heard(call.callee.session);
        return rms(std::span(heard).last(800)) == 0 || rms(std::span(heard).last(800)) < 20;
    }));
    EXPECT_TRUE(robot.ear.done(robot.session).empty());
    // Still sending: the peer goes on hearing frames of silence.
    EXPECT_TRUE(call.pass(call.callee, 5));
}

TEST(Media, AfterCloseTheListenerHearsNothing) {
    Call call;
    call.start();
    call.robot.engine->play(call.robot.session, 1, {audio_of(sine(700, 40))});
    call.robot.engine->close(call.robot.session);
    const size_t done = call.robot.ear.done(call.robot.session).size();
    EXPECT_EQ(call.robot.engine->sessions(), 0u);
    // Commands to a closed session have no effect, and closing again neither.
    call.robot.engine->play(call.robot.session, 2, {audio_of(sine(700, 40))});
    call.robot.engine->close(call.robot.session);
    call.robot.open();
    call.callee.engine->close(call.callee.session);
    call.callee.open();
    call.start();
    ASSERT_TRUE(call.pass(call.callee, 10));
    EXPECT_LE(done, 1u);
    EXPECT_TRUE(call.robot.ear.wait([&] { return call.robot.ear.done(1).size() == done; }));
}

TEST(Media, SendsToWherePacketsComeFrom) {
    // The robot is told a wrong port, as by a peer behind address translation.
    Call call;
    call.callee.engine->start(call.callee.session, call.to(call.robot, 101, 8), "");
    Remote wrong = call.to(call.callee, 101, 8);
    wrong.port = call.callee.port > 1024 ? 9 : 10;
    call.robot.engine->start(call.robot.session, wrong, "");
    EXPECT_TRUE(call.pass(call.robot, 10));
    EXPECT_TRUE(call.pass(call.callee, 10));
}

TEST(Media, ALineOverTheOtherFamilyGetsASocketOfIt) {
    Ear ear;
    auto engine = Engine::open({.bind_address = "127.0.0.1", .first_port = 0}, ear);
    ASSERT_TRUE(engine.ok());
    const auto one = (*engine)->open_session("[::1]"), other = (*engine)->open_session("::1");
    if (!one.ok()) GTEST_SKIP() << "no IPv6 here: " << one.error().message;
    ASSERT_TRUE(other.ok());
    (*engine)->listen(other->session, ear.as_listener());
    (*engine)->start(one->session, {.address = "::1", .port = other->port}, "");
    (*engine)->start(other->session, {.address = "::1", .port = one->port}, "");
    (*engine)->play(one->session, 1, {audio_of(sine(700, 60'000))});
    EXPECT_TRUE(ear.wait([&] {
        const auto& heard = ear.heard(other->session);
        return heard.size() >= 1600 && amplitude_at(std::span(heard).last(1600), 700) > 4000;
    }));
    const auto nowhere = (*engine)->open_session("2001:db8::1");
    ASSERT_FALSE(nowhere.ok());
    EXPECT_NE(nowhere.error().message.find("2001:db8::1"), std::string::npos) << nowhere.error().message;
    EXPECT_TRUE((*engine)->open_session("127.0.0.1").ok());
}

TEST(Media, AudioOfAHostThatNobodyNamedIsLearnedOnlyWhereTheLineSaysSo) {
    for (const bool anywhere : {false, true}) {
        Call call;
        call.callee.engine->start(call.callee.session, call.to(call.robot, 101, 8), "");
        Remote elsewhere = call.to(call.callee, 101, 8);
        elsewhere.address = "127.0.0.2";  // the callee sends from 127.0.0.1
        elsewhere.audio_from_anywhere = anywhere;
        call.robot.engine->start(call.robot.session, elsewhere, "");
        call.robot.engine->play(call.robot.session, 1, {audio_of(sine(700, 400))});
        ASSERT_TRUE(call.robot.ear.wait([&] { return !call.robot.ear.done(call.robot.session).empty(); }));
        call.callee.engine->close(call.callee.session);
        EXPECT_EQ(call.robot.close().packets_received > 0, anywhere);
        EXPECT_EQ(call.callee.ear.heard(call.callee.session).empty(), !anywhere);
    }
    // The signalling names it: as good.
    Call call;
    call.callee.engine->start(call.callee.session, call.to(call.robot, 101, 8), "");
    Remote proxied = call.to(call.callee, 101, 8);
    proxied.address = "127.0.0.2";
    proxied.signalling = {"sip.example.com", "127.0.0.1"};
    call.robot.engine->start(call.robot.session, proxied, "");
    EXPECT_TRUE(call.pass(call.callee, 5));
}

TEST(Media, AHeldPeerGetsNothingUntilItIsResumed) {
    Call call;
    Remote held = call.to(call.callee, 101, 8);
    held.address = "0.0.0.0";
    Side& robot = call.robot;
    robot.engine->start(robot.session, held, "");
    robot.engine->play(robot.session, 1, {audio_of(sine(700, 100))});
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 1; }));
    held.audio_from_anywhere = true;
    call.callee.engine->start(call.callee.session, held, "");
    robot.engine->redirect(robot.session, call.to(call.callee, 101, 8));
    EXPECT_TRUE(call.pass(call.callee, 5));
    EXPECT_FALSE(robot.close().socket_failed);
}

TEST(Media, APeerThatDoesNotReceiveGetsNothingThoughItSends) {
    // Hold by direction (a=sendonly): the address stays, music may come from it.
    Call call;
    call.start(101, 8, call.folder / "call.mp3");
    ASSERT_TRUE(call.pass(call.callee, 5));
    Remote held = call.to(call.callee, 101, 8);
    held.receives = false;
    Side &robot = call.robot, &callee = call.callee;
    robot.engine->redirect(robot.session, held);
    robot.engine->play(robot.session, 1, {audio_of(sine(700, 300))});
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 1; }));
    EXPECT_TRUE(call.pass(robot, 5)) << "it is heard all the same";
    robot.engine->redirect(robot.session, call.to(callee, 101, 8));
    robot.engine->play(robot.session, 2, {audio_of(sine(1500, 300))});
    ASSERT_TRUE(robot.ear.wait([&] { return robot.ear.done(robot.session).size() == 2; }));
    ASSERT_TRUE(call.pass(callee, 10));
    std::vector<int16_t> heard;
    callee.ear.wait([&] { return heard = callee.ear.heard(callee.session), true; });
    EXPECT_LT(amplitude_at(heard, 700), 100);
    EXPECT_GT(amplitude_at(std::span(heard).last(3200), 1500), 1000);
    EXPECT_EQ(callee.close().packets_lost, 0u) << "what was not sent is not numbered";
    robot.close();
    ASSERT_TRUE(robot.ear.wait([&] { return !robot.ear.recorded(robot.session).empty(); }));
    const Decoded mp3 = decode_mp3(call.folder / "call.mp3");
    EXPECT_LT(amplitude_at(mp3.right, 700), 100) << "the recording holds what was sent";
    EXPECT_GT(amplitude_at(mp3.right, 1500), 1000);
}

TEST(Media, AnAddressThatIsNoneFailsTheSocketOnly) {
    Side side;
    side.engine->start(side.session, {.address = "not-an-address", .port = 4000}, "");
    side.engine->play(side.session, 1, {audio_of(sine(700, 40))});
    ASSERT_TRUE(side.ear.wait([&] { return side.ear.done(side.session).size() == 1; }));
    const Stats stats = side.close();
    EXPECT_TRUE(stats.socket_failed);
    EXPECT_EQ(stats.packets_sent, 0u);
    EXPECT_GE(stats.since_last_packet, Millis(40));
}

TEST(Media, PortsAreEvenDistinctAndRunOut) {
    Ear ear;
    // A range that other programs hardly use; what they use is skipped.
    auto engine = Engine::open({.bind_address = "127.0.0.1", .first_port = 61001, .last_port = 61011}, ear);
    ASSERT_TRUE(engine.ok());
    std::map<int, SessionId> ports;
    for (;;) {
        const auto opened = (*engine)->open_session();
        if (!opened.ok()) {
            EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
            break;
        }
        EXPECT_EQ(opened->port % 2, 0);
        EXPECT_GE(opened->port, 61002);
        EXPECT_LE(opened->port, 61010);
        EXPECT_TRUE(ports.emplace(opened->port, opened->session).second);
    }
    EXPECT_LE(ports.size(), 5u);
    EXPECT_EQ((*engine)->sessions(), ports.size());
}

TEST(Media, RefusesSillyOptions) {
    Ear ear;
    EXPECT_FALSE(Engine::open({.bind_address = "nowhere"}, ear).ok());
    EXPECT_FALSE(Engine::open({.first_port = 5000, .last_port = 4000}, ear).ok());
    EXPECT_FALSE(Engine::open({.spool = "/dev/null/spool"}, ear).ok());
}

TEST(Media, ManyThreadsCommandManySessions) {
    Ear ear;
    auto engine = Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .threads = 2}, ear);
    ASSERT_TRUE(engine.ok());
    std::atomic<int> closed{0};
    std::vector<std::thread> callers;
    for (int t = 0; t < 4; ++t) {
        callers.emplace_back([&] {
            for (int i = 0; i < 50; ++i) {
                auto opened = (*engine)->open_session();
                if (!opened.ok()) continue;
                const SessionId id = opened->session;
                (*engine)->start(id, {.address = "127.0.0.1", .port = opened->port}, "");
                for (uint64_t p = 0; p < 5; ++p) (*engine)->play(id, p, {audio_of(sine(400, 30))});
                (*engine)->send_digits(id, "12");
                (*engine)->stop_playback(id);
                (*engine)->close(id, [&](const Stats&) { ++closed; });
            }
        });
    }
    for (auto& caller : callers) caller.join();
    engine->reset();
    EXPECT_EQ(closed, 200);
}

}  // namespace
}  // namespace tiller::media
