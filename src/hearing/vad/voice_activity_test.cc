#include "hearing/vad/voice_activity.h"

#include <cstdlib>

#include "hearing/vad/silero.h"
#include "hearing/voices_testing.h"

namespace tiller::hearing {
namespace {

struct Share {
    double of_speech = 0, of_rest = 0;  // of the frames that were taken for speech
};

/// Two seconds of what is around, 1.5 of speech within, two more.
Share listen_to(VoiceActivity& detector, const std::string& voice, double noise) {
    const Sound talk = louder(spoken("Yes, I would like to know more about that please.", voice), 0.8);
    const Sound line = with_noise(silence(2'000) + talk + silence(2'000), noise);
    auto state = detector.open();
    const size_t first = 16'000, last = first + talk.size();
    Share share;
    size_t speech = 0, rest = 0;
    for (size_t at = 0; at + Audio::kFrame <= line.size(); at += Audio::kFrame) {
        ActivityJob job{state.get(), line.data() + at};
        detector.judge({&job, 1});
        const bool is_inside = at >= first && at + Audio::kFrame <= last;
        const bool is_outside = at + Audio::kFrame <= first || at >= last + 1'600;  // it may ring out for 200 ms
        if (is_inside) ++speech, share.of_speech += job.is_speech;
        if (is_outside) ++rest, share.of_rest += job.is_speech;
    }
    share.of_speech /= static_cast<double>(speech);
    share.of_rest /= static_cast<double>(rest);
    return share;
}

double share_of(VoiceActivity& detector, const Sound& sound) {
    auto state = detector.open();
    double count = 0, all = 0;
    for (size_t at = 0; at + Audio::kFrame <= sound.size(); at += Audio::kFrame) {
        ActivityJob job{state.get(), sound.data() + at};
        detector.judge({&job, 1});
        ++all;
        count += job.is_speech;
    }
    return count / all;
}

TEST(VoiceChain, TellsSpeechFromTheLine) {
    auto chain = make_voice_chain();
    for (const char* voice : {"rms", "slt", "kal"}) {
        for (const double noise : {3.0, 100.0, 300.0}) {
            const Share share = listen_to(*chain, voice, noise);
            EXPECT_GT(share.of_speech, 0.6) << voice << " in " << noise;
            EXPECT_LT(share.of_rest, 0.08) << voice << " in " << noise;
        }
    }
}

TEST(VoiceChain, CallsDoNotTouchEachOther) {
    auto chain = make_voice_chain();
    const Sound talk = spoken("hello, who is there?");
    auto speaks = chain->open(), is_silent = chain->open();
    const Sound nothing = with_noise(silence(20), 3);
    size_t heard = 0, misheard = 0;
    for (size_t at = 0; at + Audio::kFrame <= talk.size(); at += Audio::kFrame) {
        ActivityJob jobs[] = {{speaks.get(), talk.data() + at}, {is_silent.get(), nothing.data()}};
        chain->judge(jobs);
        heard += jobs[0].is_speech;
        misheard += jobs[1].is_speech;
    }
    EXPECT_GT(heard, 20u);
    EXPECT_EQ(misheard, 0u);
}

/// The files that the set-up fetches, or those named by the environment.
SileroFiles silero_files() {
    const auto named = [](const char* name, const char* otherwise) {
        const char* const path = std::getenv(name);
        return std::string(path == nullptr ? otherwise : path);
    };
    return {.model = named("TILLER_SILERO_MODEL", TILLER_SPEECH_FILES "/silero_vad.onnx"),
            .onnx_runtime = named("TILLER_ONNX_RUNTIME", TILLER_SPEECH_FILES "/libonnxruntime.so")};
}

TEST(Silero, TellsSpeechFromTheLineAndFromWhatIsNoSpeech) {
    auto silero = open_silero(silero_files());
    if (!silero && silero.error().kind == ErrorKind::not_found) {
        GTEST_SKIP() << "without Silero: " << silero.error().message << "; scripts/fetch_speech.sh fetches it";
    }
    ASSERT_TRUE(silero.ok()) << silero.error().message;
    for (const char* voice : {"rms", "slt", "kal"}) {
        for (const double noise : {3.0, 100.0, 300.0}) {
            const Share share = listen_to(**silero, voice, noise);
            EXPECT_GT(share.of_speech, 0.75) << voice << " in " << noise;
            EXPECT_LT(share.of_rest, 0.08) << voice << " in " << noise;
        }
    }
    EXPECT_EQ(share_of(**silero, clicks(5'000)), 0);
    EXPECT_EQ(share_of(**silero, busy_tone(5'000)), 0);
    EXPECT_EQ(share_of(**silero, tone(1'000, 5'000)), 0);
}

TEST(Silero, ManyCallsAtOnceAreHeardAsOneAlone) {
    auto silero = open_silero(silero_files());
    if (!silero && silero.error().kind == ErrorKind::not_found) GTEST_SKIP() << silero.error().message;
    ASSERT_TRUE(silero.ok()) << silero.error().message;
    const Sound talk = silence(300) + spoken("hello, who is there?") + silence(300);
    std::vector<std::unique_ptr<ActivityState>> states;
    for (int i = 0; i < 70; ++i) states.push_back((*silero)->open());  // more than one run takes
    auto alone = (*silero)->open();
    for (size_t at = 0; at + Audio::kFrame <= talk.size(); at += Audio::kFrame) {
        ActivityJob single{alone.get(), talk.data() + at};
        (*silero)->judge({&single, 1});
        std::vector<ActivityJob> jobs;
        for (auto& state : states) jobs.push_back({state.get(), talk.data() + at});
        (*silero)->judge(jobs);
        for (const auto& job : jobs) ASSERT_EQ(job.is_speech, single.is_speech) << at;
    }
}

TEST(Silero, OnlyTheVeryFilesAreLoaded) {
    const auto missing = open_silero({.model = "/nowhere.onnx", .onnx_runtime = "/nowhere.so"});
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_EQ(missing.error().message, "the Silero model \"/nowhere.onnx\" cannot be read");
    const auto another = open_silero({.model = "/proc/self/exe", .onnx_runtime = "/nowhere.so"});
    ASSERT_FALSE(another.ok());
    EXPECT_EQ(another.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace tiller::hearing
