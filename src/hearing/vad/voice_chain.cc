#include <speex/speex_preprocess.h>

#include <array>
#include <stdexcept>

#include "hearing/vad/noise_gate.h"
#include "hearing/vad/voice_activity.h"
#ifdef TILLER_WEBRTC_VAD
#include "hearing/vad/webrtc_vad.h"
#endif

namespace tiller::hearing {
namespace {

constexpr int kMode = 2;  // of 0 to 3: best with the gate behind it

struct FreeSuppressor {
    void operator()(SpeexPreprocessState* state) const { speex_preprocess_state_destroy(state); }
};

class ChainState final : public ActivityState {
  public:
    ChainState() : suppressor_(speex_preprocess_state_init(Audio::kFrame, Audio::kRate)) {
        if (!suppressor_) throw std::bad_alloc();
        int on = 1;
        speex_preprocess_ctl(suppressor_.get(), SPEEX_PREPROCESS_SET_DENOISE, &on);
#ifdef TILLER_WEBRTC_VAD
        vad_.reset(WebRtcVad_Create());
        if (!vad_ || WebRtcVad_Init(vad_.get()) != 0 || WebRtcVad_set_mode(vad_.get(), kMode) != 0) {
            throw std::runtime_error("WebRTC's voice activity detection cannot be made");
        }
#endif
    }

    bool is_speech(const int16_t* samples) {
        std::array<int16_t, Audio::kFrame> frame;
        std::copy_n(samples, frame.size(), frame.begin());
        speex_preprocess_run(suppressor_.get(), frame.data());
        // Its first frames come out quieter than any noise later: no floor to judge by.
        if (settling_ > 0) return --settling_, false;
        // Suppression leaves bursts of what it has not learned yet: there, the line as it is tells more.
        const bool raw_stands_out = raw_gate_.pass(loudness({samples, Audio::kFrame}));
        const bool stands_out = gate_.pass(loudness(frame)) && raw_stands_out;
#ifdef TILLER_WEBRTC_VAD
        const bool sounds_like_it = WebRtcVad_Process(vad_.get(), Audio::kRate, frame.data(), frame.size()) == 1;
        return stands_out && sounds_like_it;
#else
        return stands_out;
#endif
    }

  private:
    std::unique_ptr<SpeexPreprocessState, FreeSuppressor> suppressor_;
    int settling_ = 4;  // frames
    NoiseGate gate_{2.2}, raw_gate_{1.4};
#ifdef TILLER_WEBRTC_VAD
    struct FreeVad {
        void operator()(VadInst* vad) const { WebRtcVad_Free(vad); }
    };
    std::unique_ptr<VadInst, FreeVad> vad_;
#endif
};

class VoiceChain final : public VoiceActivity {
  public:
#ifdef TILLER_WEBRTC_VAD
    std::string name() const override { return "webrtc"; }
#else
    std::string name() const override { return "loudness"; }
#endif
    std::unique_ptr<ActivityState> open() override { return std::make_unique<ChainState>(); }
    void judge(std::span<ActivityJob> jobs) override {
        for (ActivityJob& job : jobs) job.is_speech = static_cast<ChainState*>(job.state)->is_speech(job.samples);
    }
};

}  // namespace

std::unique_ptr<VoiceActivity> make_voice_chain() { return std::make_unique<VoiceChain>(); }

}  // namespace tiller::hearing
