#include "hearing/hearing.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/log.h"
#include "base/metrics.h"
#include "hearing/ear.h"
#include "hearing/vad/silero.h"

namespace tiller::hearing {
namespace {

constexpr std::chrono::milliseconds kRound{10};
constexpr std::chrono::seconds kNap{1};

auto& ears_open() {
    static auto& gauge = metrics::gauge("tiller_hearing_ears", "calls that are listened to");
    return gauge;
}
auto& frames_lost() {
    static auto& counter = metrics::counter("tiller_hearing_frames_lost_total",
                                            "20 ms pieces of calls that hearing threads were too late for");
    return counter;
}

/// A thread and the calls that it listens to.
class Listener {
  public:
    explicit Listener(std::unique_ptr<VoiceActivity> detector)
        : detector_(std::move(detector)), thread_([this] {
              pthread_setname_np(pthread_self(), "hearing");
              run();
          }) {}
    ~Listener() {
        errands_->close();
        thread_.join();
    }

    const std::shared_ptr<Errands>& errands() { return errands_; }
    std::unique_ptr<ActivityState> open_activity() { return detector_->open(); }
    void add(std::shared_ptr<EarState> ear) { ears_.push_back(std::move(ear)); }
    void remove(const EarState* ear) {
        std::erase_if(ears_, [&](const auto& e) { return e.get() == ear; });
    }

  private:
    void run() {
        Time next{};
        while (!errands_->closed()) {
            // What there is to do is done as it comes: words must not wait for the next round.
            const bool idle = ears_.empty();
            const auto errand = errands_->take_until(idle ? std::chrono::steady_clock::now() + kNap : next);
            if (errand) (*errand)();
            const Time now = std::chrono::steady_clock::now();
            if (ears_.empty() || now < next) continue;
            hear();
            next = std::max(next + kRound, now);
        }
        ears_.clear();
    }

    void hear() {
        for (;;) {
            jobs_.clear();
            hearers_.clear();
            for (auto& ear : ears_) {
                const EarFrame* const frame = ear->queue().front();
                if (frame == nullptr) continue;
                jobs_.push_back({ear->activity(), frame->heard.data()});
                hearers_.push_back(ear);
            }
            if (jobs_.empty()) break;
            detector_->judge(jobs_);
            for (size_t i = 0; i < jobs_.size(); ++i) {
                EarState& ear = *hearers_[i];
                ear.take(*ear.queue().front(), jobs_[i].is_speech);
                ear.queue().drop();
            }
        }
        hearers_.clear();
        const Time now = std::chrono::steady_clock::now();
        for (auto& ear : ears_) {
            ear->look_at_clock(now);
            if (const uint64_t lost = ear->lost_since(); lost > 0) frames_lost().Increment(static_cast<double>(lost));
        }
    }

    const std::unique_ptr<VoiceActivity> detector_;
    const std::shared_ptr<Errands> errands_ = std::make_shared<Errands>();
    std::vector<std::shared_ptr<EarState>> ears_, hearers_;
    std::vector<ActivityJob> jobs_;
    std::thread thread_;
};

class OpenEar final : public Ear {
  public:
    OpenEar(Listener& at, std::shared_ptr<EarState> state, std::atomic<size_t>& count)
        : at_(at), state_(std::move(state)), count_(count) {
        ++count_;
        ears_open().Increment();
        at_.errands()->post([&at = at_, state = state_] { at.add(state); });
    }
    ~OpenEar() override {
        at_.errands()->post([&at = at_, state = state_] {
            state->stop();
            at.remove(state.get());
        });
        --count_;
        ears_open().Decrement();
    }
    std::shared_ptr<media::FrameListener> frames() override { return state_; }
    void listen(Listening listening) override {
        at_.errands()->post([state = state_, listening = std::move(listening)] { state->listen(listening); });
    }
    void stop_listening() override {
        at_.errands()->post([state = state_] { state->stop(); });
    }
    void watch(std::shared_ptr<FrameWatcher> watcher, std::optional<Listening> words) override {
        at_.errands()->post(
            [state = state_, watcher = std::move(watcher), words = std::move(words)] { state->watch(watcher, words); });
    }
    void robot_speaks(bool speaks) override {
        at_.errands()->post([state = state_, speaks] { state->robot_speaks(speaks); });
    }

  private:
    Listener& at_;
    const std::shared_ptr<EarState> state_;
    std::atomic<size_t>& count_;
};

class OpenHearing final : public Hearing {
  public:
    OpenHearing(const HearingOptions& options, std::vector<std::shared_ptr<Recognizer>> recognizers)
        : options_(options), recognizers_(std::move(recognizers)) {
        std::string why;
        for (int i = 0; i < std::max(1, options.threads); ++i) {
            auto detector = make_voice_activity(options, why);
            voice_activity_ = detector->name();
            listeners_.push_back(std::make_unique<Listener>(std::move(detector)));
        }
        if (why.empty()) {
            log::info("hearing", {{"voice_activity", voice_activity_}});
        } else {
            log::info("hearing", {{"voice_activity", voice_activity_}, {"because", why}});
        }
    }

    std::unique_ptr<Ear> open_ear(std::shared_ptr<EarListener> listener) override {
        Listener& at = *listeners_[next_++ % listeners_.size()];
        auto state = std::make_shared<EarState>(
            EarState::Surroundings{std::move(listener), at.errands(), recognizers_, options_.longest_wait},
            at.open_activity());
        return std::make_unique<OpenEar>(at, std::move(state), ears_);
    }
    std::string voice_activity() const override { return voice_activity_; }
    size_t ears() const override { return ears_; }

  private:
    const HearingOptions options_;
    const std::vector<std::shared_ptr<Recognizer>> recognizers_;
    std::string voice_activity_;
    std::atomic<size_t> ears_{0}, next_{0};
    std::vector<std::unique_ptr<Listener>> listeners_;  // last: they use what stands above
};

}  // namespace

std::unique_ptr<VoiceActivity> make_voice_activity(const HearingOptions& options, std::string& why) {
    auto silero = open_silero({.model = options.silero_model, .onnx_runtime = options.onnx_runtime});
    if (silero) return std::move(*silero);
    why = silero.error().message;
    return make_voice_chain();
}

std::unique_ptr<Hearing> Hearing::open(const HearingOptions& options,
                                       std::vector<std::shared_ptr<Recognizer>> recognizers) {
    return std::make_unique<OpenHearing>(options, std::move(recognizers));
}

}  // namespace tiller::hearing
