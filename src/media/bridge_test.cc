// Two sessions joined: real RTP between an engine with several threads and telephones of other engines.
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "media/legs_testing.h"
#include "media/mp3/lame_testing.h"

namespace tiller::media {
namespace {

using mp3::decode_mp3;
using mp3::Decoded;

class Bridged : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(Bridged, EachHearsTheOtherAndTheRecordingsHoldIt) {
    EngineFixture fixture;
    Leg one, two;
    fixture.call(one, GetParam().first, 101, fixture.folder / "one.mp3");
    fixture.call(two, GetParam().second, 101, fixture.folder / "two.mp3");
    EXPECT_NE(fixture.engine->thread_of(one.session), fixture.engine->thread_of(two.session));
    speak(one, 700);
    speak(two, 1500);
    ASSERT_TRUE(pass(one, 20));
    EXPECT_LT(hears(one, 1500), 50) << "not bridged yet";

    fixture.engine->bridge(one.session, two.session);
    EXPECT_EQ(fixture.engine->thread_of(one.session), fixture.engine->thread_of(two.session));
    EXPECT_TRUE(wait_to_hear(one, 1500));
    EXPECT_TRUE(wait_to_hear(two, 700));
    EXPECT_LT(hears(one, 700), 100) << "nobody hears himself";
    ASSERT_TRUE(pass(two, 50));

    fixture.engine->unbridge(two.session);
    EXPECT_TRUE(wait_for_silence_of(one, 1500));
    EXPECT_TRUE(wait_for_silence_of(two, 700));
    EXPECT_EQ(one.phone.close().packets_lost, 0u);
    EXPECT_EQ(two.phone.close().packets_lost, 0u);

    fixture.engine->close(one.session);
    fixture.engine->close(two.session);
    ASSERT_TRUE(fixture.ear.wait([&] {
        return fixture.ear.recorded(one.session).size() == 1 && fixture.ear.recorded(two.session).size() == 1;
    }));
    const Decoded first = decode_mp3(fixture.folder / "one.mp3"), second = decode_mp3(fixture.folder / "two.mp3");
    const auto loud = [](std::span<const int16_t> side, double hertz) {
        double most = 0;
        for (size_t at = 0; at + 800 <= side.size(); at += 800) {
            most = std::max(most, amplitude_at(side.subspan(at, 800), hertz));
        }
        return most;
    };
    EXPECT_GT(loud(first.left, 700), 6000);
    EXPECT_GT(loud(first.right, 1500), 6000);
    EXPECT_LT(loud(first.right, 700), 100);
    EXPECT_GT(loud(second.left, 1500), 6000);
    EXPECT_GT(loud(second.right, 700), 6000);
}
INSTANTIATE_TEST_SUITE_P(Laws, Bridged,
                         testing::Values(std::pair(8, 8), std::pair(8, 0), std::pair(0, 8), std::pair(0, 0)));

TEST(Bridge, JoinedAndPartedAtAnyMomentNoFrameIsLost) {
    EngineFixture fixture(3);
    Leg one, two, three;
    fixture.call(one, 8, 101, fixture.folder / "one.mp3");
    fixture.call(two, 0);
    fixture.call(three);
    speak(one, 400);
    for (int i = 0; i < 12; ++i) {
        fixture.engine->bridge(one.session, (i % 2 == 0 ? two : three).session);
        ASSERT_TRUE(wait_to_hear(i % 2 == 0 ? two : three, 400)) << i;
        if (i % 3 == 0) fixture.engine->unbridge(one.session);
        ASSERT_TRUE(pass(one, static_cast<size_t>(i)));
    }
    for (Leg* leg : {&one, &two, &three}) {
        std::promise<Stats> promise;
        fixture.engine->close(leg->session, [&](const Stats& stats) { promise.set_value(stats); });
        const Stats sent = promise.get_future().get(), got = leg->phone.close();
        EXPECT_EQ(got.packets_lost, 0u);
        EXPECT_EQ(sent.packets_lost, 0u);
        if (leg != &one) continue;
        ASSERT_TRUE(fixture.ear.wait([&] { return fixture.ear.recorded(one.session).size() == 1; }));
        const auto length = fixture.ear.recorded(one.session)[0].length;
        EXPECT_EQ(static_cast<uint64_t>(length.count()), 20 * sent.packets_sent) << "a frame for every 20 ms";
    }
}

TEST(Bridge, PromptsArePlayedIntoOneSideOrBoth) {
    EngineFixture fixture;
    Leg one, two;
    fixture.call(one);
    fixture.call(two);
    fixture.engine->bridge(one.session, two.session);
    speak(one, 700);
    speak(two, 1500);
    ASSERT_TRUE(wait_to_hear(one, 1500));
    fixture.engine->play(one.session, 5, tone(2500));
    EXPECT_TRUE(one.phone.ear.wait([&] { return hears(one, 2500) > 4000 && hears(one, 1500) > 4000; }));
    ASSERT_TRUE(pass(two, 15));
    EXPECT_LT(hears(two, 2500), 50) << "the other side does not hear it";
    fixture.engine->play(two.session, 6, tone(3000));
    EXPECT_TRUE(two.phone.ear.wait([&] { return hears(two, 3000) > 4000 && hears(two, 700) > 4000; }));
    fixture.engine->stop_playback(one.session);
    EXPECT_TRUE(one.phone.ear.wait([&] { return hears(one, 2500) < 300 && hears(one, 1500) > 4000; }));
}

struct KeysCase {
    int events_of_first, events_of_second;
    bool to_second;
    const char* expected;
};
class BridgedKeys : public testing::TestWithParam<KeysCase> {};

TEST_P(BridgedKeys, ArePassedAsAskedAndToldInAnyCase) {
    EngineFixture fixture;
    Leg one, two;
    fixture.call(one, 8, GetParam().events_of_first);
    fixture.call(two, 0, GetParam().events_of_second);
    fixture.engine->bridge(one.session, two.session, {.keys_to_first = false, .keys_to_second = GetParam().to_second});
    speak(two, 700);
    ASSERT_TRUE(wait_to_hear(one, 700)) << "the bridge is there";
    one.phone.engine->send_digits(one.phone.session, "1#7");
    two.phone.engine->send_digits(two.phone.session, "2");
    EXPECT_TRUE(fixture.ear.wait([&] { return fixture.ear.digits(one.session).size() == 3; }));
    EXPECT_TRUE(fixture.ear.wait([&] { return fixture.ear.digits(two.session) == "2"; }));
    const size_t wanted = std::string_view(GetParam().expected).size();
    EXPECT_TRUE(two.phone.ear.wait([&] { return two.phone.ear.digits(two.phone.session).size() >= wanted; }));
    ASSERT_TRUE(pass(two, 30));
    fixture.engine->close(one.session);
    fixture.engine->close(two.session);
    EXPECT_EQ(fixture.ear.digits(one.session), "1#7");
    EXPECT_EQ(two.phone.ear.digits(two.phone.session), GetParam().expected);
    // Not passed; but a tone between two peers of tones is in the audio.
    const bool all_tones = GetParam().events_of_first < 0 && GetParam().events_of_second < 0;
    EXPECT_EQ(one.phone.ear.digits(one.phone.session), all_tones ? "2" : "");
}
INSTANTIATE_TEST_SUITE_P(Kinds, BridgedKeys,
                         testing::Values(KeysCase{101, 101, true, "1#7"}, KeysCase{101, 96, true, "1#7"},
                                         KeysCase{101, 101, false, ""}, KeysCase{101, -1, true, "1#7"},
                                         KeysCase{-1, 101, true, "1#7"}, KeysCase{-1, -1, true, "1#7"}));

TEST(Bridge, ClosingOneFreesTheOtherForANewOne) {
    EngineFixture fixture(2, 61'041, 61'044);  // two ports, no more
    Leg one, two;
    fixture.call(one);
    fixture.call(two);
    EXPECT_FALSE(fixture.engine->open_session().ok());
    fixture.engine->bridge(one.session, two.session);
    speak(one, 700);
    speak(two, 1500);
    ASSERT_TRUE(wait_to_hear(two, 700));
    fixture.engine->close(one.session);
    EXPECT_TRUE(wait_for_silence_of(two, 700)) << "and goes on";
    // The closed one's port is free, though its partner held on to it.
    Leg three;
    const auto deadline = std::chrono::steady_clock::now() + Ear::kPatience;
    Result<Engine::Opened> opened = fixture.engine->open_session();
    while (!opened.ok() && std::chrono::steady_clock::now() < deadline && pass(two, 1)) {
        opened = fixture.engine->open_session();
    }
    ASSERT_TRUE(opened.ok());
    three.session = opened->session;
    fixture.engine->bridge(two.session, three.session);
    fixture.engine->start(three.session, EngineFixture::at(three.phone.port, 0, 101), "");
    three.phone.engine->start(three.phone.session, EngineFixture::at(opened->port, 0, 101), "");
    EXPECT_TRUE(wait_to_hear(three, 1500)) << "bridged before it was started";
}

TEST(Bridge, WhatCannotBeBridgedIsLeftAlone) {
    EngineFixture fixture;
    Leg one;
    fixture.call(one);
    fixture.engine->bridge(one.session, one.session);
    fixture.engine->bridge(one.session, 4711);
    fixture.engine->unbridge(one.session);
    fixture.engine->unbridge(4711);
    EXPECT_EQ(fixture.engine->thread_of(4711), -1);
    EXPECT_TRUE(pass(one, 5));
}

TEST(Bridge, ManyThreadsJoinAndPartManySessions) {
    Ear ear;
    auto engine = Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .threads = 3}, ear);
    ASSERT_TRUE(engine.ok());
    std::vector<SessionId> sessions;
    for (int i = 0; i < 24; ++i) {
        const auto opened = (*engine)->open_session();
        ASSERT_TRUE(opened.ok());
        sessions.push_back(opened->session);
        (*engine)->start(opened->session, EngineFixture::at(opened->port, 8, 101), "");
    }
    std::atomic<int> closed{0};
    std::vector<std::thread> callers;
    for (unsigned t = 0; t < 4; ++t) {
        callers.emplace_back([&, t] {
            std::mt19937 random(t);
            const auto any = [&] { return sessions[random() % sessions.size()]; };
            for (uint64_t i = 0; i < 400; ++i) {
                (*engine)->bridge(any(), any());
                (*engine)->play(any(), i, {audio_of(sine(400, 30))});
                if (i % 3 == 0) (*engine)->unbridge(any());
                (*engine)->send_digits(any(), "1");
            }
        });
    }
    for (auto& caller : callers) caller.join();
    for (size_t i = 0; i < sessions.size(); i += 2) (*engine)->bridge(sessions[i], sessions[i + 1]);
    for (size_t i = 0; i < sessions.size(); i += 2) {
        EXPECT_EQ((*engine)->thread_of(sessions[i]), (*engine)->thread_of(sessions[i + 1]));
    }
    for (const SessionId session : sessions) (*engine)->close(session, [&](const Stats&) { ++closed; });
    engine->reset();
    EXPECT_EQ(closed, 24);
}

}  // namespace
}  // namespace tiller::media
