#include "media/rtp/g711.h"

#include <array>

namespace tiller::media::g711 {
namespace {

constexpr int kMuBias = 33;    // in the 14-bit scale of the standard
constexpr int kMuClip = 8158;  // the last magnitude of the top segment

constexpr int16_t decode_a(uint8_t code) {
    const int bits = code ^ 0x55;
    const int segment = (bits >> 4) & 7;
    int magnitude = ((bits & 15) << 4) + 8;
    if (segment > 0) magnitude = (magnitude + 0x100) << (segment - 1);
    return static_cast<int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

constexpr int16_t decode_mu(uint8_t code) {
    const int bits = ~code & 0xff;
    const int magnitude = ((((bits & 15) << 1) + kMuBias) << ((bits >> 4) & 7)) - kMuBias;
    return static_cast<int16_t>(4 * ((bits & 0x80) != 0 ? -magnitude : magnitude));
}

/// The segment of a magnitude: which power of two above `first` it needs.
constexpr int segment_of(int magnitude, int first) {
    int segment = 0;
    while (magnitude >= first << segment) ++segment;
    return segment;
}

/// `sample` in the 12 bits that A-law tells apart.
constexpr uint8_t encode_a(int sample) {
    const bool negative = sample < 0;
    const int magnitude = negative ? -sample - 1 : sample;
    // The two lowest segments have the same step, so a small magnitude is its own code.
    const int doublings = segment_of(magnitude, 32);
    const int code = doublings == 0 ? magnitude : ((doublings + 1) << 4) | ((magnitude >> doublings) & 15);
    return static_cast<uint8_t>((code | (negative ? 0 : 0x80)) ^ 0x55);
}

/// `sample` in the 14 bits of µ-law.
constexpr uint8_t encode_mu(int sample) {
    const bool negative = sample < 0;
    int magnitude = negative ? -sample : sample;
    magnitude = (magnitude > kMuClip ? kMuClip : magnitude) + kMuBias;
    const int segment = segment_of(magnitude, 64);
    const int code = (segment << 4) | ((magnitude >> (segment + 1)) & 15);
    return static_cast<uint8_t>(~(code | (negative ? 0x80 : 0)) & 0xff);
}

template <auto kDecode>
constexpr std::array<int16_t, 256> decoder() {
    std::array<int16_t, 256> table{};
    for (int code = 0; code < 256; ++code) table[code] = kDecode(static_cast<uint8_t>(code));
    return table;
}

constexpr auto kDecodeA = decoder<decode_a>();
constexpr auto kDecodeMu = decoder<decode_mu>();

/// Codes by sample, built when the program starts: 4,096 and 16,384 entries.
struct Encoder {
    std::array<uint8_t, 1 << 12> a;
    std::array<uint8_t, 1 << 14> mu;
    Encoder() {
        for (int i = 0; i < 1 << 12; ++i) a[i] = encode_a(i - (1 << 11));
        for (int i = 0; i < 1 << 14; ++i) mu[i] = encode_mu(i - (1 << 13));
    }
};
const Encoder kEncoder;

uint8_t encode_a_fast(int16_t sample) { return kEncoder.a[(sample >> 4) + (1 << 11)]; }
uint8_t encode_mu_fast(int16_t sample) { return kEncoder.mu[(sample >> 2) + (1 << 13)]; }

}  // namespace

const int16_t* decode_table(Law law) { return law == Law::a ? kDecodeA.data() : kDecodeMu.data(); }

int16_t decode(Law law, uint8_t code) { return decode_table(law)[code]; }

uint8_t encode(Law law, int16_t sample) { return law == Law::a ? encode_a_fast(sample) : encode_mu_fast(sample); }

void encode(Law law, std::span<const int16_t> samples, uint8_t* out) {
    if (law == Law::a) {
        for (size_t i = 0; i < samples.size(); ++i) out[i] = encode_a_fast(samples[i]);
    } else {
        for (size_t i = 0; i < samples.size(); ++i) out[i] = encode_mu_fast(samples[i]);
    }
}

}  // namespace tiller::media::g711
