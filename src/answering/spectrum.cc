#include "answering/spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "base/audio.h"
#include "base/loudness.h"

namespace tiller::answering {
namespace {

constexpr size_t kPoints = Spectrum::kPoints;
constexpr double kHertzPerBin = static_cast<double>(Audio::kRate) / kPoints;
constexpr size_t kLowest = 6, kHighest = 118;  // bins: 190 to 3690 Hz
constexpr size_t kWidth = 2;                   // bins on each side that a tone fills under the window

using Complex = std::complex<double>;
using Bins = std::array<Complex, kPoints>;

struct Tables {
    std::array<double, kPoints> window;      // Hann
    std::array<Complex, kPoints / 2> turns;  // e^(-2 pi i k / kPoints)
    std::array<size_t, kPoints> reversed{};  // the index with its bits in reverse order

    Tables() {
        for (size_t i = 0; i < kPoints; ++i) {
            const double turn = 2 * std::numbers::pi * static_cast<double>(i) / kPoints;
            window[i] = 0.5 - 0.5 * std::cos(turn);
            if (i < kPoints / 2) turns[i] = {std::cos(turn), -std::sin(turn)};
            for (size_t bit = 1; bit < kPoints; bit *= 2) reversed[i] = reversed[i] * 2 + ((i & bit) != 0);
        }
    }
};

const Tables& tables() {
    static const Tables kTables;
    return kTables;
}

/// In place, decimation in time; `bins` in bit-reversed order.
void transform(Bins& bins) {
    for (size_t half = 1; half < kPoints; half *= 2) {
        const size_t step = kPoints / (2 * half);
        for (size_t start = 0; start < kPoints; start += 2 * half) {
            for (size_t k = 0; k < half; ++k) {
                const Complex turn = tables().turns[k * step], other = bins[start + k + half];
                const Complex turned{turn.real() * other.real() - turn.imag() * other.imag(),
                                     turn.real() * other.imag() + turn.imag() * other.real()};
                bins[start + k + half] = bins[start + k] - turned;
                bins[start + k] += turned;
            }
        }
    }
}

struct Peak {
    double hertz = 0, power = 0;
};

/// The strongest tone, taken out of `power`. Where it lies between two bins is told by their amplitudes: under a Hann
/// window their ratio r puts it (2r - 1) / (r + 1) of a bin away.
Peak take_peak(std::array<double, kPoints / 2>& power) {
    const auto top = std::max_element(power.begin() + kLowest, power.begin() + kHighest) - power.begin();
    const auto bin = static_cast<size_t>(top);
    Peak peak;
    if (power[bin] > 0) {
        const bool is_above = power[bin + 1] > power[bin - 1];
        const double ratio = std::sqrt((is_above ? power[bin + 1] : power[bin - 1]) / power[bin]);
        const double away = std::max(0.0, (2 * ratio - 1) / (ratio + 1));
        peak.hertz = (static_cast<double>(bin) + (is_above ? away : -away)) * kHertzPerBin;
    }
    for (size_t i = bin - kWidth; i <= bin + kWidth; ++i) peak.power += std::exchange(power[i], 0.0);
    return peak;
}

}  // namespace

Chord Spectrum::hear(std::span<const int16_t> frame) {
    const size_t kept = kPoints - std::min(frame.size(), kPoints);
    std::copy(last_.end() - static_cast<ptrdiff_t>(kept), last_.end(), last_.begin());
    std::copy(frame.end() - static_cast<ptrdiff_t>(kPoints - kept), frame.end(),
              last_.begin() + static_cast<ptrdiff_t>(kept));

    Bins bins;
    for (size_t i = 0; i < kPoints; ++i) bins[tables().reversed[i]] = last_[i] * tables().window[i];
    transform(bins);
    std::array<double, kPoints / 2> power;
    double all = 0;
    for (size_t i = 0; i < power.size(); ++i) {
        power[i] = std::norm(bins[i]);
        if (i >= kLowest && i < kHighest) all += power[i];
    }
    Chord chord{.loud = loudness(frame)};
    if (all <= 0) return chord;
    const Peak first = take_peak(power), second = take_peak(power);
    chord.hertz = first.hertz;
    chord.second_hertz = second.hertz;
    chord.share = std::min(1.0, first.power / all);
    chord.pair_share = std::min(1.0, (first.power + second.power) / all);
    return chord;
}

}  // namespace tiller::answering
