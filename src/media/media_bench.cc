// What a call costs: real calls against an echo in a process of its own, on another core when there is one.
//   BM_Calls/N               N calls, 8 s: RTP both ways, keys as events
//   BM_CallsTones/N          the same with tones listened for in the audio
//   BM_CallsRecorded/N       the same with recordings (the figure holds the MP3 threads' work too)
//   BM_CallsBridged/N        the same calls without prompts, joined two by two: two of its figure are the cost of a
//   pair BM_CallsListened/N       every call with somebody who listens to what its peer says BM_CallsStreamed/N every
//   call plays a stream instead of a prompt
// us_per_call_20ms: processor time of the whole process; late_p…_ms: upper bound of how late frames were sent;
// gap_frames: recorded silence because recorder threads could not keep up; finish_s: until all recordings were on disk.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <future>
#include <sstream>

#include "base/metrics.h"
#include "media/media.h"
#include "media/rtp/socket_address.h"
#include "media/stream.h"

namespace tiller::media {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kRun{8};

struct Kind {
    int telephone_event = 101;
    bool record = false, bridge = false, listen = false, stream = false;
};

class Nobody final : public Listener, public FrameListener {
    void on_digit(SessionId, char) override {}
    void on_playback_done(SessionId, uint64_t) override {}
    void on_recorded(SessionId, const Recording&) override {}
    void on_heard(SessionId, const int16_t* samples) override { benchmark::DoNotOptimize(*samples); }
};

void pin_to(unsigned core) {
    if (std::thread::hardware_concurrency() < 2) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
}

/// Sends every datagram back to where it came from, for ever. Looks every half millisecond instead of waiting, because
/// waking it for each packet would cost the sender as much as the sending: a network card does not sleep.
[[noreturn]] void echo(int descriptor) {
    pin_to(1);
    constexpr int kBatch = 64;
    static uint8_t buffers[kBatch][512];
    sockaddr_storage sources[kBatch];
    iovec vectors[kBatch];
    mmsghdr messages[kBatch]{};
    for (;;) {
        for (int i = 0; i < kBatch; ++i) {
            vectors[i] = {buffers[i], sizeof buffers[i]};
            messages[i].msg_hdr.msg_name = &sources[i];
            messages[i].msg_hdr.msg_namelen = sizeof sources[i];
            messages[i].msg_hdr.msg_iov = &vectors[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        const int count = recvmmsg(descriptor, messages, kBatch, MSG_DONTWAIT, nullptr);
        if (count <= 0) usleep(500);
        for (int i = 0; i < count; ++i) vectors[i].iov_len = messages[i].msg_len;
        for (int sent = 0; sent < count;) {
            const int now = sendmmsg(descriptor, messages + sent, static_cast<unsigned>(count - sent), 0);
            sent += now > 0 ? now : 1;
        }
    }
}

class EchoPeer {
  public:
    EchoPeer() {
        const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const int buffer = 4 << 20;
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
        auto local = *SocketAddress::parse("127.0.0.1", 0, AF_INET);
        if (bind(descriptor, local.address(), local.length) != 0) std::abort();
        getsockname(descriptor, reinterpret_cast<sockaddr*>(&local.storage), &local.length);
        port_ = local.port();
        child_ = fork();
        if (child_ == 0) echo(descriptor);
        close(descriptor);
    }
    ~EchoPeer() {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }
    int port() const { return port_; }

  private:
    int port_ = 0;
    pid_t child_ = 0;
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The cumulative lateness buckets of /metrics, by upper bound in milliseconds.
std::map<double, double> lateness() {
    std::map<double, double> buckets;
    std::istringstream text(metrics::expose());
    const std::string name = "tiller_media_tick_lateness_seconds_bucket{le=\"";
    for (std::string line; std::getline(text, line);) {
        if (!line.starts_with(name)) continue;
        const std::string rest = line.substr(name.size());
        const double bound = rest.starts_with("+Inf") ? INFINITY : 1000 * std::stod(rest);
        buckets[bound] = std::stod(rest.substr(rest.find(' ')));
    }
    return buckets;
}

/// Silence that recordings hold because the recorder threads could not keep up, since the program started.
double gap_frames() {
    const std::string text = metrics::expose();
    const std::string name = "\ntiller_media_recording_gap_frames_total ";
    const size_t at = text.find(name);
    return at == std::string::npos ? 0 : std::stod(text.substr(at + name.size()));
}

double percentile(const std::map<double, double>& before, const std::map<double, double>& after, double share) {
    const auto grown = [&](double bound) {
        const auto old = before.find(bound);
        return after.at(bound) - (old == before.end() ? 0 : old->second);
    };
    for (const auto& [bound, count] : after) {
        if (grown(bound) >= share * grown(INFINITY)) return bound;
    }
    return INFINITY;
}

void run(benchmark::State& state, const Kind& kind) {
    const auto folder = std::filesystem::temp_directory_path() / ("media-bench-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto calls = static_cast<size_t>(state.range(0));
    EchoPeer peer;
    Nobody nobody;
    pin_to(0);
    for (auto _ : state) {
        auto engine = Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .spool = folder / "spool"}, nobody);
        const auto prompt = std::make_shared<const Audio>(Audio{std::vector<int16_t>(Audio::kRate * 60, 1000)});
        const auto late_before = lateness();
        std::vector<SessionId> sessions;
        for (size_t i = 0; i < calls; ++i) {
            auto opened = (*engine)->open_session();
            if (!opened.ok()) return state.SkipWithError(opened.error().message.c_str());
            sessions.push_back(opened->session);
            const Remote remote{.address = "127.0.0.1", .port = peer.port(), .telephone_event = kind.telephone_event};
            (*engine)->start(opened->session, remote, kind.record ? folder / (std::to_string(i) + ".mp3") : "");
            if (kind.listen) (*engine)->listen(opened->session, {std::shared_ptr<void>(), &nobody});
            if (kind.stream) {
                auto stream = std::make_shared<AudioStream>(Millis(12'000));
                stream->write(prompt->samples);
                (*engine)->stream(opened->session, 1, std::move(stream));
            } else if (!kind.bridge) {
                (*engine)->play(opened->session, 1, {prompt});
            } else if (i % 2 == 1) {
                (*engine)->bridge(sessions[i - 1], opened->session);
            }
        }
        std::this_thread::sleep_for(std::chrono::seconds(1));
        const double cpu = cpu_seconds();
        const auto began = Clock::now();
        std::this_thread::sleep_for(kRun);
        const double used = cpu_seconds() - cpu;
        const std::chrono::duration<double> lasted = Clock::now() - began;

        std::atomic<uint64_t> sent{0}, received{0}, lost{0}, late{0}, closed{0};
        for (const SessionId session : sessions) {
            (*engine)->close(session, [&](const Stats& stats) {
                sent += stats.packets_sent, received += stats.packets_received;
                lost += stats.packets_lost, late += stats.packets_late;
                ++closed;
            });
        }
        const auto ended = Clock::now();
        const double gaps = gap_frames();
        engine->reset();
        state.counters["gap_frames"] = gaps;
        state.counters["finish_s"] = std::chrono::duration<double>(Clock::now() - ended).count();
        const auto late_after = lateness();
        state.counters["cpu_%"] = 100 * used / lasted.count();
        state.counters["us_per_call_20ms"] = 1e6 * used / (static_cast<double>(calls) * lasted.count() * 50);
        state.counters["late_p50_ms"] = percentile(late_before, late_after, 0.5);
        state.counters["late_p99_ms"] = percentile(late_before, late_after, 0.99);
        state.counters["late_p999_ms"] = percentile(late_before, late_after, 0.999);
        state.counters["sent"] = static_cast<double>(sent);
        state.counters["received"] = static_cast<double>(received);
        state.counters["lost"] = static_cast<double>(lost);
        state.counters["late"] = static_cast<double>(late);
    }
    std::filesystem::remove_all(folder);
}

void BM_Calls(benchmark::State& state) { run(state, {}); }
void BM_CallsTones(benchmark::State& state) { run(state, {.telephone_event = -1}); }
void BM_CallsRecorded(benchmark::State& state) { run(state, {.record = true}); }
void BM_CallsBridged(benchmark::State& state) { run(state, {.bridge = true}); }
void BM_CallsListened(benchmark::State& state) { run(state, {.listen = true}); }
void BM_CallsStreamed(benchmark::State& state) { run(state, {.stream = true}); }

BENCHMARK(BM_Calls)->Arg(1000)->Arg(2000)->Arg(3000)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
BENCHMARK(BM_CallsTones)->Arg(2000)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
BENCHMARK(BM_CallsRecorded)->Arg(500)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
BENCHMARK(BM_CallsBridged)->Arg(2000)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
BENCHMARK(BM_CallsListened)->Arg(2000)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
BENCHMARK(BM_CallsStreamed)->Arg(2000)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
}  // namespace tiller::media
