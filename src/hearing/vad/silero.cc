#include "hearing/vad/silero.h"

#include <fmt/format.h>
#include <speex/speex_resampler.h>
#include <algorithm>

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/crypto/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "hearing/vad/onnx_runtime.h"

namespace tiller::hearing {
namespace {

constexpr std::string_view kModelHash = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3";
constexpr std::string_view kRuntimeHash = "4b3607aebd1784b26b6f9b20e4bd974c7ab8287043e4d095cb7d2cb40b5e566e";
constexpr int kRate = 16'000;
constexpr int kQuality = 4;  // of the resampler: flat to 3400 Hz, 4 ms late
constexpr size_t kWindow = 512, kContext = 64, kInput = kContext + kWindow;
constexpr size_t kState = 128;      // numbers, twice
constexpr size_t kMostAtOnce = 64;  // calls in a run
constexpr float kSpeech = 0.35f;    // of the model's probability

struct FreeResampler {
    void operator()(SpeexResamplerState* state) const { speex_resampler_destroy(state); }
};

class SileroState final : public ActivityState {
  public:
    SileroState() {
        int error = 0;
        resampler_.reset(speex_resampler_init(1, Audio::kRate, kRate, kQuality, &error));
        if (!resampler_) throw std::bad_alloc();
    }

    /// True when a window is full: `input` is to be judged.
    bool add(const int16_t* samples) {
        std::array<int16_t, 2 * Audio::kFrame> raised;
        spx_uint32_t taken = Audio::kFrame, made = raised.size();
        speex_resampler_process_int(resampler_.get(), 0, samples, &taken, raised.data(), &made);
        for (size_t i = 0; i < made; ++i) input_[kContext + filled_ + i] = static_cast<float>(raised[i]) / 32'768;
        filled_ += made;
        return filled_ >= kWindow;
    }
    /// The window was judged: what is left of it begins the next one.
    void next() {
        std::copy_n(input_.begin() + kWindow, kContext + filled_ - kWindow, input_.begin());
        filled_ -= kWindow;
    }

    const float* input() const { return input_.data(); }
    std::array<float, 2 * kState> memory{};
    bool is_speech = false;  // in the last window

  private:
    std::unique_ptr<SpeexResamplerState, FreeResampler> resampler_;
    std::array<float, kInput + 2 * Audio::kFrame> input_{};  // context, window, beginning of the next
    size_t filled_ = 0;
};

class Silero final : public VoiceActivity {
  public:
    explicit Silero(std::unique_ptr<OnnxModel> model) : model_(std::move(model)) {}

    std::string name() const override { return "silero"; }
    std::unique_ptr<ActivityState> open() override { return std::make_unique<SileroState>(); }
    void judge(std::span<ActivityJob> jobs) override {
        full_.clear();
        for (const ActivityJob& job : jobs) {
            auto* const state = static_cast<SileroState*>(job.state);
            if (state->add(job.samples)) full_.push_back(state);
        }
        for (size_t at = 0; at < full_.size(); at += kMostAtOnce) {
            (void)run(std::span(full_).subspan(at, std::min(kMostAtOnce, full_.size() - at)));
        }
        for (ActivityJob& job : jobs) job.is_speech = static_cast<SileroState*>(job.state)->is_speech;
    }

    /// One run of the model. An error was logged, once; without an answer nobody speaks.
    Result<void> run(std::span<SileroState* const> states) {
        const size_t count = states.size();
        input_.resize(count * kInput);
        memory_.resize(2 * count * kState);
        for (size_t i = 0; i < count; ++i) {
            std::copy_n(states[i]->input(), kInput, input_.begin() + static_cast<int64_t>(i * kInput));
            for (size_t half : {0u, 1u}) {
                std::copy_n(states[i]->memory.begin() + static_cast<int64_t>(half * kState), kState,
                            memory_.begin() + static_cast<int64_t>((half * count + i) * kState));
            }
        }
        new_memory_.resize(memory_.size());
        output_.resize(count);
        const auto n = static_cast<int64_t>(count);
        int64_t rate = kRate;
        using Type = Tensor::Type;
        const Tensor inputs[] = {
            {"input", Type::floats, input_.data(), input_.size() * sizeof(float), {n, kInput}},
            {"state", Type::floats, memory_.data(), memory_.size() * sizeof(float), {2, n, kState}},
            {"sr", Type::int64s, &rate, sizeof rate, {}}};
        const Tensor outputs[] = {
            {"output", Type::floats, output_.data(), output_.size() * sizeof(float), {n, 1}},
            {"stateN", Type::floats, new_memory_.data(), new_memory_.size() * sizeof(float), {2, n, kState}}};
        auto done = model_->run(inputs, outputs);
        for (size_t i = 0; i < count; ++i) {
            SileroState& state = *states[i];
            state.next();
            state.is_speech = done && output_[i] >= kSpeech;
            for (size_t half : {0u, 1u}) {
                std::copy_n(new_memory_.begin() + static_cast<int64_t>((half * count + i) * kState), kState,
                            state.memory.begin() + static_cast<int64_t>(half * kState));
            }
        }
        if (!done && !std::exchange(failed_, true)) {
            log::error("voice activity", {{"error", done.error().message}});
        }
        return done;
    }

  private:
    const std::unique_ptr<OnnxModel> model_;
    std::vector<SileroState*> full_;
    std::vector<float> input_, memory_, new_memory_, output_;
    bool failed_ = false;  // it was told
};

Result<void> check(const char* what, const std::string& path, std::string_view hash) {
    if (path.empty()) return not_found(std::string("no ") + what + " is there");
    std::ifstream in(path, std::ios::binary);
    if (!in) return not_found(std::string("the ") + what + " \"" + path + "\" cannot be read");
    in.seekg(0, std::ios::end);
    std::string bytes(static_cast<size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
    in.seekg(0);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const std::string found = to_hex(sha256(bytes));
    if (found == hash) return {};
    return invalid(
        fmt::format("the {} \"{}\" is another file than the one that was tried: its SHA-256 is {}", what, path, found));
}

}  // namespace

Result<std::unique_ptr<VoiceActivity>> open_silero(const SileroFiles& files) {
    if (auto checked = check("Silero model", files.model, kModelHash); !checked) return checked.error();
    if (auto checked = check("ONNX Runtime", files.onnx_runtime, kRuntimeHash); !checked) return checked.error();
    auto model = OnnxModel::open(files.onnx_runtime, files.model);
    if (!model) return model.error();
    auto silero = std::make_unique<Silero>(std::move(*model));
    // One run tells whether it works here.
    SileroState silence;
    const std::array<int16_t, Audio::kFrame> nothing{};
    while (!silence.add(nothing.data()))
        ;
    SileroState* const states[] = {&silence};
    if (auto ran = silero->run(states); !ran) return ran.error();
    return std::unique_ptr<VoiceActivity>(std::move(silero));
}

}  // namespace tiller::hearing
