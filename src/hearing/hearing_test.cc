// From the wire to words: speech over RTP on the loopback interface.
#include "hearing/hearing.h"

#include <condition_variable>
#include <mutex>

#include "hearing/sphinx/sphinx.h"
#include "hearing/voices_testing.h"
#include "media/call_testing.h"

namespace tiller::hearing {
namespace {

constexpr std::chrono::seconds kPatience{60};

class Notes final : public EarListener {
  public:
    void on_speech_began(uint64_t, Time at) override { note("began", at); }
    void on_heard(const HeardSpeech& speech) override {
        {
            std::lock_guard lock(mutex_);
            heard_.push_back(speech);
        }
        note("heard " + speech.words.text, speech.end);
    }
    bool wait_for(const std::string& what) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return std::ranges::count(told_, what) > 0; });
    }
    std::vector<std::string> told() {
        std::lock_guard lock(mutex_);
        return told_;
    }
    HeardSpeech last() {
        std::lock_guard lock(mutex_);
        return heard_.back();
    }

  private:
    void note(std::string what, Time) {
        {
            std::lock_guard lock(mutex_);
            told_.push_back(std::move(what));
        }
        changed_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> told_;
    std::vector<HeardSpeech> heard_;
};

struct HearingTest : testing::Test {
    void SetUp() override {
        auto opened = Sphinx::open({});
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        hearing = Hearing::open({}, {std::shared_ptr<Recognizer>(std::move(*opened))});
        ear = hearing->open_ear(notes);
        call.robot.engine->listen(call.robot.session, ear->frames());
        ear->listen({.turn = 1,
                     .language = "en",
                     .grammar = std::make_shared<Grammar>(Grammar{
                         "#JSGF V1.0;\ngrammar said;\npublic <said> = yes [please] | no [thanks] | who is this;\n",
                         {"is", "no", "please", "thanks", "this", "who", "yes"}})});
        call.start();
    }
    void say(const Sound& sound) {
        call.callee.engine->play(call.callee.session, 1, {media::audio_of(with_noise(sound, 5))});
    }

    std::shared_ptr<Notes> notes = std::make_shared<Notes>();
    std::unique_ptr<Hearing> hearing;
    media::Call call;
    std::unique_ptr<Ear> ear;
};

TEST_F(HearingTest, WhatIsSaidOverTheWireBecomesWords) {
    EXPECT_EQ(hearing->voice_activity(), "webrtc") << "without the files of Silero";
    say(silence(600) + louder(spoken("who is this?"), 0.6) + silence(1'500));
    ASSERT_TRUE(notes->wait_for("heard who is this"));
    EXPECT_EQ(notes->told(), (std::vector<std::string>{"began", "heard who is this"}));
    const HeardSpeech speech = notes->last();
    EXPECT_EQ(speech.turn, 1u);
    EXPECT_GE(speech.words.confidence, 0.5);
    const auto length = speech.end - speech.start;
    EXPECT_GT(length, std::chrono::milliseconds(300));
    EXPECT_LT(length, std::chrono::milliseconds(1'500));
}

TEST_F(HearingTest, ClicksAreNoSpeech) {
    say(silence(600) + clicks(2'000) + silence(600) + louder(spoken("yes please"), 0.6) + silence(1'500));
    ASSERT_TRUE(notes->wait_for("heard yes please"));
    EXPECT_EQ(notes->told(), (std::vector<std::string>{"began", "heard yes please"}));
}

TEST_F(HearingTest, AnEarThatIsGoneHearsNothing) {
    EXPECT_EQ(hearing->ears(), 1u);
    ear.reset();
    EXPECT_EQ(hearing->ears(), 0u);
    say(louder(spoken("yes please"), 0.6));
    ASSERT_TRUE(call.callee.ear.wait([&] { return !call.callee.ear.done(call.callee.session).empty(); }));
    EXPECT_TRUE(notes->told().empty());
}

}  // namespace
}  // namespace tiller::hearing
