#pragma once
// LAME, an encoder and decoder that we did not write. It decodes as a player would: without the encoder's delay and
// padding, as the tag tells them.
#include <lame/lame.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tiller::media::mp3 {

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

/// As recordings were made before there was an encoder of our own.
inline std::vector<uint8_t> encode_by_lame(const std::vector<int16_t>& left, const std::vector<int16_t>& right) {
    lame_t lame = lame_init();
    lame_set_in_samplerate(lame, 8000);
    lame_set_out_samplerate(lame, 8000);
    lame_set_num_channels(lame, 2);
    lame_set_mode(lame, STEREO);
    lame_set_VBR(lame, vbr_mtrh);
    lame_set_VBR_q(lame, 2);
    lame_set_quality(lame, 9);  // LAME 3.100 has one speed from 7 to 9
    lame_set_no_short_blocks(lame, 1);
    lame_set_bWriteVbrTag(lame, 1);
    lame_init_params(lame);
    std::vector<uint8_t> bytes(left.size() * 5 / 2 + 20'000);
    const auto room = static_cast<int>(bytes.size());
    int size = lame_encode_buffer(lame, left.data(), right.data(), static_cast<int>(left.size()), bytes.data(), room);
    size += lame_encode_flush(lame, bytes.data() + size, room - size);
    bytes.resize(static_cast<size_t>(size));
    lame_get_lametag_frame(lame, bytes.data(), bytes.size());  // over the empty frame at the beginning
    lame_close(lame);
    return bytes;
}

}  // namespace tiller::media::mp3
