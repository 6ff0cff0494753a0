#include "hearing/sphinx/sphinx.h"

#include <condition_variable>
#include <mutex>

#include "hearing/sphinx/pronunciations.h"
#include "hearing/voices_testing.h"

namespace tiller::hearing {
namespace {

constexpr std::chrono::seconds kPatience{60};

GrammarPtr grammar(std::string phrases, std::vector<std::string> words) {
    return std::make_shared<Grammar>(
        Grammar{"#JSGF V1.0;\ngrammar said;\npublic <said> = " + std::move(phrases) + ";\n", std::move(words)});
}
GrammarPtr yes_or_no() {
    return grammar("yes [please] | no [thanks] | who is this | call me later",
                   {"call", "is", "later", "me", "no", "please", "thanks", "this", "who", "yes"});
}

class Waiting final : public RecognitionListener {
  public:
    void on_partial(const Words& words) override {
        std::lock_guard lock(mutex_);
        partials_.push_back(words);
    }
    void on_words(Result<Words> words) override {
        std::lock_guard lock(mutex_);
        words_.push_back(std::move(words));
        changed_.notify_all();
    }
    Result<Words> wait() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, kPatience, [&] { return !words_.empty(); })) return unavailable("nothing came");
        return words_.front();
    }
    size_t answers() {
        std::lock_guard lock(mutex_);
        return words_.size();
    }
    std::vector<Words> partials() {
        std::lock_guard lock(mutex_);
        return partials_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Words> partials_;
    std::vector<Result<Words>> words_;
};

struct SphinxTest : testing::Test {
    void open(int decoders = 2) {
        auto opened = Sphinx::open({.threads = 1, .decoders = decoders});
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        sphinx = std::move(*opened);
    }
    std::unique_ptr<Recognition> start(const GrammarPtr& words, const std::shared_ptr<Waiting>& listener) {
        auto started = sphinx->start({.language = "en", .grammar = words}, listener);
        EXPECT_TRUE(started.ok());
        return std::move(*started);
    }
    Result<Words> recognize(const Sound& sound, const GrammarPtr& words = yes_or_no()) {
        auto listener = std::make_shared<Waiting>();
        auto recognition = start(words, listener);
        for (size_t at = 0; at + Audio::kFrame <= sound.size(); at += Audio::kFrame) {
            recognition->feed(std::span(sound).subspan(at, Audio::kFrame));
        }
        recognition->end();
        auto answer = listener->wait();
        last_partials = listener->partials();
        return answer;
    }
    static Sound said(const std::string& text, const std::string& voice = "rms") {
        return with_noise(silence(300) + louder(spoken(text, voice), 0.6) + silence(400), 5);
    }

    std::unique_ptr<Sphinx> sphinx;
    std::vector<Words> last_partials;
};

TEST_F(SphinxTest, HearsThePhrasesOfAGrammar) {
    open();
    for (const char* voice : {"rms", "awb"}) {
        for (const char* text : {"yes please", "no thanks", "who is this", "call me later"}) {
            const auto words = recognize(said(text, voice));
            ASSERT_TRUE(words.ok()) << words.error().message;
            EXPECT_EQ(words->text, text) << voice << ", rejected: " << words->rejected;
            EXPECT_TRUE(words->is_whole_phrase);
            EXPECT_GE(words->confidence, 0.5);
        }
    }
}

TEST_F(SphinxTest, FindsPhrasesAmongOtherWords) {
    open();
    auto phrases = std::make_shared<Grammar>(Grammar{.words = {"a", "after", "leave", "message", "the", "tone"}});
    phrases->phrases = {"after the tone", "leave a message"};
    const auto mailbox =
        recognize(said("Hi, you have called Peter. I am out, so please speak after the tone, thank you."), phrases);
    ASSERT_TRUE(mailbox.ok()) << mailbox.error().message;
    EXPECT_EQ(mailbox->text, "after the tone");
    ASSERT_FALSE(last_partials.empty()) << "it is told while somebody still speaks";
    EXPECT_EQ(last_partials.front().text, "after the tone");
    const auto person = recognize(said("Good morning, Johnson and Sons, how can I help you?"), phrases);
    ASSERT_TRUE(person.ok());
    EXPECT_EQ(person->text, "");
    const auto grammar_after_that = recognize(said("yes please"));
    ASSERT_TRUE(grammar_after_that.ok());
    EXPECT_EQ(grammar_after_that->text, "yes please");
}

TEST_F(SphinxTest, RejectsWhatIsNotInTheGrammar) {
    open();
    for (const char* text : {"the weather is rather nice today", "my dog ate the newspaper this morning",
                             "I was wondering about the price of bananas"}) {
        const auto words = recognize(said(text));
        ASSERT_TRUE(words.ok());
        EXPECT_EQ(words->text, "") << text << ": " << words->confidence;
    }
    const auto nothing = recognize(with_noise(silence(1'000), 200));
    ASSERT_TRUE(nothing.ok());
    EXPECT_EQ(nothing->text, "");
}

TEST_F(SphinxTest, WordsComeWhileTheyAreSpoken) {
    open();
    const auto words = recognize(said("call me later"));
    ASSERT_TRUE(words.ok());
    EXPECT_FALSE(last_partials.empty());
}

TEST_F(SphinxTest, WhatWasHeardBeforeChangesNothing) {
    open(1);
    const auto first = recognize(said("who is this"));
    for (const char* text : {"yes please", "the weather is rather nice today"}) ASSERT_TRUE(recognize(said(text)).ok());
    const auto again = recognize(said("who is this"));
    ASSERT_TRUE(first.ok() && again.ok());
    EXPECT_EQ(first->text, again->text);
    EXPECT_NEAR(first->confidence, again->confidence, 0.05);
}

TEST_F(SphinxTest, AFullPoolMakesOthersWaitAndLosesNothing) {
    open(1);
    const Sound sound = said("yes please");
    std::vector<std::shared_ptr<Waiting>> listeners;
    std::vector<std::unique_ptr<Recognition>> recognitions;
    for (int i = 0; i < 4; ++i) {
        listeners.push_back(std::make_shared<Waiting>());
        recognitions.push_back(start(yes_or_no(), listeners.back()));
    }
    for (auto& recognition : recognitions) recognition->feed(sound);
    EXPECT_EQ(listeners.back()->answers(), 0u);
    for (auto& recognition : recognitions) recognition->end();
    for (auto& listener : listeners) {
        const auto words = listener->wait();
        ASSERT_TRUE(words.ok()) << words.error().message;
        EXPECT_EQ(words->text, "yes please");
    }
}

TEST_F(SphinxTest, WhoGivesUpFreesTheDecoder) {
    open(1);
    auto given_up = std::make_shared<Waiting>();
    auto recognition = start(yes_or_no(), given_up);
    recognition->feed(said("no thanks"));
    recognition.reset();
    const auto words = recognize(said("yes please"));
    ASSERT_TRUE(words.ok()) << words.error().message;
    EXPECT_EQ(words->text, "yes please");
    EXPECT_EQ(given_up->answers(), 0u);
}

TEST_F(SphinxTest, WordsThatNoDictionaryHasAreToldAndGuessed) {
    open();
    EXPECT_EQ(sphinx->unknown_words({"yes", "flumiskador", "no"}), std::vector<std::string>{"flumiskador"});
    const auto with_name =
        grammar("yes please | flumiskador | l\xC3\xB8rdag", {"flumiskador", "l\xC3\xB8rdag", "please", "yes"});
    for (const char* text : {"yes please", "flumiskador"}) {
        const auto words = recognize(said(text), with_name);
        ASSERT_TRUE(words.ok()) << words.error().message;
        EXPECT_EQ(words->text, text) << "rejected: " << words->rejected;
    }
}

TEST_F(SphinxTest, AGrammarThatIsNoneIsAnError) {
    open();
    const auto words = recognize(said("yes"), grammar("yes | (", {"yes"}));
    ASSERT_FALSE(words.ok());
    EXPECT_EQ(words.error().kind, ErrorKind::invalid);
}

TEST_F(SphinxTest, HearsEnglishWordsOfAGrammarOnly) {
    open();
    EXPECT_TRUE(sphinx->hears("en", false));
    EXPECT_TRUE(sphinx->hears("en-GB", false));
    EXPECT_FALSE(sphinx->hears("en", true));
    EXPECT_FALSE(sphinx->hears("es", false));
}

TEST(Sphinx, TellsWhenItsModelIsMissing) {
    const auto opened = Sphinx::open({.folder = "/nowhere"});
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, ErrorKind::not_found);
}

TEST(Pronunciations, KeepsAllWaysToSayAWord) {
    const auto words = Pronunciations::parse("a AH\na(2) EY\nthe DH AH\r\nthe(2) DH IY\nbroken\n");
    EXPECT_EQ(words->find("a"), (std::vector<std::string_view>{"AH", "EY"}));
    EXPECT_EQ(words->find("the"), (std::vector<std::string_view>{"DH AH", "DH IY"}));
    EXPECT_TRUE(words->find("broken").empty());
    EXPECT_TRUE(words->find("nothing").empty());
}

}  // namespace
}  // namespace tiller::hearing
