// Recordings of real calls, decoded again; and disks that fail.
#include "media/record/recorder.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "media/call_testing.h"
#include "media/mp3/lame_testing.h"
#include "media/record/tape.h"

namespace tiller::media {
namespace {

using mp3::decode_mp3;
using mp3::Decoded;

namespace fs = std::filesystem;

Recording recording_of(Side& side) {
    EXPECT_TRUE(side.ear.wait([&] { return !side.ear.recorded(side.session).empty(); }));
    const auto all = side.ear.recorded(side.session);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Recording{} : all.front();
}

TEST(Recorder, CalleeIsLeftRobotIsRightAndTheLengthIsTheCalls) {
    Call call;
    const std::string path = call.folder / "call.mp3";
    const auto began = std::chrono::steady_clock::now();
    call.start(101, 8, path);
    call.robot.engine->play(call.robot.session, 1, {audio_of(sine(400, 600))});
    call.callee.engine->play(call.callee.session, 1, {audio_of(sine(1100, 600))});
    ASSERT_TRUE(call.robot.ear.wait([&] { return call.robot.ear.done(call.robot.session).size() == 1; }));
    ASSERT_TRUE(call.pass(call.robot, 40));
    call.robot.close();
    const std::chrono::duration<double, std::milli> lasted = std::chrono::steady_clock::now() - began;

    const Recording recording = recording_of(call.robot);
    ASSERT_TRUE(recording.ok) << recording.error;
    EXPECT_EQ(recording.path, path);
    const Decoded mp3 = decode_mp3(path);
    EXPECT_EQ(mp3.rate, 8000);
    EXPECT_EQ(mp3.channels, 2);
    const double length = static_cast<double>(mp3.left.size()) / 8;
    EXPECT_NEAR(length, static_cast<double>(recording.length.count()), 1);
    EXPECT_NEAR(length, lasted.count(), 60);
    // Each side is where it belongs, and only there.
    EXPECT_GT(amplitude_at(mp3.left, 1100), 2000);
    EXPECT_LT(amplitude_at(mp3.left, 400), 100);
    EXPECT_GT(amplitude_at(mp3.right, 400), 2000);
    EXPECT_LT(amplitude_at(mp3.right, 1100), 100);
    // And when it was said: the robot's tone begins at once and lasts 600 ms.
    EXPECT_GT(amplitude_at(std::span(mp3.right).subspan(400, 4000), 400), 7000);
    EXPECT_LT(rms(std::span(mp3.right).subspan(5600)), 100);
    EXPECT_TRUE(fs::is_empty(call.folder / "spool"));
}

TEST(Recorder, BothChannelsAreAlignedToTheSample) {
    // The callee answers a click with a click of its own: an echo by hand would hide an offset, so the file is made
    // directly.
    Folder folder;
    Ear ear;
    auto recorder = Recorder::open(folder / "spool", 2, ear);
    ASSERT_TRUE(recorder.ok());
    ChunkPool chunks;
    chunks.provide_for(1);
    Tape tape;
    tape.start((*recorder)->assign(5, folder / "a.mp3").release(), chunks, **recorder);
    const auto tone = sine(600, 3000);
    for (size_t at = 0; at < tone.size(); at += 160) {
        Frame frame;
        std::copy_n(tone.begin() + static_cast<ptrdiff_t>(at), 160, frame.begin());
        tape.append(frame, frame);
        ear.wait([&] { return (*recorder)->queued() < 30; });
    }
    tape.end();
    ASSERT_TRUE(ear.wait([&] { return !ear.recorded(5).empty(); }));
    ASSERT_TRUE(ear.recorded(5)[0].ok) << ear.recorded(5)[0].error;
    EXPECT_EQ(ear.recorded(5)[0].length, Millis(3000));
    const Decoded mp3 = decode_mp3(folder / "a.mp3");
    ASSERT_EQ(mp3.left.size(), tone.size());
    double same = 0, original = 0;
    for (size_t i = 800; i + 800 < tone.size(); ++i) {
        same += std::abs(mp3.left[i] - mp3.right[i]);
        original += std::abs(mp3.left[i] - tone[i]);
    }
    EXPECT_LT(same / static_cast<double>(tone.size()), 50);
    EXPECT_LT(original / static_cast<double>(tone.size()), 800);  // no shift against what was recorded
    recorder->reset();
}

TEST(Recorder, WithoutChunksTimeGoesOnInSilence) {
    Folder folder;
    Ear ear;
    auto recorder = Recorder::open(folder / "spool", 1, ear);
    ASSERT_TRUE(recorder.ok());
    ChunkPool chunks;  // empty
    Tape tape;
    tape.start((*recorder)->assign(1, folder / "a.mp3").release(), chunks, **recorder);
    Frame loud;
    loud.fill(9000);
    for (int i = 0; i < 50; ++i) tape.append(loud, loud);
    chunks.provide_for(1);
    const auto tone = sine(500, 20);
    std::copy_n(tone.begin(), 160, loud.begin());
    for (int i = 0; i < 50; ++i) tape.append(loud, loud);
    tape.skip(25);
    tape.end();
    ASSERT_TRUE(ear.wait([&] { return !ear.recorded(1).empty(); }));
    EXPECT_EQ(ear.recorded(1)[0].length, Millis(2500));
    EXPECT_EQ((*recorder)->gap_frames(), 75u);
    const Decoded mp3 = decode_mp3(folder / "a.mp3");
    ASSERT_EQ(mp3.left.size(), 20000u);
    EXPECT_LT(rms(std::span(mp3.left).first(7000)), 50);
    EXPECT_GT(rms(std::span(mp3.left).subspan(8800, 6400)), 3000);
    EXPECT_LT(rms(std::span(mp3.left).last(2400)), 50);
    recorder->reset();
}

TEST(Recorder, APathThatCannotBeWrittenIsReportedAndTheCallGoesOn) {
    Call call;
    call.start(101, 8, call.folder / "missing/call.mp3");
    EXPECT_TRUE(call.pass(call.callee, 30));
    call.robot.engine->play(call.robot.session, 1, {audio_of(sine(400, 40))});
    EXPECT_TRUE(call.robot.ear.wait([&] { return call.robot.ear.done(call.robot.session).size() == 1; }));
    EXPECT_TRUE(call.robot.ear.recorded(call.robot.session).empty());
    call.robot.close();
    const Recording recording = recording_of(call.robot);
    EXPECT_FALSE(recording.ok);
    EXPECT_NE(recording.error.find("missing/call.mp3"), std::string::npos) << recording.error;
    EXPECT_TRUE(fs::is_empty(call.folder / "spool"));
}

TEST(Recorder, AFullDiskIsReported) {
    // The system's always-full device in the place of the file.
    if (access("/dev/full", W_OK) != 0) GTEST_SKIP();
    Folder folder;
    fs::create_directory(folder / "spool");
    Ear ear;
    auto recorder = Recorder::open(folder / "spool", 1, ear);
    ASSERT_TRUE(recorder.ok());
    fs::create_symlink("/dev/full", folder / "spool/9.mp3.part");
    ChunkPool chunks;
    chunks.provide_for(1);
    Tape tape;
    tape.start((*recorder)->assign(9, folder / "a.mp3").release(), chunks, **recorder);
    const Frame frame{};
    for (int i = 0; i < 200; ++i) tape.append(frame, frame);
    tape.end();
    ASSERT_TRUE(ear.wait([&] { return !ear.recorded(9).empty(); }));
    EXPECT_FALSE(ear.recorded(9)[0].ok);
    EXPECT_NE(ear.recorded(9)[0].error.find("No space left"), std::string::npos) << ear.recorded(9)[0].error;
    EXPECT_FALSE(fs::exists(folder / "a.mp3"));
    recorder->reset();
}

TEST(Recorder, ACallClosedAtOnceHasARecording) {
    Call call;
    call.start(101, 8, call.folder / "short.mp3");
    call.robot.close();
    const Recording recording = recording_of(call.robot);
    EXPECT_TRUE(recording.ok) << recording.error;
    EXPECT_LE(recording.length, Millis(100));
    EXPECT_TRUE(fs::exists(recording.path));
}

TEST(Recorder, EndingTheEngineCompletesTheRecordings) {
    Folder folder;
    Ear ear;
    constexpr int kCalls = 20;
    auto engine =
        Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .threads = 2, .recorder_threads = 2}, ear);
    ASSERT_TRUE(engine.ok());
    for (int i = 0; i < kCalls; ++i) {
        const auto opened = (*engine)->open_session();
        ASSERT_TRUE(opened.ok());
        (*engine)->listen(opened->session, ear.as_listener());
        (*engine)->start(opened->session, {.address = "127.0.0.1", .port = opened->port},
                         folder / (std::to_string(opened->session) + ".mp3"));
    }
    ASSERT_TRUE(ear.wait([&] { return ear.heard(kCalls).size() > 4000; }));
    engine->reset();
    for (SessionId id = 1; id <= kCalls; ++id) {
        const auto recordings = ear.recorded(id);
        ASSERT_EQ(recordings.size(), 1u);
        EXPECT_TRUE(recordings[0].ok) << recordings[0].error;
        EXPECT_GT(decode_mp3(recordings[0].path).left.size(), 500u);
    }
}

TEST(Recorder, HalfWrittenFilesOfAFormerRunAreRemovedAndNothingElse) {
    Folder folder;
    fs::create_directory(folder / "spool");
    std::ofstream(folder / "spool/12.mp3.part") << "half";
    std::ofstream(folder / "spool/precious.txt") << "not ours";
    Ear ear;
    auto recorder = Recorder::open(folder / "spool", 1, ear);
    ASSERT_TRUE(recorder.ok());
    EXPECT_FALSE(fs::exists(folder / "spool/12.mp3.part"));
    EXPECT_TRUE(fs::exists(folder / "spool/precious.txt"));
    recorder->reset();
}

TEST(Shelf, MovesBetweenFileSystems) {
    Folder folder;
    const std::string there = "/dev/shm/media-test-" + std::to_string(getpid());
    std::ofstream(folder / "a") << "content";
    if (fs::exists("/dev/shm")) {
        ASSERT_TRUE(move_into_place(folder / "a", there).ok());
        std::string text;
        std::ifstream(there) >> text;
        EXPECT_EQ(text, "content");
        EXPECT_FALSE(fs::exists(folder / "a"));
        EXPECT_FALSE(fs::exists(there + ".part"));
        fs::remove(there);
    }
    EXPECT_FALSE(move_into_place(folder / "none", folder / "b").ok());
}

}  // namespace
}  // namespace tiller::media
