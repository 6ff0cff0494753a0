#include "hearing/ear.h"

#include "hearing/voices_testing.h"

namespace tiller::hearing {
namespace {

using std::chrono::milliseconds;

/// A recognizer that answers when the test says so.
class ToldRecognizer final : public Recognizer {
  public:
    struct Asked {
        std::shared_ptr<RecognitionListener> listener;
        size_t samples = 0;
        bool ended = false, gone = false;
    };
    explicit ToldRecognizer(std::string name = "told") : name_(std::move(name)) {}

    std::string name() const override { return name_; }
    bool hears(std::string_view language, bool free_speech) const override {
        return language == "en" && (knows_any_words || !free_speech);
    }
    Result<std::unique_ptr<Recognition>> start(const Listening&,
                                               std::shared_ptr<RecognitionListener> listener) override {
        if (refuses) return unavailable("no room");
        asked.push_back(std::make_shared<Asked>(Asked{std::move(listener)}));
        return std::unique_ptr<Recognition>(std::make_unique<Answer>(asked.back()));
    }
    std::vector<std::shared_ptr<Asked>> asked;
    bool refuses = false, knows_any_words = true;

  private:
    struct Answer final : Recognition {
        explicit Answer(std::shared_ptr<Asked> a) : asked(std::move(a)) {}
        ~Answer() override { asked->gone = true; }
        void feed(std::span<const int16_t> samples) override { asked->samples += samples.size(); }
        void end() override { asked->ended = true; }
        const std::shared_ptr<Asked> asked;
    };
    const std::string name_;
};

class Notes final : public EarListener {
  public:
    void on_speech_began(uint64_t turn, Time) override { told.push_back("began " + std::to_string(turn)); }
    void on_heard(const HeardSpeech& speech) override {
        told.push_back("heard " + std::to_string(speech.turn) + " [" + speech.words.text + "]");
        last = speech;
    }
    std::vector<std::string> told;
    HeardSpeech last;
};

/// An ear whose frames, and what the detector makes of them, are made by the test.
struct EarTest : testing::Test {
    void listen(uint64_t turn, BargeIn barge_in = BargeIn::speech) {
        ear->listen({.turn = turn,
                     .language = "en",
                     .barge_in = barge_in,
                     .pause = milliseconds(200),
                     .complete_pause = milliseconds(100)});
    }
    void hear(int frames, bool is_speech, const Sound& heard = tone(300, 20), const Sound& said = silence(20)) {
        for (int i = 0; i < frames; ++i) {
            EarFrame frame;
            std::copy_n(heard.begin(), Audio::kFrame, frame.heard.begin());
            std::copy_n(said.begin(), Audio::kFrame, frame.said.begin());
            frame.at = now += milliseconds(20);
            ear->take(frame, is_speech);
        }
        work();
    }
    void work() {
        while (auto errand = errands->try_take()) (*errand)();
    }
    ToldRecognizer::Asked& asked(size_t i = 0) { return *first->asked.at(i); }
    void answer(ToldRecognizer::Asked& to, Result<Words> words) {
        to.listener->on_words(std::move(words));
        work();
    }

    std::shared_ptr<ToldRecognizer> first = std::make_shared<ToldRecognizer>("first"),
                                    second = std::make_shared<ToldRecognizer>("second");
    std::vector<std::shared_ptr<Recognizer>> recognizers{first, second};
    std::shared_ptr<Errands> errands = std::make_shared<Errands>();
    std::shared_ptr<Notes> notes = std::make_shared<Notes>();
    std::shared_ptr<EarState> ear =
        std::make_shared<EarState>(EarState::Surroundings{notes, errands, recognizers, milliseconds(8'000)}, nullptr);
    Time now = std::chrono::steady_clock::now();
};
using Told = std::vector<std::string>;

TEST_F(EarTest, SpeechBecomesWords) {
    listen(5);
    hear(20, false);
    const Time start = now;
    hear(10, true);
    EXPECT_EQ(notes->told, Told{"began 5"});
    const Time end = now;
    hear(10, false);
    ASSERT_EQ(first->asked.size(), 1u);
    EXPECT_TRUE(asked().ended);
    EXPECT_EQ(asked().samples,
              (15u + 10 + 9) * Audio::kFrame);  // 300 ms before, the speech, the pause but its last frame
    answer(asked(), Words{.text = "yes", .confidence = 0.9});
    EXPECT_EQ(notes->told, (Told{"began 5", "heard 5 [yes]"}));
    EXPECT_EQ(notes->last.start, start);
    EXPECT_EQ(notes->last.end, end);
}

TEST_F(EarTest, AnyWordsAreHeardByWhoKnowsThemIfThereIsOne) {
    first->knows_any_words = false;
    ear->listen({.turn = 1, .language = "en", .free_speech = true, .pause = milliseconds(200)});
    hear(10, true);
    hear(10, false);
    EXPECT_TRUE(first->asked.empty());
    answer(*second->asked.at(0), unavailable("away"));
    ASSERT_EQ(first->asked.size(), 1u) << "a grammar is better than nothing";
    EXPECT_TRUE(asked().ended);
    answer(asked(), Words{.text = "yes", .confidence = 0.9});
    EXPECT_EQ(notes->last.words.heard_by, "first");
}

TEST_F(EarTest, WhoHeardItIsTold) {
    listen(1);
    hear(10, true);
    hear(10, false);
    answer(asked(), Words{.text = "yes", .confidence = 0.9, .heard_by = "one of its engines"});
    EXPECT_EQ(notes->last.words.heard_by, "one of its engines");
}

TEST_F(EarTest, NothingIsHeardWhileNothingIsListenedFor) {
    hear(50, true);
    EXPECT_TRUE(first->asked.empty());
    listen(1);
    hear(10, true);
    ear->stop();
    EXPECT_TRUE(asked().gone);
    answer(asked(), Words{.text = "yes"});
    hear(50, true);
    EXPECT_EQ(notes->told, Told{"began 1"});
}

TEST_F(EarTest, WhoWatchesGetsAllFramesWhetherAnythingIsListenedForOrNot) {
    struct Watcher final : FrameWatcher {
        void on_frame(std::span<const int16_t> samples, bool is_speech, Time at) override {
            EXPECT_EQ(samples.size(), size_t{Audio::kFrame});
            frames += is_speech ? '#' : '.';
            last = at;
        }
        std::string frames;
        Time last{};
    };
    auto watcher = std::make_shared<Watcher>();
    ear->watch(watcher, {});
    hear(2, false);
    listen(1);
    hear(3, true);
    ear->stop();
    hear(1, false);
    EXPECT_EQ(watcher->frames, "..###.");
    EXPECT_EQ(watcher->last, now);
    ear->watch(nullptr, {});
    hear(1, true);
    EXPECT_EQ(watcher->frames.size(), 6u);
}

struct WordsWatcher final : FrameWatcher {
    void on_frame(std::span<const int16_t>, bool, Time) override {}
    void on_words(const Words& words) override { told.push_back(words.text); }
    bool wants_words() const override { return wants; }
    Told told;
    bool wants = true;
};

TEST_F(EarTest, WhoWatchesMayHaveTheWordsOfAllThatIsSaid) {
    auto watcher = std::make_shared<WordsWatcher>();
    ear->watch(watcher, Listening{.language = "en", .free_speech = true});
    hear(20, false);
    EXPECT_TRUE(first->asked.empty()) << "nobody speaks";
    hear(10, true);
    ASSERT_EQ(first->asked.size(), 1u);
    EXPECT_GT(asked().samples, size_t{15 * Audio::kFrame}) << "from a little before the speech on";
    asked().listener->on_partial({.text = "please leave"});
    work();
    hear(40, false);
    EXPECT_TRUE(asked().ended);
    hear(10, true);
    EXPECT_EQ(first->asked.size(), 2u);
    answer(*first->asked.front(), Words{.text = "please leave a message"});
    EXPECT_EQ(watcher->told, (Told{"please leave", "please leave a message"}));
    EXPECT_TRUE(notes->told.empty()) << "nothing was listened for";
    watcher->wants = false;
    hear(1, true);
    EXPECT_TRUE(first->asked.back()->ended);
    answer(*first->asked.back(), Words{.text = "too late"});
    hear(80, false);
    hear(20, true);
    EXPECT_EQ(first->asked.size(), 2u);
    EXPECT_EQ(watcher->told.size(), 2u);
}

TEST_F(EarTest, WordsThatNobodyCanTellAreNotWaitedFor) {
    auto watcher = std::make_shared<WordsWatcher>();
    ear->watch(watcher, Listening{.language = "en", .free_speech = true});
    hear(10, true);
    answer(asked(), unavailable("not now"));
    hear(40, false);
    hear(10, true);
    EXPECT_EQ(first->asked.size(), 2u) << "the next utterance is tried again";
    EXPECT_TRUE(watcher->told.empty());
}

TEST_F(EarTest, AWholePhraseEndsSooner) {
    listen(1);
    hear(10, true);
    asked().listener->on_partial({.text = "yes", .confidence = 0.9, .is_whole_phrase = true});
    work();
    hear(4, false);
    EXPECT_FALSE(asked().ended);
    hear(1, false);
    EXPECT_TRUE(asked().ended);
}

TEST_F(EarTest, TheGrammarKnowsAWholePhraseThatAnEngineFromOutsideHas) {
    auto grammar = std::make_shared<Grammar>();
    grammar->is_whole = [](std::string_view words) { return words == "yes please"; };
    ear->listen({.turn = 1,
                 .language = "en",
                 .grammar = grammar,
                 .pause = milliseconds(200),
                 .complete_pause = milliseconds(100)});
    hear(10, true);
    asked().listener->on_partial({.text = "yes please", .confidence = 0.7});
    work();
    hear(5, false);
    EXPECT_TRUE(asked().ended);
    hear(10, true);
    asked(1).listener->on_partial({.text = "yes please but", .confidence = 0.7});
    work();
    hear(5, false);
    EXPECT_FALSE(asked(1).ended);
}

TEST_F(EarTest, SomethingElseThatIsListenedForForgetsWhatWasBefore) {
    listen(1);
    hear(10, true);
    listen(2);
    EXPECT_TRUE(asked().gone);
    answer(asked(), Words{.text = "yes"});
    EXPECT_EQ(notes->told, Told{"began 1"});
}

TEST_F(EarTest, SpeechStopsARobotAtOnceAndWordsWhenTheyAreKnown) {
    ear->robot_speaks(true);
    listen(1);
    hear(15, false);
    hear(4, true);
    EXPECT_EQ(notes->told, Told{"began 1"});

    listen(2, BargeIn::words);
    hear(15, true);
    EXPECT_EQ(notes->told, Told{"began 1"});
    for (int i = 0; i < 2; ++i) asked(1).listener->on_partial({.text = "stop", .confidence = 0.9});
    work();
    EXPECT_EQ(notes->told, (Told{"began 1", "began 2"}));
}

TEST_F(EarTest, AMurmurThatStopsNothingIsNoAnswer) {
    ear->robot_speaks(true);
    listen(1, BargeIn::words);
    hear(15, false);
    hear(8, true);
    hear(10, false);
    answer(asked(), Words{.rejected = "no"});
    EXPECT_EQ(notes->told, Told{});
    // Words that nobody was sure of before the end count.
    hear(8, true);
    hear(10, false);
    answer(asked(1), Words{.text = "no", .confidence = 0.7});
    EXPECT_EQ(notes->told, (Told{"began 1", "heard 1 [no]"}));
}

TEST_F(EarTest, WordsThatNobodyExpectsStopNothingWhereOnlyWordsDo) {
    auto grammar = std::make_shared<Grammar>(Grammar{.jsgf = "", .words = {"no", "please", "yes"}});
    ear->robot_speaks(true);
    ear->listen(
        {.turn = 1, .language = "en", .grammar = grammar, .barge_in = BargeIn::words, .pause = milliseconds(200)});
    hear(15, false);
    hear(8, true);
    for (int i = 0; i < 3; ++i) asked().listener->on_partial({.text = "uh huh", .confidence = 0.7});
    hear(10, false);
    answer(asked(), Words{.text = "uh huh i see", .confidence = 0.7});
    EXPECT_EQ(notes->told, Told{});
    hear(8, true);
    hear(10, false);
    answer(asked(1), Words{.text = "oh yes please", .confidence = 0.7});
    EXPECT_EQ(notes->told, (Told{"began 1", "heard 1 [oh yes please]"}));
}

TEST_F(EarTest, WhoSpeaksIntoThePromptsEndIsHeard) {
    ear->robot_speaks(true);
    listen(1, BargeIn::words);
    hear(15, false);
    hear(8, true);
    ear->robot_speaks(false);
    hear(1, true);
    EXPECT_EQ(notes->told, Told{"began 1"});
}

TEST_F(EarTest, TheRobotsOwnEchoIsNobody) {
    const Sound prompt = louder(spoken("Good morning. This is a call about your parcel from last week."), 0.7);
    const auto play = [&](double echo_level, const Sound* person) {
        first->asked.clear();
        listen(1);
        ear->robot_speaks(true);
        for (size_t at = 0; at + Audio::kFrame <= prompt.size(); at += Audio::kFrame) {
            Sound heard(Audio::kFrame), said(prompt.begin() + static_cast<int64_t>(at),
                                             prompt.begin() + static_cast<int64_t>(at + Audio::kFrame));
            for (size_t i = 0; i < heard.size(); ++i) {
                if (at + i >= 1'200) heard[i] = static_cast<int16_t>(echo_level * prompt[at + i - 1'200]);
                if (person != nullptr && at + i < person->size())
                    heard[i] = static_cast<int16_t>(heard[i] + (*person)[at + i]);
            }
            hear(1, loudness(heard) > 100, heard, said);
        }
        ear->robot_speaks(false);
        return first->asked.size();
    };
    EXPECT_EQ(play(0.03, nullptr), 0u);
    EXPECT_EQ(play(0.2, nullptr), 0u);
    EXPECT_EQ(play(0.7, nullptr), 0u);
    const Sound person = silence(800) + spoken("Excuse me, who is this?", "slt");
    EXPECT_GE(play(0, &person), 1u);
    EXPECT_GE(play(0.1, &person), 1u);
}

TEST_F(EarTest, TheNextRecognizerGetsTheSameSound) {
    listen(1);
    hear(10, true);
    answer(asked(), unavailable("connection lost"));
    ASSERT_EQ(second->asked.size(), 1u);
    hear(10, false);
    EXPECT_TRUE(second->asked[0]->ended);
    EXPECT_EQ(second->asked[0]->samples, (10u + 9) * Audio::kFrame);
    answer(asked(), Words{.text = "too late"});
    answer(*second->asked[0], Words{.text = "yes"});
    EXPECT_EQ(notes->told, (Told{"began 1", "heard 1 [yes]"}));
}

TEST_F(EarTest, ARecognizerThatIsSilentIsReplacedAndTheCallGoesOn) {
    first->refuses = true;
    listen(1);
    hear(10, true);
    hear(10, false);
    ASSERT_EQ(second->asked.size(), 1u);
    ear->look_at_clock(now + milliseconds(7'000));
    EXPECT_EQ(notes->told, Told{"began 1"});
    ear->look_at_clock(now + milliseconds(8'000));
    EXPECT_EQ(notes->told, (Told{"began 1", "heard 1 []"}));
}

}  // namespace
}  // namespace tiller::hearing
