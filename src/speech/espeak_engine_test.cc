#include "speech/espeak_engine.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "speech/audio_check.h"
#include "speech/espeak_languages.h"
#include "speech/mastering.h"

namespace tiller::speech {
namespace {

using std::chrono::milliseconds;

TEST(EspeakLanguages, TheLongestListedPrefixDecides) {
    EXPECT_EQ(espeak_voice("id"), "id");
    EXPECT_EQ(espeak_voice("id-ID"), "id");
    EXPECT_EQ(espeak_voice("EN_us"), "en-us");
    EXPECT_EQ(espeak_voice("en-GB"), "en");
    EXPECT_EQ(espeak_voice("es"), "es-419");
    EXPECT_EQ(espeak_voice("es-MX"), "es-419");
    EXPECT_EQ(espeak_voice("es-ES"), "es");
    EXPECT_EQ(espeak_voice("pt-BR"), "pt-br");
    EXPECT_EQ(espeak_voice("zh-Hans-CN"), "cmn-latn-pinyin");
    EXPECT_EQ(espeak_voice("cmn"), "cmn-latn-pinyin");
    for (const char* none : {"", "x", "fil", "tl", "tl-PH", "zh-HK", "../en", "idx", "-"})
        EXPECT_EQ(espeak_voice(none), "") << none;
    EXPECT_NE(why_not_spoken("fil-PH").find("Filipino"), std::string::npos);
}

TEST(EspeakEngine, AHelperThatIsNotThereIsAnError) {
    EspeakEngine engine("/nonexistent/helper");
    auto audio = engine.synthesize("halo", "id", "");
    ASSERT_FALSE(audio);
    EXPECT_EQ(audio.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(engine.helper_pid(), -1);
}

TEST(EspeakEngine, AHelperThatTalksNonsenseOrEndsIsGivenUp) {
    // `cat` gives the request back, which is no reply; `true` ends at once.
    for (const char* program : {"/bin/cat", "/bin/true"}) {
        EspeakEngine engine(program, milliseconds(2000));
        auto audio = engine.synthesize("halo", "id", "");
        ASSERT_FALSE(audio) << program;
        EXPECT_EQ(audio.error().kind, ErrorKind::unavailable);
        EXPECT_EQ(engine.helper_pid(), -1);
    }
}

#ifdef TILLER_ESPEAK_HELPER

constexpr const char* kGreeting = "Selamat pagi, ini pengingat pembayaran Anda.";

void expect_speech(const Result<Audio>& audio, double least_seconds, double most_seconds) {
    ASSERT_TRUE(audio) << audio.error().message;
    EXPECT_GT(audio->length().count(), least_seconds * 1000);
    EXPECT_LT(audio->length().count(), most_seconds * 1000);
    EXPECT_NEAR(20 * std::log10(active_level(audio->samples) / 32768), -20, 1);
    EXPECT_LE(peak(audio->samples), kMostPeak);
}

TEST(EspeakEngine, SpeaksIndonesianInAllVoices) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    EXPECT_TRUE(engine.check());
    expect_speech(engine.synthesize(kGreeting, "id", ""), 1.5, 6);
    for (const std::string& voice : engine.voices())
        expect_speech(engine.synthesize(kGreeting, "id-ID", voice), 1.5, 6);
}

TEST(EspeakEngine, EveryLanguageOfTheTableHasAVoice) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    for (const std::string& language : engine.languages()) {
        auto audio = engine.synthesize("123 456", language, "");
        ASSERT_TRUE(audio) << language << ": " << audio.error().message;
        EXPECT_GT(audio->length(), milliseconds(600)) << language;
    }
}

TEST(EspeakEngine, MandarinReadsCharacters) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    expect_speech(engine.synthesize("你好,请按一", "zh", ""), 0.8, 4);
}

TEST(EspeakEngine, AnUnknownLanguageOrVoiceIsRefusedNotSpokenByTheLastOne) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    ASSERT_TRUE(engine.synthesize("halo", "id", ""));
    for (const char* language : {"fil", "tl", "xx", ""}) {
        auto audio = engine.synthesize("kumusta", language, "");
        ASSERT_FALSE(audio) << language;
        EXPECT_EQ(audio.error().kind, ErrorKind::invalid);
    }
    EXPECT_FALSE(engine.synthesize("halo", "id", "zzz"));
}

TEST(EspeakEngine, AKilledHelperIsReplaced) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    ASSERT_TRUE(engine.synthesize("halo", "id", ""));
    pid_t first = engine.helper_pid();
    ASSERT_GT(first, 0);
    ASSERT_EQ(kill(first, SIGKILL), 0);
    expect_speech(engine.synthesize(kGreeting, "id", ""), 1.5, 6);
    EXPECT_NE(engine.helper_pid(), first);
}

TEST(EspeakEngine, AHungHelperIsReplacedAfterTheTimeout) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER, milliseconds(3000));
    ASSERT_TRUE(engine.synthesize("halo", "id", ""));
    pid_t first = engine.helper_pid();
    ASSERT_EQ(kill(first, SIGSTOP), 0);
    EXPECT_TRUE(engine.synthesize("halo", "id", ""));
    EXPECT_NE(engine.helper_pid(), first);
}

TEST(EspeakEngine, TheHelperInheritsNoSockets) {
    int inheritable = socket(AF_INET, SOCK_STREAM, 0);  // no CLOEXEC, like those of some libraries
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    ASSERT_TRUE(engine.synthesize("halo", "id", ""));
    std::string folder = "/proc/" + std::to_string(engine.helper_pid()) + "/fd";
    struct stat ours;
    ASSERT_EQ(fstat(inheritable, &ours), 0);
    for (auto& entry : std::filesystem::directory_iterator(folder)) {
        struct stat theirs;
        if (stat(entry.path().c_str(), &theirs) == 0) EXPECT_NE(theirs.st_ino, ours.st_ino) << entry.path();
    }
    close(inheritable);
}

TEST(EspeakEngine, TheHelperEndsWithItsEngine) {
    pid_t helper;
    {
        EspeakEngine engine(TILLER_ESPEAK_HELPER);
        ASSERT_TRUE(engine.check());
        helper = engine.helper_pid();
    }
    EXPECT_EQ(kill(helper, 0), -1);
}

TEST(EspeakEngine, OddAndLongTexts) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    const std::string odd[] = {"",
                               "\x01\x02",
                               "<speak><break",
                               "[[h@l'oU]]",
                               "\xff\xc0 halo",
                               "李伟 محمد 😀",
                               std::string(3000, 'a'),
                               std::string("halo\0halo", 9)};
    for (const std::string& text : odd) {
        auto audio = engine.synthesize(text, "id", "");
        EXPECT_TRUE(audio) << text << audio.error().message;
    }
    std::string text;
    for (int i = 0; i < 100; i++) text += "Silakan hubungi kami hari ini. ";
    auto audio = engine.synthesize(text, "id", "");
    ASSERT_TRUE(audio);
    EXPECT_GT(audio->length(), std::chrono::seconds(120));
    EXPECT_FALSE(engine.synthesize(std::string(70'000, 'a'), "id", ""));
}

TEST(EspeakEngine, ManyThreadsTakeTurns) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < 8; t++) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 10; i++) {
                auto audio = engine.synthesize("nomor " + std::to_string(t * 10 + i), t % 2 ? "id" : "es", "");
                if (audio && audio->length() > milliseconds(400)) good++;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 80);
}

#endif

}  // namespace
}  // namespace tiller::speech
