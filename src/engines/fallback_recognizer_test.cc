#include "engines/fallback_recognizer.h"

#include <gtest/gtest.h>

#include "engines/listener_testing.h"
#include "engines/streaming_recognizer.h"
#include "http/websocket_testing.h"

namespace tiller::engines {
namespace {

using namespace std::chrono_literals;
using hearing::Recognition;
using hearing::RecognitionListener;
using hearing::Words;

/// A recognizer that a test moves by hand: it tells on the test's thread.
class Puppet final : public hearing::Recognizer {
  public:
    struct Utterance {
        std::shared_ptr<RecognitionListener> listener;
        std::vector<int16_t> audio;
        bool is_ended = false, is_given_up = false;
    };
    explicit Puppet(std::string language) : language_(std::move(language)) {}

    std::string name() const override { return "puppet-" + language_; }
    bool hears(std::string_view language, bool) const override { return language == language_; }
    Result<std::unique_ptr<Recognition>> start(const Listening&,
                                               std::shared_ptr<RecognitionListener> listener) override {
        if (is_away) return unavailable(name() + " is away");
        last = std::make_shared<Utterance>(Utterance{std::move(listener), {}});
        return std::unique_ptr<Recognition>(std::make_unique<Strings>(last));
    }

    bool is_away = false;
    std::shared_ptr<Utterance> last;

  private:
    class Strings final : public Recognition {
      public:
        explicit Strings(std::shared_ptr<Utterance> utterance) : utterance_(std::move(utterance)) {}
        ~Strings() override { utterance_->is_given_up = true; }
        void feed(std::span<const int16_t> samples) override {
            utterance_->audio.insert(utterance_->audio.end(), samples.begin(), samples.end());
        }
        void end() override { utterance_->is_ended = true; }

      private:
        const std::shared_ptr<Utterance> utterance_;
    };
    const std::string language_;
};

class FallbackTest : public testing::Test {
  protected:
    /// A puppet keeps who listens to it, who keeps the puppet.
    ~FallbackTest() override { first_->last.reset(), second_->last.reset(); }

    std::shared_ptr<Puppet> first_ = std::make_shared<Puppet>("en"), second_ = std::make_shared<Puppet>("en");
    std::shared_ptr<RecordingListener> ear_ = std::make_shared<RecordingListener>();
    std::unique_ptr<hearing::Recognizer> both_ = with_fallback(first_, second_);
    const std::vector<int16_t> audio_ = some_audio(300ms);
};

TEST_F(FallbackTest, TheFirstOneIsEnoughWhileItWorks) {
    auto recognition = *both_->start(listening(), ear_);
    recognition->feed(audio_);
    first_->last->listener->on_partial({.text = "hel"});
    recognition->end();
    first_->last->listener->on_words(Words{.text = "hello", .confidence = 0.9});
    EXPECT_EQ(ear_->text(), "hello");
    EXPECT_EQ(ear_->partials(), std::vector<std::string>{"hel"});
    EXPECT_EQ(second_->last, nullptr);
    EXPECT_EQ(first_->last->audio, audio_);
}

TEST_F(FallbackTest, TheSecondOneHearsAllOfItWhenTheFirstOneFails) {
    auto recognition = *both_->start(listening(), ear_);
    recognition->feed(audio_);
    recognition->end();
    first_->last->listener->on_words(unavailable("timed out"));
    ASSERT_NE(second_->last, nullptr);
    EXPECT_EQ(second_->last->audio, audio_);
    EXPECT_TRUE(second_->last->is_ended);
    EXPECT_FALSE(ear_->is_told());
    second_->last->listener->on_words(Words{.text = "hello", .confidence = 0.6});
    EXPECT_EQ(ear_->text(), "hello");
    recognition.reset();
    EXPECT_TRUE(first_->last->is_given_up);
    EXPECT_TRUE(second_->last->is_given_up);
}

TEST_F(FallbackTest, TheSecondOneBeginsAtOnceWhenTheFirstOneCannot) {
    first_->is_away = true;
    auto recognition = *both_->start(listening(), ear_);
    recognition->feed(audio_);
    EXPECT_EQ(second_->last->audio, audio_);
}

TEST_F(FallbackTest, BothFailing) {
    auto recognition = *both_->start(listening(), ear_);
    recognition->end();
    second_->is_away = true;
    first_->last->listener->on_words(unavailable("timed out"));
    EXPECT_EQ(ear_->text(), "error: timed out");
    first_->is_away = true;
    auto none = both_->start(listening(), ear_);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message, "puppet-en is away");
}

TEST_F(FallbackTest, LanguagesDecide) {
    auto spanish = std::make_shared<Puppet>("es");
    both_ = with_fallback(first_, spanish);
    EXPECT_TRUE(both_->hears("es", false));
    EXPECT_FALSE(both_->hears("id", false));
    auto recognition = *both_->start(listening("es"), ear_);
    EXPECT_EQ(first_->last, nullptr);
    EXPECT_NE(spanish->last, nullptr);
    auto other = *both_->start(listening("en"), ear_);
    other->end();
    first_->last->listener->on_words(unavailable("timed out"));
    EXPECT_EQ(ear_->text(), "error: timed out");  // the Spanish one would hear nothing
}

TEST_F(FallbackTest, ACallGoesOnWhenTheServerBreaksInTheMiddle) {
    http::WebSocketServer server(
        [&](http::WebSocketPeer& peer, int) {
            ASSERT_TRUE(peer.open());
            for (int i = 0; i < 3; ++i) peer.receive();
        },
        2);
    SystemClock clock;
    auto sockets = http::WebSocketClient::open();
    both_ = with_fallback(
        open_streaming_recognizer({.name = "breaks", .url = server.url(), .timeout = http::kPatience}, *sockets, clock),
        second_);
    auto recognition = *both_->start(listening(), ear_);
    recognition->feed(audio_);
    recognition->end();
    for (auto until = clock.steady() + http::kPatience; clock.steady() < until;) {
        recognition->feed({});  // takes the lock under which the second one begins
        if (second_->last && second_->last->is_ended) break;
    }
    ASSERT_NE(second_->last, nullptr);
    EXPECT_EQ(second_->last->audio, audio_);
    second_->last->listener->on_words(Words{.text = "hello", .confidence = 0.6});
    EXPECT_EQ(ear_->text(), "hello");
}

}  // namespace
}  // namespace tiller::engines
