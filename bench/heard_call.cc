#include "heard_call.h"

#include <stdexcept>

#include "hearing/vad/voice_activity.h"

namespace tiller::bench {
namespace {

using std::chrono::milliseconds;

constexpr size_t kPiece = 5 * Audio::kFrame;  // of sound, as it comes to the decoders of a server

understanding::Intent own(const std::string& name, const std::string& text) {
    auto phrase = understanding::parse_phrase(text);
    if (!std::holds_alternative<understanding::Phrase>(phrase)) throw std::logic_error(text);
    return understanding::make_intent(name, {std::get<understanding::Phrase>(phrase)});
}

class Notes final : public hearing::EarListener {
  public:
    void on_speech_began(uint64_t, hearing::Time) override { began = true; }
    void on_heard(const hearing::HeardSpeech& speech) override { heard = speech; }
    bool began = false;
    std::optional<hearing::HeardSpeech> heard;
};

}  // namespace

Moment Moment::usual() {
    Moment moment;
    moment.expected.language = "en";
    moment.expected.intents = {own("wrong_number", "[you have (a|the)] wrong number"),
                               own("paid", "i [have] [already] paid [it] [already]")};
    for (const auto names : {std::span<const std::string_view>(understanding::kAnswers),
                             std::span<const std::string_view>(understanding::kGlobals)}) {
        for (const auto name : names) moment.expected.intents.push_back(*understanding::built_in("en", name));
    }
    moment.grammar = understanding::make_grammar(moment.expected);
    return moment;
}

/// A decoder that answers at once.
class Listener::Direct final : public hearing::Recognizer {
  public:
    explicit Direct(const std::string& model) {
        auto words = hearing::Pronunciations::open(model + "/cmudict-en-us.dict");
        auto decoder = hearing::Decoder::open(model + "/en-us");
        if (!words) throw std::runtime_error(words.error().message);
        if (!decoder) throw std::runtime_error(decoder.error().message);
        words_ = std::move(*words);
        decoder_ = std::move(*decoder);
    }
    std::string name() const override { return "pocketsphinx"; }
    bool hears(std::string_view language, bool free_speech) const override { return language == "en" && !free_speech; }
    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener) override {
        if (auto begun = decoder_->begin(*listening.grammar, *words_); !begun) return begun.error();
        return {std::make_unique<Utterance>(*decoder_, std::move(listener))};
    }

  private:
    class Utterance final : public hearing::Recognition {
      public:
        Utterance(hearing::Decoder& decoder, std::shared_ptr<hearing::RecognitionListener> listener)
            : decoder_(decoder), listener_(std::move(listener)) {}
        void feed(std::span<const int16_t> samples) override {
            pending_.insert(pending_.end(), samples.begin(), samples.end());
            if (pending_.size() < kPiece) return;
            decoder_.feed(std::exchange(pending_, {}));
            listener_->on_partial(decoder_.partial());
        }
        void end() override {
            decoder_.feed(std::exchange(pending_, {}));
            listener_->on_words(decoder_.end());
        }

      private:
        hearing::Decoder& decoder_;
        const std::shared_ptr<hearing::RecognitionListener> listener_;
        Sound pending_;
    };
    std::shared_ptr<const hearing::Pronunciations> words_;
    std::unique_ptr<hearing::Decoder> decoder_;
};

Listener::Listener(const std::string& model, const hearing::HearingOptions& files)
    : recognizer_(std::make_shared<Direct>(model)) {
    std::string why;
    detector_ = hearing::make_voice_activity(files, why);
}
Listener::~Listener() = default;

std::string Listener::detector() const { return detector_->name(); }

Answer Listener::hear(const Moment& moment, const Sound& heard, const Sound& said, BargeIn barge_in) {
    auto notes = std::make_shared<Notes>();
    auto errands = std::make_shared<hearing::Errands>();
    const std::vector<std::shared_ptr<hearing::Recognizer>> recognizers{recognizer_};
    auto ear = std::make_shared<hearing::EarState>(
        hearing::EarState::Surroundings{notes, errands, recognizers, milliseconds(8'000)}, detector_->open());
    ear->listen({.turn = 1, .language = "en", .grammar = moment.grammar, .barge_in = barge_in});
    Answer answer;
    hearing::Time now{};
    for (size_t at = 0; at + Audio::kFrame <= heard.size() && !answer.known; at += Audio::kFrame) {
        hearing::EarFrame frame{};
        std::copy_n(heard.begin() + static_cast<int64_t>(at), Audio::kFrame, frame.heard.begin());
        const bool speaks = at + Audio::kFrame <= said.size();
        if (speaks) std::copy_n(said.begin() + static_cast<int64_t>(at), Audio::kFrame, frame.said.begin());
        // Who is heard stops the robot.
        ear->robot_speaks(speaks && !notes->began);
        frame.at = now += milliseconds(20);
        hearing::ActivityJob job{ear->activity(), frame.heard.data()};
        detector_->judge({&job, 1});
        ear->take(frame, job.is_speech);
        while (auto errand = errands->try_take()) (*errand)();
        const auto time = std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
        if (notes->began && !answer.began) answer.began = time;
        if (notes->heard && !answer.known) answer.known = time;
    }
    if (!notes->heard) return answer;
    const hearing::Words& words = notes->heard->words;
    answer.text = words.text;
    answer.rejected = words.rejected;
    answer.confidence = words.confidence;
    const auto understood = understanding::understand(moment.expected, words.text, words.confidence, std::nullopt);
    if (understood.intent >= 0) answer.intent = moment.expected.intents[static_cast<size_t>(understood.intent)].name;
    return answer;
}

}  // namespace tiller::bench
