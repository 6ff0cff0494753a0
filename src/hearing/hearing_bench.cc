// What hearing costs, and how much it understands of voices that it was not tuned on.
//
// The costs' counter `calls_a_core` is how many calls of 20 ms frames one core carries at that price. The accuracy's
// counters are shares: `right` of what the grammar knows, `wrong` (another intent than the one that was spoken), and
// `accepted` of what it does not know.
#include <benchmark/benchmark.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <random>

#include "hearing/echo.h"
#include "hearing/sphinx/decoder.h"
#include "hearing/turn/turn.h"
#include "hearing/vad/silero.h"
#include "hearing/vad/voice_activity.h"
#include "speech/espeak_engine.h"
#include "speech/flite_engine.h"

namespace tiller::hearing {
namespace {

using Sound = std::vector<int16_t>;

constexpr const char* kModel = "/usr/share/pocketsphinx/model/en-us/en-us";
constexpr const char* kWords = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

Sound spoken(const std::string& text, const std::string& voice) {
    static speech::FliteEngine flite;
    static speech::EspeakEngine espeak(TILLER_ESPEAK_HELPER);
    const bool is_flite = voice == "rms" || voice == "kal";  // the others were tuned on
    auto audio = is_flite ? flite.synthesize(text, "en", voice) : espeak.synthesize(text, "en", voice);
    if (!audio) throw std::runtime_error(audio.error().message);
    return audio->samples;
}

/// As G.711 with mu-law brings it (ITU-T G.711, table 2a).
int16_t over_the_line(double sample) {
    const int value = static_cast<int>(std::clamp(sample, -32'000.0, 32'000.0));
    const int magnitude = std::abs(value) + 132;
    int exponent = 7;
    for (int mask = 0x4000; (magnitude & mask) == 0 && exponent > 0; mask >>= 1) --exponent;
    const int mantissa = magnitude >> (exponent + 3) & 15;
    const int back = (((mantissa << 3) + 132) << exponent) - 132;
    return static_cast<int16_t>(value < 0 ? -back : back);
}

/// Speech with 300 ms before and 400 ms behind it, in noise so many dB below, over G.711.
Sound in_noise(const Sound& speech, double decibels, std::mt19937& random) {
    constexpr double kLoud = 2'500;
    const auto loud = [](int16_t s) { return std::abs(int{s}) > 300; };
    const auto first = std::ranges::find_if(speech, loud);
    const auto last = std::find_if(speech.rbegin(), speech.rend(), loud).base();
    if (first >= last) return {};
    const double gain = kLoud / (loudness({first, last}) + 1);
    std::normal_distribution<> noise(0, kLoud * std::pow(10, -decibels / 20));
    Sound out;
    const auto silence = [&](int samples) {
        for (int i = 0; i < samples; ++i) out.push_back(over_the_line(noise(random)));
    };
    silence(2'400);
    for (auto at = first; at != last; ++at) out.push_back(over_the_line(*at * gain + noise(random)));
    silence(3'200);
    return out;
}

// By intent.
const std::map<std::string, std::vector<std::string>>& phrases() {
    static const std::map<std::string, std::vector<std::string>> all{
        {"yes", {"yes", "yes please", "yes that is right", "sure"}},
        {"no", {"no", "no thanks", "no that is wrong"}},
        {"later", {"not now", "call me later", "i am busy"}},
        {"who", {"who is this", "who is calling"}},
        {"repeat", {"repeat that", "say that again", "what did you say"}},
        {"person", {"operator", "speak to a person", "let me talk to somebody"}},
        {"stop", {"stop calling me", "take me off your list", "do not call me again"}},
        {"wrong number", {"wrong number"}},
        {"paid", {"i already paid", "i have paid it"}}};
    return all;
}
constexpr std::array kOthers{"the weather is nice today",
                             "uh huh",
                             "my dog ate the newspaper",
                             "four seven two nine",
                             "hold on a second",
                             "okay let me see",
                             "june the fourth",
                             "we are going to the cinema tonight",
                             "that costs too much money",
                             "is it raining over there",
                             "mister smith has left the house",
                             "i was wondering about the price of bananas"};

Grammar intents() {
    Grammar grammar;
    std::set<std::string> words;
    std::string said;
    for (const auto& [intent, list] : phrases()) {
        for (const std::string& phrase : list) {
            said += (said.empty() ? "" : " | ") + phrase;
            std::string rest = phrase + " ";
            for (size_t space; (space = rest.find(' ')) != std::string::npos; rest.erase(0, space + 1)) {
                words.insert(rest.substr(0, space));
            }
        }
    }
    grammar.jsgf = "#JSGF V1.0;\ngrammar said;\npublic <said> = " + said + ";\n";
    grammar.words.assign(words.begin(), words.end());
    return grammar;
}

std::string intent_of(const std::string& text) {
    for (const auto& [intent, list] : phrases()) {
        if (std::ranges::find(list, text) != list.end()) return intent;
    }
    return text.empty() ? "" : "?";
}

Words recognize(Decoder& decoder, const Grammar& grammar, const Pronunciations& words, const Sound& sound) {
    if (auto begun = decoder.begin(grammar, words); !begun) throw std::runtime_error(begun.error().message);
    for (size_t at = 0; at + Audio::kFrame <= sound.size(); at += Audio::kFrame) {
        decoder.feed(std::span(sound).subspan(at, Audio::kFrame));
    }
    return decoder.end();
}

void accuracy(benchmark::State& state) {
    const auto decibels = static_cast<double>(state.range(0));
    const auto words = *Pronunciations::open(kWords);
    const auto decoder = *Decoder::open(kModel);
    const Grammar grammar = intents();
    double known = 0, right = 0, wrong = 0, others = 0, accepted = 0;
    for (auto _ : state) {
        std::mt19937 random(7);
        for (const char* voice : {"rms", "kal", "m3", "m7", "f2"}) {
            for (const auto& [intent, list] : phrases()) {
                for (const std::string& phrase : list) {
                    const auto heard = intent_of(
                        recognize(*decoder, grammar, *words, in_noise(spoken(phrase, voice), decibels, random)).text);
                    ++known;
                    right += heard == intent;
                    wrong += !heard.empty() && heard != intent;
                }
            }
            for (const char* other : kOthers) {
                ++others;
                accepted += !recognize(*decoder, grammar, *words, in_noise(spoken(other, voice), decibels, random))
                                 .text.empty();
            }
        }
    }
    state.counters["right"] = right / known;
    state.counters["wrong"] = wrong / known;
    state.counters["accepted"] = accepted / others;
}
BENCHMARK(accuracy)->Arg(45)->Arg(20)->Arg(10)->Iterations(1)->Unit(benchmark::kSecond);

/// A minute of a call in which a fifth is speech.
const Sound& minute() {
    static const Sound sound = [] {
        std::mt19937 random(3);
        Sound out;
        while (out.size() < 60 * 8'000) {
            const Sound talk = in_noise(spoken("yes i would like to know more about that", "rms"), 30, random);
            out.insert(out.end(), talk.begin(), talk.end());
            for (int i = 0; i < 8'000 * 8; ++i) out.push_back(over_the_line(std::normal_distribution<>(0, 50)(random)));
        }
        return out;
    }();
    return sound;
}

void tell_calls_a_core(benchmark::State& state, double frames) {
    state.counters["us_a_frame"] =
        benchmark::Counter(frames * 1e-6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["calls_a_core"] = benchmark::Counter(frames / 50, benchmark::Counter::kIsRate);
}

void listen_to_calls(benchmark::State& state, VoiceActivity& detector) {
    const auto calls = static_cast<size_t>(state.range(0));
    std::vector<std::unique_ptr<ActivityState>> states;
    for (size_t i = 0; i < calls; ++i) states.push_back(detector.open());
    std::vector<Turn> turns(calls);
    std::vector<Echo> echoes(calls);
    const Sound& sound = minute();
    const std::array<int16_t, Audio::kFrame> nothing{};
    size_t at = 0;
    double frames = 0;
    for (auto _ : state) {
        std::vector<ActivityJob> jobs;
        for (auto& s : states) jobs.push_back({s.get(), sound.data() + at});
        detector.judge(jobs);
        for (size_t i = 0; i < calls; ++i) {
            echoes[i].add(jobs[i].samples, nothing.data());
            benchmark::DoNotOptimize(turns[i].frame(jobs[i].is_speech, false));
        }
        at = (at + Audio::kFrame) % (sound.size() - Audio::kFrame);
        frames += static_cast<double>(calls);
    }
    tell_calls_a_core(state, frames);
}

void voice_activity_webrtc(benchmark::State& state) { listen_to_calls(state, *make_voice_chain()); }
BENCHMARK(voice_activity_webrtc)->Arg(1)->Arg(64);

void voice_activity_silero(benchmark::State& state) {
    auto silero = open_silero(
        {.model = TILLER_SPEECH_FILES "/silero_vad.onnx", .onnx_runtime = TILLER_SPEECH_FILES "/libonnxruntime.so"});
    if (!silero) return state.SkipWithError(silero.error().message.c_str());
    listen_to_calls(state, **silero);
}
BENCHMARK(voice_activity_silero)->Arg(1)->Arg(16)->Arg(64);

/// Frames of speech that are being recognized.
void words_of_speech(benchmark::State& state) {
    const auto words = *Pronunciations::open(kWords);
    const auto decoder = *Decoder::open(kModel);
    const Grammar grammar = intents();
    std::mt19937 random(5);
    const Sound sound = in_noise(spoken("let me talk to somebody", "rms"), 20, random);
    double frames = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(recognize(*decoder, grammar, *words, sound));
        frames += static_cast<double>(sound.size()) / Audio::kFrame;
    }
    tell_calls_a_core(state, frames);
}
BENCHMARK(words_of_speech);

}  // namespace
}  // namespace tiller::hearing
