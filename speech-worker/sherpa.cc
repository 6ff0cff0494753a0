#include "sherpa.h"

#include <dlfcn.h>

#include <cstring>

namespace worker {

Sherpa::Sherpa(const std::string& folder) {
    const std::string path = folder + "/libsherpa-onnx-c-api.so";
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        failure_ = dlerror();
        return;
    }
    auto load = [&](auto& function, const char* name) {
        void* found = dlsym(library, name);
        if (found == nullptr && failure_.empty()) failure_ = path + " has no " + name;
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(found);
    };
    const char* (*version)() = nullptr;
    load(version, "SherpaOnnxGetVersionStr");
    load(create_offline, "SherpaOnnxCreateOfflineRecognizer");
    load(create_offline_stream, "SherpaOnnxCreateOfflineStream");
    load(accept_offline, "SherpaOnnxAcceptWaveformOffline");
    load(decode_offline, "SherpaOnnxDecodeOfflineStream");
    load(offline_result, "SherpaOnnxGetOfflineStreamResult");
    load(destroy_offline_result, "SherpaOnnxDestroyOfflineRecognizerResult");
    load(destroy_offline_stream, "SherpaOnnxDestroyOfflineStream");
    load(create_online, "SherpaOnnxCreateOnlineRecognizer");
    load(create_online_stream, "SherpaOnnxCreateOnlineStream");
    load(accept_online, "SherpaOnnxOnlineStreamAcceptWaveform");
    load(finish_online, "SherpaOnnxOnlineStreamInputFinished");
    load(is_online_ready, "SherpaOnnxIsOnlineStreamReady");
    load(decode_online, "SherpaOnnxDecodeOnlineStream");
    load(online_result, "SherpaOnnxGetOnlineStreamResult");
    load(destroy_online_result, "SherpaOnnxDestroyOnlineRecognizerResult");
    load(destroy_online_stream, "SherpaOnnxDestroyOnlineStream");
    load(create_tts, "SherpaOnnxCreateOfflineTts");
    load(speak, "SherpaOnnxOfflineTtsGenerate");
    load(destroy_speech, "SherpaOnnxDestroyOfflineTtsGeneratedAudio");
    if (!failure_.empty()) return;
    if (std::strcmp(version(), kVersion) != 0)
        failure_ = path + " is version " + version() + "; this program was made for " + kVersion;
}

}  // namespace worker
