#pragma once
// The voice activity detection of WebRTC, as Debian's libwebrtc-audio-processing exports it without a header.
#include <cstddef>
#include <cstdint>

extern "C" {
struct VadInst;
VadInst* WebRtcVad_Create();
void WebRtcVad_Free(VadInst* vad);
int WebRtcVad_Init(VadInst* vad);
/// 0 takes the most for speech, 3 the least.
int WebRtcVad_set_mode(VadInst* vad, int mode);
/// 1: speech, 0: none, -1: bad arguments. At 8000 Hz frames of 80, 160 or 240 samples.
int WebRtcVad_Process(VadInst* vad, int rate, const int16_t* frame, size_t length);
}
