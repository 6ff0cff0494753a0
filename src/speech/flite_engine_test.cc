#include "speech/flite_engine.h"

#include <gtest/gtest.h>

#include <thread>

#include "speech/audio_check.h"
#include "speech/flite_plain_text.h"
#include "speech/mastering.h"

namespace tiller::speech {
namespace {

constexpr const char* kSentence = "Hello, this is a reminder about your payment.";

void expect_speech(const Audio& audio, double least_seconds, double most_seconds) {
    EXPECT_GT(audio.length().count(), least_seconds * 1000);
    EXPECT_LT(audio.length().count(), most_seconds * 1000);
    EXPECT_NEAR(20 * std::log10(active_level(audio.samples) / 32768), -20, 1);
    EXPECT_LE(peak(audio.samples), kMostPeak);
}

TEST(Flite, EveryVoiceSpeaks) {
    FliteEngine engine;
    for (const std::string& voice : engine.voices()) {
        auto audio = engine.synthesize(kSentence, "en", voice);
        ASSERT_TRUE(audio) << voice;
        expect_speech(*audio, 1.5, 4.5);
    }
}

TEST(Flite, SpellsWordsInPhones) {
    EXPECT_EQ(spelled_phones("hello"), "HH AH L OW");
    EXPECT_FALSE(spelled_phones("kobo").empty());
    EXPECT_FALSE(spelled_phones("flumiskador").empty());
    for (const char* none : {"", "'", "two words", "l\xC3\xB8rdag", "Upper"})
        EXPECT_EQ(spelled_phones(none), "") << none;
    EXPECT_EQ(spelled_phones(std::string(41, 'a')), "");
}

TEST(Flite, MoreWordsTakeLonger) {
    FliteEngine engine;
    auto one = engine.synthesize("one", "en", ""),
         ten = engine.synthesize("one two three four five six seven", "en-GB", "");
    ASSERT_TRUE(one && ten);
    expect_speech(*one, 0.25, 1.0);
    EXPECT_GT(ten->length(), 3 * one->length());
}

TEST(Flite, RefusesOtherLanguagesAndVoices) {
    FliteEngine engine;
    EXPECT_FALSE(engine.speaks("id"));
    EXPECT_FALSE(engine.speaks("eng"));
    EXPECT_FALSE(engine.speaks(""));
    EXPECT_EQ(engine.synthesize("halo", "id", "").error().kind, ErrorKind::invalid);
    EXPECT_EQ(engine.synthesize("hello", "en", "nobody").error().kind, ErrorKind::invalid);
}

TEST(Flite, NothingToSayIsEmpty) {
    FliteEngine engine;
    for (const char* text : {"", "  ", "...", "- -", "李伟", "\xff\xfe", "😀"}) {
        auto audio = engine.synthesize(text, "en", "");
        ASSERT_TRUE(audio) << text;
        EXPECT_TRUE(audio->samples.empty()) << text;
    }
}

TEST(Flite, OddTextsDoNotHarmIt) {
    FliteEngine engine;
    const std::string odd[] = {
        std::string(600, 'a'), std::string(600, '9'),  std::string(300, '('),    "a" + std::string(500, '.'),
        "$ % & @ # + =",       "<speak>&amp;</speak>", "\x01\x02 hello \x1b[1m", "José, Nguyễn, Łukasz 李伟",
        "$1,2,3.4.5 12:99:77", "MCMXCIX III VIII",     "1/2/3/4 5-5-5 --- a--b", "\"unclosed 'quotes (and brackets"};
    for (const std::string& text : odd) EXPECT_TRUE(engine.synthesize(text, "en", "kal")) << text;
}

TEST(FlitePlainText, NeverHoldsWhatHarmsTheTokenizer) {
    EXPECT_EQ(plain_for_flite("Hello, \"José\" (Sr.)... $5!!"), "Hello, Jose Sr. . $5!");
    EXPECT_EQ(plain_for_flite(std::string(300, '.')), ".");
    EXPECT_EQ(plain_for_flite(".,.,.-'a"), ".a");
    EXPECT_EQ(plain_for_flite(std::string(40, 'x')), std::string(32, 'x') + " " + std::string(8, 'x'));
    EXPECT_EQ(plain_for_flite("a\x01<b>\\{c}"), "a b c");
}

TEST(Flite, ALongTextIsSpokenToItsEnd) {
    FliteEngine engine;
    std::string text;
    for (int i = 0; i < 60; i++) text += "Please call us back today. ";
    auto audio = engine.synthesize(text, "en", "kal");
    ASSERT_TRUE(audio);
    EXPECT_GT(audio->length(), std::chrono::seconds(60));
    EXPECT_GT(rms(std::span(audio->samples).last(8000)), 500);
}

TEST(Flite, ManyThreadsAtOnce) {
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < 8; t++) {
        threads.emplace_back([&, t] {
            FliteEngine engine;
            for (const char* voice : {"slt", "kal"}) {
                auto audio = engine.synthesize("number " + std::to_string(t), "en", voice);
                if (audio && audio->length() > std::chrono::milliseconds(300)) good++;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 16);
}

}  // namespace
}  // namespace tiller::speech
