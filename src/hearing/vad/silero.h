#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "hearing/vad/voice_activity.h"

namespace tiller::hearing {

struct SileroFiles {
    std::string model;         // silero_vad.onnx, version 6
    std::string onnx_runtime;  // libonnxruntime.so
};

/// Silero's network for voice activity, version 6, at 16 kHz: takes no tone, click or music for speech. Nothing but the
/// very files that were tried is loaded: other versions of the model are unusable on telephone audio and have the same
/// name. Errors: not_found (a file is not named or not there), invalid (another file).
Result<std::unique_ptr<VoiceActivity>> open_silero(const SileroFiles& files);

}  // namespace tiller::hearing
