#include "speech/speech.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <latch>
#include <thread>

#include "speech/audio_check.h"

namespace tiller::speech {
namespace {

namespace fs = std::filesystem;
using Kind = Segment::Kind;
using Parts = Result<Rendering>;

#ifdef TILLER_ESPEAK_HELPER
constexpr const char* kHelper = TILLER_ESPEAK_HELPER;
#else
constexpr const char* kHelper = "";
#endif

class SpeechTest : public testing::Test {
  protected:
    SpeechTest() : dir_(testing::TempDir() + "tiller-speech-XXXXXX") { EXPECT_NE(mkdtemp(dir_.data()), nullptr); }
    ~SpeechTest() override { fs::remove_all(dir_); }

    std::unique_ptr<Speech> open(SpeechOptions options = {}) {
        options.cache_dir = dir_;
        options.espeak_helper = kHelper;
        auto opened = Speech::open(options);
        EXPECT_TRUE(opened);
        return std::move(*opened);
    }
    static Utterance reminder(std::string name, std::string amount) {
        return {"en",
                "",
                {{Kind::text, "Hello ", ""},
                 {Kind::name, std::move(name), ""},
                 {Kind::text, ". You owe ", ""},
                 {Kind::amount, std::move(amount), "USD"},
                 {Kind::text, ".", ""}}};
    }
    static std::chrono::milliseconds length(const std::vector<AudioPtr>& parts) {
        std::chrono::milliseconds total{0};
        for (const AudioPtr& part : parts) total += part->length();
        return total;
    }
    static int loudest(const std::vector<AudioPtr>& parts) {
        int most = 0;
        for (const AudioPtr& part : parts) most = std::max(most, peak(part->samples));
        return most;
    }

    std::string dir_;
};

TEST_F(SpeechTest, FixedPartsAreSharedBetweenCalls) {
    auto speech = open();
    auto one = speech->render(reminder("John Smith", "84")), two = speech->render(reminder("Ann Lee", "1250.50"));
    ASSERT_TRUE(one && two);
    ASSERT_EQ(one->parts.size(), 5u);  // Hello, the name, a pause, You owe, the amount
    ASSERT_EQ(two->parts.size(), 5u);
    EXPECT_EQ(one->parts.at(0), two->parts.at(0));
    EXPECT_NE(one->parts.at(1), two->parts.at(1));
    EXPECT_EQ(peak(one->parts.at(2)->samples), 0);
    EXPECT_EQ(one->parts.at(2)->length(), std::chrono::milliseconds(300));
    EXPECT_EQ(one->parts.at(3), two->parts.at(3));
    EXPECT_GT(two->parts.at(4)->length(), one->parts.at(4)->length());
    EXPECT_EQ(all_words(one->words), "Hello John Smith. You owe eighty four dollars");
    EXPECT_EQ(one->words.at(1).to + std::chrono::milliseconds(300), one->words.at(2).from);
    EXPECT_EQ(one->words.back().to, one->length());
    EXPECT_GT(length(one->parts), std::chrono::milliseconds(1800));
    EXPECT_LT(length(one->parts), std::chrono::milliseconds(6000));
}

TEST_F(SpeechTest, SilencesAreShared) {
    auto speech = open();
    auto one = speech->render(reminder("A", "1")), two = speech->render(reminder("B", "2"));
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->parts.at(2), two->parts.at(2));
}

TEST_F(SpeechTest, OnlyFixedTextIsOnDisk) {
    { ASSERT_TRUE(open()->render(reminder("John Smith", "84"))); }
    int files = 0;
    for (auto& entry : fs::recursive_directory_iterator(dir_)) files += entry.is_regular_file();
    EXPECT_EQ(files, 2);
}

TEST_F(SpeechTest, NothingToSay) {
    auto speech = open();
    for (Utterance utterance :
         {Utterance{"en", "", {}}, Utterance{"en", "", {{Kind::text, "", ""}, {Kind::text, " . ", ""}}}}) {
        auto parts = speech->render(utterance);
        ASSERT_TRUE(parts);
        EXPECT_TRUE(parts->parts.empty());
        EXPECT_TRUE(parts->words.empty());
    }
}

TEST_F(SpeechTest, UnknownLanguagesAndVoicesAreRefusedWithAReason) {
    auto speech = open();
    auto refused = [&](std::string language, std::string voice) {
        auto parts = speech->render({language, voice, {{Kind::text, "hello", ""}}});
        EXPECT_FALSE(parts);
        EXPECT_EQ(parts.error().kind, ErrorKind::invalid);
        return parts.error().message;
    };
    EXPECT_NE(refused("fil", "").find("Filipino"), std::string::npos);
    EXPECT_NE(refused("xx", "").find("\"xx\""), std::string::npos);
    EXPECT_NE(refused("en", "nobody").find("slt"), std::string::npos);
    refused("", "");
    EXPECT_FALSE(speech->speaks("fil"));
    EXPECT_TRUE(speech->speaks("en-US"));
}

/// An engine from outside that is moved by hand.
class OutsideEngine final : public Engine {
  public:
    std::string name() const override { return "far"; }
    bool speaks(std::string_view language) const override { return language == "en" || language == "fil"; }
    std::vector<std::string> languages() const override { return {"en", "fil"}; }
    std::vector<std::string> voices() const override { return {"anna"}; }
    Result<Audio> synthesize(const std::string& text, const std::string&, const std::string& voice) override {
        said.push_back(voice + ":" + text);
        if (is_away) return unavailable("away");
        return Audio{std::vector<int16_t>(800, 1000)};
    }
    std::atomic<bool> is_away = false;
    std::vector<std::string> said;
};

TEST_F(SpeechTest, AnEngineFromOutsideSpeaksWhereItIsAskedFor) {
    auto speech = open();
    auto far = std::make_shared<OutsideEngine>();
    speech->set_engines({far});
    auto say = [&](const std::string& language, const std::string& voice) {
        return speech->render({language, voice, {{Kind::text, "Hello", ""}}});
    };
    auto spoken = say("en", "far/anna");
    ASSERT_TRUE(spoken) << spoken.error().message;
    EXPECT_EQ(spoken->parts.at(0)->samples.size(), 800u);
    ASSERT_TRUE(say("en", "far/anna"));
    ASSERT_TRUE(say("en", "far"));
    ASSERT_TRUE(say("fil", ""));  // which none of ours knows
    ASSERT_TRUE(say("en", ""));   // which ours do
    EXPECT_EQ(far->said, (std::vector<std::string>{"anna:Hello", ":Hello", ":Hello"}));
    EXPECT_TRUE(speech->speaks("fil"));
    EXPECT_EQ(say("id", "far/anna").error().message, "the engine \"far\" does not speak \"id\"");
    EXPECT_EQ(say("en", "far/ben").error().message, "the engine \"far\" has no voice \"ben\"; there are anna");
    speech->set_engines({});
    EXPECT_FALSE(say("en", "far/anna"));
    EXPECT_FALSE(speech->speaks("fil"));
}

TEST_F(SpeechTest, OurOwnEngineSpeaksForOneThatIsAway) {
    auto speech = open();
    auto far = std::make_shared<OutsideEngine>();
    far->is_away = true;
    speech->set_engines({far});
    const Utterance hello{"en", "far/anna", {{Kind::text, "Hello", ""}}};
    std::promise<Parts> promise;
    speech->render_async(hello, [&](Parts parts) { promise.set_value(std::move(parts)); });
    auto own = promise.get_future().get();
    ASSERT_TRUE(own) << own.error().message;
    EXPECT_GT(length(own->parts), std::chrono::milliseconds(300));
    far->is_away = false;  // and it is asked again
    auto spoken = speech->render(hello);
    ASSERT_TRUE(spoken);
    EXPECT_EQ(spoken->parts.at(0)->samples.size(), 800u);
    far->is_away = true;
    EXPECT_EQ(speech->render({"fil", "", {{Kind::text, "Kumusta", ""}}}).error().kind, ErrorKind::unavailable);
}

TEST_F(SpeechTest, TooLongATextIsRefused) {
    auto speech = open();
    EXPECT_EQ(speech->render({"en", "", {{Kind::text, std::string(10'001, 'a'), ""}}}).error().kind,
              ErrorKind::invalid);
}

TEST_F(SpeechTest, OddUnicodeInAnEnglishPrompt) {
    auto speech = open();
    for (const char* name :
         {"José", "李伟", "محمد", "สมชาย", "राज", "😀😀", "\xff\xfe", "Li Wei 李伟", "\u202e\u0000", "ᚠᚢᚦ"}) {
        auto parts =
            speech->render({"en", "", {{Kind::text, "Dear", ""}, {Kind::name, name, ""}, {Kind::text, "welcome", ""}}});
        ASSERT_TRUE(parts) << name << parts.error().message;
        EXPECT_GE(parts->parts.size(), 2u) << name;
    }
}

TEST_F(SpeechTest, AHelperThatIsNoProgramIsRefusedAtOnce) {
    SpeechOptions options;
    options.espeak_helper = dir_ + "/nothing";
    EXPECT_FALSE(Speech::open(options));
}

TEST_F(SpeechTest, WithoutAHelperItSaysSo) {
    auto speech = std::move(*Speech::open({}));
    EXPECT_FALSE(speech->speaks("id"));
    EXPECT_EQ(speech->render({"id", "", {{Kind::text, "halo", ""}}}).error().kind, ErrorKind::invalid);
    EXPECT_NE(speech->describe().back().find("English only"), std::string::npos);
}

TEST_F(SpeechTest, EightThreadsAtOnce) {
    SpeechOptions options;
    options.workers = 4;
    auto speech = open(options);
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < 8; t++) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; i++) {
                auto parts = speech->render(reminder("Name " + std::to_string(i), std::to_string(t * 100 + i)));
                if (parts && parts->parts.size() == 5 && loudest(parts->parts) > 10'000) good++;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 40);
}

TEST_F(SpeechTest, AsyncAnswersOnceEach) {
    auto speech = open();
    std::vector<std::promise<Parts>> promises(10);
    for (size_t i = 0; i < promises.size(); i++) {
        speech->render_async(reminder("John", std::to_string(i)),
                             [&promises, i](Parts parts) { promises[i].set_value(std::move(parts)); });
    }
    for (auto& promise : promises) {
        auto future = promise.get_future();
        ASSERT_EQ(future.wait_for(std::chrono::seconds(30)), std::future_status::ready);
        auto parts = future.get();
        ASSERT_TRUE(parts);
        EXPECT_EQ(parts->parts.size(), 5u);
    }
}

TEST_F(SpeechTest, AFullQueueIsRefusedAndClosingAnswersTheRest) {
    SpeechOptions options;
    options.queue = 2;
    auto speech = open(options);
    std::latch busy(1), release(1);
    speech->render_async({"en", "", {}}, [&](Parts) {
        busy.count_down();
        release.wait();
    });
    busy.wait();  // the only worker is held
    std::atomic<int> answered{0}, refused{0};
    for (int i = 0; i < 2; i++) {
        speech->render_async({"en", "", {}}, [&](const Parts&) { answered++; });
    }
    speech->render_async({"en", "", {}},
                         [&](Parts parts) { refused += !parts && parts.error().kind == ErrorKind::unavailable; });
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(answered, 0);
    std::thread closing([&] { speech.reset(); });
    release.count_down();
    closing.join();
    EXPECT_EQ(answered, 2);  // run or refused: the worker may have taken them before it saw the end
}

#ifdef TILLER_ESPEAK_HELPER

TEST_F(SpeechTest, IndonesianIsSpokenByTheHelper) {
    auto speech = open();
    auto parts = speech->render({"id",
                                 "",
                                 {{Kind::text, "Tagihan Anda", ""},
                                  {Kind::amount, "1250000", "IDR"},
                                  {Kind::text, ", jatuh tempo", ""},
                                  {Kind::date, "2026-06-17", ""}}});
    ASSERT_TRUE(parts) << parts.error().message;
    EXPECT_GT(length(parts->parts), std::chrono::seconds(4));
    EXPECT_LT(length(parts->parts), std::chrono::seconds(12));
    EXPECT_GT(loudest(parts->parts), 14'000);
    auto again = speech->render({"id", "", {{Kind::text, "Tagihan Anda", ""}}});
    EXPECT_EQ(again->parts.at(0), parts->parts.at(0));
}

TEST_F(SpeechTest, AChineseNameInAnEnglishPromptIsSpoken) {
    auto speech = open();
    auto parts = speech->render({"en", "", {{Kind::text, "Dear", ""}, {Kind::name, "李伟", ""}}});
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->parts.size(), 2u);
    EXPECT_GT(parts->parts.at(1)->length(), std::chrono::milliseconds(400));
}

TEST_F(SpeechTest, AVoiceOfTheHelperMaySpeakEnglish) {
    auto speech = open();
    EXPECT_TRUE(speech->render({"en-GB", "f2", {{Kind::text, "Good morning", ""}}}));
}

TEST_F(SpeechTest, DescribesItsEngines) {
    auto lines = open()->describe();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find("flite: speaks en (voices slt"), std::string::npos);
    EXPECT_NE(lines[1].find("espeak-ng: speaks "), std::string::npos);
}

#endif

}  // namespace
}  // namespace tiller::speech
