#include "answering/trial/channel.h"

#include <array>
#include <cmath>
#include <numbers>

#include "base/loudness.h"
#include "media/rtp/g711.h"

namespace tiller::answering::trial {
namespace {

double factor(double decibels) { return std::pow(10, decibels / 20); }

int16_t to_sample(double value) { return static_cast<int16_t>(std::clamp(value, -32767.0, 32767.0)); }

/// Loudness of the frames in which something is heard.
double active_loudness(const std::vector<double>& samples) {
    double sum = 0;
    size_t count = 0;
    for (size_t at = 0; at + Audio::kFrame <= samples.size(); at += Audio::kFrame) {
        double frame = 0;
        for (size_t i = at; i < at + Audio::kFrame; ++i) frame += samples[i] * samples[i];
        frame /= Audio::kFrame;
        if (frame < 150.0 * 150.0) continue;
        sum += frame;
        ++count;
    }
    return count == 0 ? 2000 : std::sqrt(sum / static_cast<double>(count));
}

/// Low-passed a little: a room's and a line's noise is not white. Loudness 1.
const std::vector<double>& noise() {
    static const std::vector<double> kNoise = [] {
        constexpr double kKeep = 0.5;
        Dice dice(1);
        std::vector<double> out(20 * Audio::kRate);
        double last = 0;
        for (double& sample : out) sample = last = kKeep * last + std::sqrt(1 - kKeep * kKeep) * dice.normal();
        return out;
    }();
    return kNoise;
}

void add_noise(std::vector<double>& samples, double loud, Dice& dice) {
    const auto offset = static_cast<size_t>(dice.share() * static_cast<double>(noise().size()));
    for (size_t i = 0; i < samples.size(); ++i) samples[i] += loud * noise()[(i + offset) % noise().size()];
}

void lose_packets(std::vector<int16_t>& samples, double loss, Dice& dice) {
    for (size_t at = Audio::kFrame; at + Audio::kFrame <= samples.size(); at += Audio::kFrame) {
        if (!dice.happens(loss)) continue;
        for (size_t i = at; i < at + Audio::kFrame; ++i) {
            samples[i] = static_cast<int16_t>(samples[i - Audio::kFrame] * 3 / 4);
        }
    }
}

}  // namespace

Channel Channel::draw(Dice& dice) {
    return {.gain_db = dice.between(-15, 3),
            .noise_db = dice.between(10, 35),
            .loss = dice.happens(0.5) ? 0.01 : 0,
            .mu_law = dice.happens(0.5)};
}

void Timeline::wait(double seconds) { samples_.resize(samples_.size() + static_cast<size_t>(seconds * Audio::kRate)); }

void Timeline::say(const Audio& audio) { samples_.insert(samples_.end(), audio.samples.begin(), audio.samples.end()); }

void Timeline::tone(double hertz, double seconds, double level, double second_hertz) {
    const auto count = static_cast<size_t>(seconds * Audio::kRate);
    constexpr double kEdge = 0.005 * Audio::kRate;
    for (size_t i = 0; i < count; ++i) {
        const double t = 2 * std::numbers::pi * static_cast<double>(i) / Audio::kRate;
        double value = std::sin(t * hertz);
        if (second_hertz > 0) value = (value + std::sin(t * second_hertz)) / 2;
        const double edge = std::min(static_cast<double>(i), static_cast<double>(count - 1 - i)) / kEdge;
        samples_.push_back(32767 * level * value * std::min(1.0, edge));
    }
}

void Timeline::melody(double seconds, Dice& dice) {
    static constexpr std::array kNotes = {392.0, 440.0, 494.0, 523.0, 587.0, 659.0, 784.0, 880.0, 988.0};
    const double end = this->seconds() + seconds;
    while (this->seconds() < end) {
        const double second = dice.happens(0.4) ? dice.one_of(std::span<const double>(kNotes)) : 0;
        tone(dice.one_of(std::span<const double>(kNotes)), dice.between(0.1, 0.6), 0.2, second);
    }
}

AudioPtr Timeline::send(const Channel& channel, const Audio* behind, Dice& dice) const {
    std::vector<double> samples = samples_;
    const double loud = active_loudness(samples);
    if (behind != nullptr && !behind->samples.empty()) {
        const size_t offset = static_cast<size_t>(dice.share() * static_cast<double>(behind->samples.size()));
        const double gain = channel.background * loud / std::max(1.0, loudness(behind->samples));
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] += gain * behind->samples[(i + offset) % behind->samples.size()];
    }
    add_noise(samples, loud * factor(-channel.noise_db), dice);
    auto out = std::make_shared<Audio>();
    out->samples.reserve(samples.size());
    const auto law = channel.mu_law ? media::g711::Law::mu : media::g711::Law::a;
    for (const double sample : samples) {
        const int16_t sent = to_sample(sample * factor(channel.gain_db));
        out->samples.push_back(media::g711::decode(law, media::g711::encode(law, sent)));
    }
    lose_packets(out->samples, channel.loss, dice);
    return out;
}

}  // namespace tiller::answering::trial
