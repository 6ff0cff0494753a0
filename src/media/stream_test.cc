#include "media/stream.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "media/legs_testing.h"

namespace tiller::media {
namespace {

using Read = AudioStream::Read;

TEST(AudioStream, HoldsNoMoreThanItWasMadeForAndLosesNothingOfIt) {
    AudioStream stream(Millis(120));
    const size_t room = stream.room();
    EXPECT_GE(room, 960u);
    std::vector<int16_t> samples(room + 500);
    for (size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<int16_t>(i + 1);
    EXPECT_EQ(stream.write(samples), room);
    EXPECT_EQ(stream.write(samples), 0u);
    Frame frame;
    EXPECT_EQ(stream.read(frame), Read::audio);
    EXPECT_EQ(frame[159], 160);
    EXPECT_EQ(stream.room(), 160u);
    EXPECT_EQ(stream.write(std::span(samples).subspan(room)), 160u);
    stream.finish();
    EXPECT_EQ(stream.write(samples), 0u) << "nothing after the end";
    std::vector<int16_t> read;
    Read last = Read::audio;
    while (last == Read::audio) {
        last = stream.read(frame);
        read.insert(read.end(), frame.begin(), frame.end());
    }
    EXPECT_EQ(last, Read::end);
    ASSERT_GE(read.size(), room);
    EXPECT_TRUE(std::equal(read.begin(), read.begin() + static_cast<ptrdiff_t>(room), samples.begin() + 160));
    EXPECT_EQ(stream.gaps(), 0u);
}

TEST(AudioStream, WaitsUntilEnoughIsThere) {
    AudioStream stream;
    Frame frame;
    const auto sound = sine(400, 200);
    stream.write(std::span(sound).first(320));
    EXPECT_EQ(stream.read(frame), Read::waiting);
    EXPECT_EQ(rms(frame), 0);
    stream.write(std::span(sound).subspan(320, 160));
    EXPECT_EQ(stream.read(frame), Read::audio);
    EXPECT_GT(rms(frame), 4000);
    EXPECT_EQ(stream.gaps(), 0u);
}

TEST(AudioStream, ASlowWriterMakesOneSoftGapInsteadOfMany) {
    AudioStream stream;
    Frame frame;
    const auto sound = sine(250, 2000);
    std::vector<int16_t> heard;
    const auto read = [&] {
        const Read what = stream.read(frame);
        heard.insert(heard.end(), frame.begin(), frame.end());
        return what;
    };
    stream.write(std::span(sound).first(500));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(read(), Read::audio);
    EXPECT_EQ(read(), Read::audio) << "20 samples, and an end made up";
    EXPECT_EQ(stream.gaps(), 1u);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(read(), Read::waiting);
    EXPECT_EQ(rms(frame), 0);
    stream.write(std::span(sound).subspan(500, 200));
    EXPECT_EQ(read(), Read::waiting) << "not enough to go on with";
    stream.write(std::span(sound).subspan(700, 400));
    EXPECT_EQ(read(), Read::audio);
    EXPECT_EQ(stream.gaps(), 1u);
    int step = 0;
    for (size_t i = 1; i < heard.size(); ++i) step = std::max(step, std::abs(heard[i] - heard[i - 1]));
    EXPECT_LT(step, 2400) << "the wave's own is 1570";
}

TEST(AudioStream, OfNothingEndsAtOnce) {
    AudioStream stream;
    stream.finish();
    Frame frame;
    EXPECT_EQ(stream.read(frame), Read::end);
    EXPECT_EQ(rms(frame), 0);
}

TEST(AudioStream, OneThreadWritesWhileAnotherReads) {
    AudioStream stream(Millis(200));
    const size_t capacity = stream.room();
    std::atomic<bool> finished{false};
    std::thread writer([&] {
        std::vector<int16_t> piece;
        for (int next = 0; next < 20'000;) {
            piece.clear();
            for (int i = 0; i < 77 && next + i < 20'000; ++i) piece.push_back(static_cast<int16_t>(next + i));
            next += static_cast<int>(stream.write(piece));
        }
        stream.finish();
        finished = true;
    });
    Frame frame;
    std::vector<int16_t> heard;
    for (Read what = Read::waiting; what != Read::end;) {
        if (!finished && capacity - stream.room() < AudioStream::kGathered) continue;
        what = stream.read(frame);
        heard.insert(heard.end(), frame.begin(), frame.end());
    }
    writer.join();
    EXPECT_EQ(stream.gaps(), 0u);
    ASSERT_GE(heard.size(), 20'000u);
    for (int i = 40; i < 20'000; ++i) ASSERT_EQ(heard[static_cast<size_t>(i)], static_cast<int16_t>(i));
}

/// Speech that is made while it plays: written in pieces of another length than the frames, as room permits.
TEST(Stream, IsPlayedUntilItIsFinished) {
    EngineFixture fixture;
    Leg leg;
    fixture.call(leg);
    auto stream = std::make_shared<AudioStream>(Millis(300));
    auto departure = std::make_shared<Departure>();
    fixture.engine->stream(leg.session, 9, stream, departure);
    ASSERT_TRUE(pass(leg, 5));
    EXPECT_FALSE(departure->moment()) << "nothing was written yet";
    EXPECT_TRUE(fixture.ear.done(leg.session).empty());
    const auto sound = sine(900, 1500);
    for (size_t at = 0; at < sound.size();) {
        at += stream->write(std::span(sound).subspan(at, std::min<size_t>(333, sound.size() - at)));
        if (stream->room() < 333) ASSERT_TRUE(pass(leg, 1));
    }
    stream->finish();
    ASSERT_TRUE(fixture.ear.wait([&] { return fixture.ear.done(leg.session) == std::vector<uint64_t>{9}; }));
    EXPECT_TRUE(departure->moment());
    ASSERT_TRUE(pass(leg, 10));
    leg.phone.close();
    const auto& heard = leg.phone.ear.heard(leg.phone.session);
    double most = 0;
    size_t loud = 0;
    for (size_t at = 0; at + 160 <= heard.size(); at += 160) {
        const auto frame = std::span(heard).subspan(at, 160);
        loud += rms(frame) > 2000 ? 1 : 0;
        most = std::max(most, amplitude_at(frame, 900));
    }
    EXPECT_NEAR(most, 8000, 500);
    EXPECT_GE(loud, 74u);
}

TEST(Stream, IsReplacedAndStoppedAsAnyPlayback) {
    EngineFixture fixture;
    Leg leg;
    fixture.call(leg);
    auto stream = std::make_shared<AudioStream>();
    stream->write(sine(900, 1000));
    fixture.engine->stream(leg.session, 1, stream);
    ASSERT_TRUE(wait_to_hear(leg, 900));
    fixture.engine->play(leg.session, 2, {audio_of(sine(1700, 400))});
    ASSERT_TRUE(fixture.ear.wait([&] { return fixture.ear.done(leg.session) == std::vector<uint64_t>{2}; }));
    auto second = std::make_shared<AudioStream>();
    second->write(sine(900, 1000));
    fixture.engine->stream(leg.session, 3, second);
    ASSERT_TRUE(wait_to_hear(leg, 900));
    fixture.engine->stop_playback(leg.session);
    EXPECT_TRUE(wait_for_silence_of(leg, 900));
    EXPECT_EQ(fixture.ear.done(leg.session), std::vector<uint64_t>{2});
}

/// A robot on one side of a bridge speaks by a stream, into that side alone.
TEST(Stream, PlaysIntoABridgedSession) {
    EngineFixture fixture;
    Leg one, two;
    fixture.call(one);
    fixture.call(two, 0);
    fixture.engine->bridge(one.session, two.session);
    speak(two, 1500);
    auto stream = std::make_shared<AudioStream>(Millis(2000));
    stream->write(sine(700, 2000));
    fixture.engine->stream(one.session, 1, stream);
    EXPECT_TRUE(one.phone.ear.wait([&] { return hears(one, 700) > 4000 && hears(one, 1500) > 4000; }));
    EXPECT_LT(hears(two, 700), 50);
}

TEST(Listen, IsOfOneSessionAndCanBeEnded) {
    EngineFixture fixture;
    Leg one, two;
    Ear first, second;
    fixture.call(one);
    fixture.call(two);
    speak(one, 700);
    speak(two, 1500);
    fixture.engine->listen(one.session, first.as_listener());
    const auto enough = [&](Ear& ear, SessionId session, size_t frames) {
        return ear.wait([&] { return ear.heard(session).size() >= frames * Audio::kFrame; });
    };
    ASSERT_TRUE(enough(first, one.session, 20));
    fixture.engine->listen(one.session, second.as_listener());
    ASSERT_TRUE(enough(second, one.session, 20));
    const size_t of_first = first.heard(one.session).size();
    fixture.engine->listen(one.session, nullptr);
    ASSERT_TRUE(pass(one, 20));
    const size_t of_second = second.heard(one.session).size();
    ASSERT_TRUE(pass(one, 20));
    fixture.engine->close(one.session);
    fixture.engine->close(two.session);
    EXPECT_EQ(first.heard(one.session).size(), of_first);
    EXPECT_EQ(second.heard(one.session).size(), of_second);
    EXPECT_GT(amplitude_at(std::span(second.heard(one.session)).last(1600), 700), 6000);
    EXPECT_TRUE(first.heard(two.session).empty());
    EXPECT_TRUE(fixture.ear.heard(one.session).empty()) << "the engine's own listener is not asked";
}

}  // namespace
}  // namespace tiller::media
