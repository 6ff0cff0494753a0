#include "engines/packs/pack_engines.h"

#include <fmt/format.h>

#include "base/audio.h"
#include "base/mailbox.h"
#include "engines/plain_words.h"
#include "engines/streaming_protocol.h"
#include "engines/wav.h"
#include "speech/characters.h"
#include "speech/mastering.h"

namespace tiller::engines {
namespace {

constexpr size_t kLongestUtterance = 30u * Audio::kRate;  // samples: what Whisper hears at once

Engine described(const Pack& pack) { return {.name = pack.name, .languages = pack.languages}; }

std::string_view bytes_of(const std::vector<int16_t>& samples) {
    return {reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(int16_t)};
}

/// Who waits for an utterance. `mutex` is held while the listener is called.
struct PackUtterance {
    std::vector<int16_t> audio;
    std::mutex mutex;
    std::shared_ptr<hearing::RecognitionListener> listener;  // null: given up
};

class PackRecognizer final : public hearing::Recognizer {
  public:
    PackRecognizer(const Pack& pack, const PackPrograms& programs, const Clock& clock)
        : engine_(described(pack)), worker_(pack, programs, clock), thread_([this] { work(); }) {}
    ~PackRecognizer() override {
        box_->close();
        thread_.join();
    }

    std::string name() const override { return engine_.name; }
    bool hears(std::string_view language, bool) const override { return is_for(engine_, language); }

    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening&, std::shared_ptr<hearing::RecognitionListener> listener) override {
        if (box_->size() >= kMostWaitingUtterances)
            return unavailable(fmt::format("too many utterances wait for the pack \"{}\"", engine_.name));
        return std::unique_ptr<hearing::Recognition>(std::make_unique<PackRecognition>(box_, std::move(listener)));
    }

  private:
    using Box = Mailbox<std::shared_ptr<PackUtterance>>;

    class PackRecognition final : public hearing::Recognition {
      public:
        PackRecognition(std::shared_ptr<Box> box, std::shared_ptr<hearing::RecognitionListener> listener)
            : box_(std::move(box)) {
            utterance_->listener = std::move(listener);
        }
        ~PackRecognition() override {
            std::lock_guard lock(utterance_->mutex);
            utterance_->listener.reset();
        }
        void feed(std::span<const int16_t> samples) override {
            if (is_ended_) return;
            auto& audio = utterance_->audio;
            audio.insert(audio.end(), samples.begin(), samples.end());
        }
        void end() override {
            if (!std::exchange(is_ended_, true)) box_->post(utterance_);
        }

      private:
        const std::shared_ptr<Box> box_;
        const std::shared_ptr<PackUtterance> utterance_ = std::make_shared<PackUtterance>();
        bool is_ended_ = false;
    };

    void work() {
        for (;;) {
            auto next = box_->take_until(std::chrono::steady_clock::now() + std::chrono::hours(1));
            if (next) {
                hear(**next);
            } else if (box_->closed()) {
                return;
            }
        }
    }

    void hear(PackUtterance& utterance) {
        {
            std::lock_guard lock(utterance.mutex);
            if (!utterance.listener) return;
        }
        Result<hearing::Words> words =
            box_->closed() ? Result<hearing::Words>(unavailable("the server stops")) : recognize(utterance.audio);
        std::lock_guard lock(utterance.mutex);
        if (utterance.listener) utterance.listener->on_words(std::move(words));
        utterance.listener.reset();
    }

    Result<hearing::Words> recognize(const std::vector<int16_t>& audio) {
        if (audio.size() > kLongestUtterance)
            return unavailable(fmt::format("the utterance is longer than {} s", kLongestUtterance / Audio::kRate));
        auto reply = worker_.ask(bytes_of(audio));
        if (!reply) return reply.error();
        hearing::Words words{.text = plain_words(reply->body), .heard_by = engine_.name};
        if (!words.text.empty()) words.confidence = kUnsaidConfidence;
        return words;
    }

    const Engine engine_;
    PackWorker worker_;
    const std::shared_ptr<Box> box_ = std::make_shared<Box>();
    std::thread thread_;  // last: it uses the rest
};

class PackVoice final : public speech::Engine {
  public:
    PackVoice(const Pack& pack, const PackPrograms& programs, const Clock& clock)
        : engine_(described(pack)), hash_(hash_of(pack)), worker_(pack, programs, clock) {}

    std::string name() const override { return engine_.name; }
    std::string identity() const override { return engine_.name + "|" + hash_; }
    bool speaks(std::string_view language) const override { return is_for(engine_, language); }
    std::vector<std::string> languages() const override { return engine_.languages; }
    Result<void> check() override { return worker_.start(); }

    Result<Audio> synthesize(const std::string& text, const std::string&, const std::string&) override {
        const std::string line = speech::one_line(text);
        if (line.empty()) return Audio{};
        auto reply = worker_.ask(line);
        if (!reply) return reply.error();
        return speech::master(read_pcm(reply->body), static_cast<int>(std::min<uint32_t>(reply->rate, 1'000'000)));
    }

  private:
    static std::string hash_of(const Pack& pack) {
        std::string all;
        for (const PackFile& file : pack.files) all += file.sha256.substr(0, 16);
        return all;
    }

    const engines::Engine engine_;
    const std::string hash_;
    PackWorker worker_;
};

}  // namespace

std::unique_ptr<hearing::Recognizer> open_pack_recognizer(const Pack& pack, const PackPrograms& programs,
                                                          const Clock& clock) {
    return std::make_unique<PackRecognizer>(pack, programs, clock);
}

std::unique_ptr<speech::Engine> open_pack_voice(const Pack& pack, const PackPrograms& programs, const Clock& clock) {
    return std::make_unique<PackVoice>(pack, programs, clock);
}

Result<void> try_pack(const Pack& pack, const PackPrograms& programs, const Clock& clock) {
    PackWorker worker(pack, programs, clock);
    if (!pack.is_voice()) {
        auto heard = worker.ask(bytes_of(std::vector<int16_t>(Audio::kRate)));
        return heard ? Result<void>() : heard.error();
    }
    auto spoken = worker.ask("One, two, three.");
    if (!spoken) return spoken.error();
    auto audio = speech::master(read_pcm(spoken->body), static_cast<int>(std::min<uint32_t>(spoken->rate, 1'000'000)));
    if (!audio) return invalid(audio.error().message);
    if (audio->samples.empty()) return invalid("the voice says nothing");
    return {};
}

}  // namespace tiller::engines
