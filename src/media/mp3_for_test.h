#pragma once
// Decodes an MP3 as a player would: without the encoder's delay and padding, as the LAME tag tells them.
#include <lame/lame.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tiller::media {

struct Decoded {
    int rate = 0, channels = 0;
    std::vector<int16_t> left, right;
};

inline Decoded decode_mp3(const std::string& path) {
    constexpr int kDecoderDelay = 529;  // of every MP3 decoder's filter bank
    std::ifstream file(path, std::ios::binary);
    std::vector<unsigned char> bytes{std::istreambuf_iterator<char>(file), {}};
    Decoded decoded;
    mp3data_struct data{};
    int delay = -1, padding = -1;
    hip_t hip = hip_decode_init();
    std::vector<short> left(1 << 16), right(1 << 16);
    size_t offset = 0;
    for (int got = 0;;) {
        // With no more input, what the decoder still holds comes frame by frame.
        const size_t now = std::min<size_t>(50, bytes.size() - offset);
        got = hip_decode1_headersB(hip, bytes.data() + offset, now, left.data(), right.data(), &data, &delay, &padding);
        if (got < 0 || (got == 0 && now == 0)) break;
        offset += now;
        decoded.left.insert(decoded.left.end(), left.begin(), left.begin() + got);
        decoded.right.insert(decoded.right.end(), right.begin(), right.begin() + got);
        while (got > 0) {
            got = hip_decode1_headersB(hip, bytes.data(), 0, left.data(), right.data(), &data, &delay, &padding);
            if (got <= 0) break;
            decoded.left.insert(decoded.left.end(), left.begin(), left.begin() + got);
            decoded.right.insert(decoded.right.end(), right.begin(), right.begin() + got);
        }
    }
    hip_decode_exit(hip);
    decoded.rate = data.samplerate;
    decoded.channels = data.stereo;
    if (delay < 0 || padding < 0) return decoded;
    for (auto* channel : {&decoded.left, &decoded.right}) {
        const auto skip = std::min(channel->size(), static_cast<size_t>(delay + kDecoderDelay));
        channel->erase(channel->begin(), channel->begin() + static_cast<ptrdiff_t>(skip));
        // The delay of the decoder took its share of the padding.
        channel->resize(channel->size() - std::min<size_t>(channel->size(), std::max(0, padding - kDecoderDelay)));
    }
    return decoded;
}

}  // namespace tiller::media
