// What a rendering costs: from memory, from disk, and made anew, for one engine each.
#include <benchmark/benchmark.h>

#include "speech/espeak_engine.h"
#include "speech/flite_engine.h"
#include "speech/speech.h"
#include "speech/spell/spell.h"

namespace tiller::speech {
namespace {

using Kind = Segment::Kind;

Utterance reminder(int64_t amount) {
    return {"en",
            "",
            {{Kind::text, "Hello ", ""},
             {Kind::name, "John Smith", ""},
             {Kind::text, ". This is a reminder: your payment of ", ""},
             {Kind::amount, std::to_string(amount), "USD"},
             {Kind::text, " was due on ", ""},
             {Kind::date, "2026-06-17", ""},
             {Kind::text, ". Press one to confirm.", ""}}};
}

void spell_an_amount(benchmark::State& state) {
    Segment segment{Kind::amount, "1250000.50", "IDR"};
    for (auto _ : state) benchmark::DoNotOptimize(spell(segment, "id"));
}
BENCHMARK(spell_an_amount);

void render_from_memory(benchmark::State& state) {
    auto speech = std::move(*Speech::open({}));
    (void)speech->render(reminder(84)).ok();
    for (auto _ : state) benchmark::DoNotOptimize(speech->render(reminder(84)));
}
BENCHMARK(render_from_memory);

void render_one_new_amount(benchmark::State& state) {
    auto speech = std::move(*Speech::open({}));
    int64_t amount = 1000;
    (void)speech->render(reminder(amount)).ok();
    for (auto _ : state) benchmark::DoNotOptimize(speech->render(reminder(++amount)));
}
BENCHMARK(render_one_new_amount)->Unit(benchmark::kMillisecond);

void flite_sentence(benchmark::State& state, const char* voice) {
    FliteEngine engine;
    double seconds = 0;
    for (auto _ : state) {
        auto audio = engine.synthesize("This is a reminder about your payment. Press one to confirm.", "en", voice);
        seconds += static_cast<double>(audio->samples.size()) / Audio::kRate;
    }
    state.counters["speech_s"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(flite_sentence, slt, "slt")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(flite_sentence, kal, "kal")->Unit(benchmark::kMillisecond);

#ifdef TILLER_ESPEAK_HELPER
void espeak_sentence(benchmark::State& state) {
    EspeakEngine engine(TILLER_ESPEAK_HELPER);
    double seconds = 0;
    for (auto _ : state) {
        auto audio = engine.synthesize("Ini pengingat pembayaran Anda. Tekan satu untuk konfirmasi.", "id", "");
        seconds += static_cast<double>(audio->samples.size()) / Audio::kRate;
    }
    state.counters["speech_s"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
}
BENCHMARK(espeak_sentence)->Unit(benchmark::kMillisecond)->UseRealTime();
#endif

}  // namespace
}  // namespace tiller::speech
