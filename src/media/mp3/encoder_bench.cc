// What it costs to encode a call of one second with sound on both sides, and how good it is: ours beside LAME's.
//   noise_db          how far the noise lies below the sound
//   bytes             of the recording
#include <benchmark/benchmark.h>

#include <unistd.h>

#include <filesystem>

#include "media/mp3/encoder.h"
#include "media/mp3/lame_testing.h"
#include "media/mp3/signal_testing.h"

namespace tiller::media::mp3 {
namespace {

using Samples = std::vector<int16_t>;
using Bytes = std::vector<uint8_t>;

Bytes encode_by_us(const Samples& left, const Samples& right) {
    Encoder encoder;
    Bytes bytes;
    encoder.encode(left, right, bytes);
    const auto tag = encoder.finish(bytes);
    std::ranges::copy(tag, bytes.begin());
    return bytes;
}

void run(benchmark::State& state, Bytes (*encode)(const Samples&, const Samples&)) {
    const Samples sound = speech_like(16'000), left(sound.begin(), sound.begin() + 8000),
                  right(sound.begin() + 8000, sound.end());
    Bytes bytes;
    for (auto _ : state) bytes = encode(left, right);
    const std::string path =
        std::filesystem::temp_directory_path() / ("mp3-bench-" + std::to_string(getpid()) + ".mp3");
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    state.counters["noise_db"] = signal_to_noise(left, decode_mp3(path).left);
    state.counters["bytes"] = static_cast<double>(bytes.size());
    std::filesystem::remove(path);
}

void BM_Mp3(benchmark::State& state) { run(state, encode_by_us); }
/// A LAME encoder is started for each call here, which is 0.3 to 0.4 ms of it.
void BM_Mp3ByLame(benchmark::State& state) { run(state, encode_by_lame); }

BENCHMARK(BM_Mp3)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Mp3ByLame)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tiller::media::mp3
