#include "answering/trial/listener.h"

#include "answering/words.h"
#include "base/audio.h"
#include "hearing/following.h"
#include "hearing/sphinx/decoder.h"
#include "hearing/sphinx/sphinx.h"
#include "hearing/vad/voice_activity.h"

namespace tiller::answering::trial {
namespace {

/// Recognizes on the thread that feeds it, so that words come when they would come in a call, however long they take.
class AtOnce final : public hearing::Recognizer {
  public:
    AtOnce(std::shared_ptr<hearing::Decoder> decoder, std::shared_ptr<const hearing::Pronunciations> known)
        : decoder_(std::move(decoder)), known_(std::move(known)) {}

    std::string name() const override { return "pocketsphinx"; }
    bool hears(std::string_view language, bool) const override { return language == "en"; }
    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener) override {
        if (auto begun = decoder_->begin(*listening.grammar, *known_); !begun) return begun.error();
        return {std::make_unique<Utterance>(*decoder_, std::move(listener))};
    }

  private:
    class Utterance final : public hearing::Recognition {
      public:
        Utterance(hearing::Decoder& decoder, std::shared_ptr<hearing::RecognitionListener> listener)
            : decoder_(decoder), listener_(std::move(listener)) {}
        void feed(std::span<const int16_t> samples) override {
            decoder_.feed(samples);
            if (auto words = decoder_.partial(); words.text != last_) {
                last_ = words.text;
                listener_->on_partial(words);
            }
        }
        void end() override { listener_->on_words(decoder_.end()); }

      private:
        hearing::Decoder& decoder_;
        const std::shared_ptr<hearing::RecognitionListener> listener_;
        std::string last_;
    };

    const std::shared_ptr<hearing::Decoder> decoder_;
    const std::shared_ptr<const hearing::Pronunciations> known_;
};

class Notes final : public hearing::FrameWatcher {
  public:
    explicit Notes(std::vector<TimedWords>& words) : words_(words) {}
    void on_frame(std::span<const int16_t>, bool, hearing::Time) override { ++frame_; }
    void on_words(const hearing::Words& words) override { words_.push_back({frame_, words.text}); }
    bool wants_words() const override { return true; }

  private:
    std::vector<TimedWords>& words_;
    size_t frame_ = 0;
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open() {
    const hearing::SphinxOptions files;
    auto decoder = hearing::Decoder::open(files.folder + "/en-us");
    if (!decoder) return not_found("the package pocketsphinx-en-us is not installed");
    auto known = hearing::Pronunciations::open(files.folder + "/cmudict-en-us.dict");
    if (!known) return known.error();
    auto recognizer = std::make_shared<AtOnce>(std::shared_ptr<hearing::Decoder>(std::move(*decoder)), *known);
    return std::unique_ptr<Listener>(new Listener(std::move(recognizer)));
}

void Listener::hear(SampleCall& call) const {
    if (!recognizer_->hears(call.language, false)) return;
    call.words.clear();
    const auto notes = std::make_shared<Notes>(call.words);
    const auto errands = std::make_shared<hearing::Errands>();
    const auto following = std::make_shared<hearing::Following>(
        words_of_machines(call.language), std::vector<std::shared_ptr<hearing::Recognizer>>{recognizer_}, notes,
        errands);
    const auto voice = hearing::make_voice_chain();
    const auto state = voice->open();
    const std::vector<int16_t>& samples = call.audio->samples;
    for (size_t at = 0; at + Audio::kFrame <= samples.size() && !following->is_over(); at += Audio::kFrame) {
        const std::span<const int16_t> frame(samples.data() + at, Audio::kFrame);
        hearing::ActivityJob job{state.get(), frame.data()};
        voice->judge({&job, 1});
        notes->on_frame(frame, job.is_speech, {});
        following->take(frame, job.is_speech);
        while (auto errand = errands->try_take()) (*errand)();
    }
}

}  // namespace tiller::answering::trial
