#pragma once
// sherpa-onnx's C interface (k2-fsa/sherpa-onnx, sherpa-onnx/c-api/c-api.h), as far as it is used here, in declarations of
// our own: the library is loaded when it is there, and nothing of it is needed to build. Of its structures only the
// beginnings are told, in its order; what follows is zeros, which it takes for its defaults, so that fields that a newer
// version adds behind move nothing.
#include <cstdint>
#include <memory>
#include <string>

namespace worker {

inline constexpr const char* kVersion = "1.13.8";  // that these declarations were tried with

struct Rest {
    char zeros[4096];
};

struct OfflineConfig {  // SherpaOnnxOfflineRecognizerConfig
    int32_t sample_rate, feature_dim;
    struct {
        const char *encoder, *decoder, *joiner;
    } transducer;
    const char* paraformer;
    const char* nemo_ctc;
    struct {
        const char *encoder, *decoder, *language, *task;
        int32_t tail_paddings, token_timestamps, segment_timestamps;
    } whisper;
    const char* tdnn;
    const char* tokens;
    int32_t threads, debug;
    const char* provider;
    Rest rest;
};

struct OnlineConfig {  // SherpaOnnxOnlineRecognizerConfig
    int32_t sample_rate, feature_dim;
    struct {
        const char *encoder, *decoder, *joiner;
    } transducer;
    struct {
        const char *encoder, *decoder;
    } paraformer;
    const char* zipformer2_ctc;
    const char* tokens;
    int32_t threads;
    const char* provider;
    Rest rest;
};

struct TtsConfig {  // SherpaOnnxOfflineTtsConfig
    struct {
        const char *model, *lexicon, *tokens, *data_dir;
        float noise_scale, noise_scale_w, length_scale;
        const char* dict_dir;
    } vits;
    int32_t threads, debug;
    const char* provider;
    Rest rest;
};

struct Transcript {  // the beginning of both kinds of results
    const char* text;
};
struct Speech {  // SherpaOnnxGeneratedAudio
    const float* samples;
    int32_t count, rate;
};

/// The functions, or why there are none.
class Sherpa {
  public:
    /// `folder` holds libsherpa-onnx-c-api.so beside libonnxruntime.so. Empty `failure()`: loaded.
    explicit Sherpa(const std::string& folder);
    const std::string& failure() const { return failure_; }

    const void* (*create_offline)(const OfflineConfig*) = nullptr;
    const void* (*create_offline_stream)(const void*) = nullptr;
    void (*accept_offline)(const void* stream, int32_t rate, const float*, int32_t) = nullptr;
    void (*decode_offline)(const void* recognizer, const void* stream) = nullptr;
    const Transcript* (*offline_result)(const void* stream) = nullptr;
    void (*destroy_offline_result)(const Transcript*) = nullptr;
    void (*destroy_offline_stream)(const void*) = nullptr;

    const void* (*create_online)(const OnlineConfig*) = nullptr;
    const void* (*create_online_stream)(const void*) = nullptr;
    void (*accept_online)(const void* stream, int32_t rate, const float*, int32_t) = nullptr;
    void (*finish_online)(const void* stream) = nullptr;
    int32_t (*is_online_ready)(const void* recognizer, const void* stream) = nullptr;
    void (*decode_online)(const void* recognizer, const void* stream) = nullptr;
    const Transcript* (*online_result)(const void* recognizer, const void* stream) = nullptr;
    void (*destroy_online_result)(const Transcript*) = nullptr;
    void (*destroy_online_stream)(const void*) = nullptr;

    const void* (*create_tts)(const TtsConfig*) = nullptr;
    const Speech* (*speak)(const void* tts, const char* text, int32_t speaker, float speed) = nullptr;
    void (*destroy_speech)(const Speech*) = nullptr;

  private:
    std::string failure_;
};

}  // namespace worker
