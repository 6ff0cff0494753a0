// tiller-speech-worker LIBRARY_FOLDER ENGINE [name=value]…: runs one model pack for Tiller (README.md has the protocol).
// A process of its own because sherpa-onnx ends the process when it does not like a file.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "sherpa.h"

namespace {

using worker::Sherpa;

constexpr int kTelephoneRate = 8'000, kModelRate = 16'000, kFeatures = 80;
constexpr uint32_t kMostBytes = 8u << 20;
constexpr int kTailPaddings = 100;  // frames that whisper hears behind the end: 1 s instead of its own 10 s
constexpr size_t kShortest = kTelephoneRate / 5;  // samples: less makes no feature, and whisper crashes without one
constexpr float kTailSeconds = 0.6F;              // of silence, that a streaming model has heard the last word

enum Status : uint32_t { kReady = 0, kFailed = 1 };

struct Reply {
    Status status = kReady;
    uint32_t rate = 0;
    std::string body{};
};

bool read_all(void* to, size_t size) {
    for (auto* at = static_cast<char*>(to); size > 0;) {
        const ssize_t got = ::read(STDIN_FILENO, at, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        size -= static_cast<size_t>(got);
    }
    return true;
}

/// `out`: where standard output was, before the library could write to it.
bool write_all(int out, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(out, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(put));
    }
    return true;
}

bool send(int out, const Reply& reply) {
    const uint32_t head[] = {reply.status, reply.rate, static_cast<uint32_t>(reply.body.size())};
    return write_all(out, {reinterpret_cast<const char*>(head), sizeof head}) && write_all(out, reply.body);
}

std::vector<float> to_floats(std::string_view bytes) {
    std::vector<float> samples(bytes.size() / sizeof(int16_t));
    for (size_t i = 0; i < samples.size(); ++i) {
        int16_t sample = 0;
        std::memcpy(&sample, bytes.data() + i * sizeof sample, sizeof sample);
        samples[i] = static_cast<float>(sample) / 32768.0F;
    }
    return samples;
}

using Options = std::map<std::string, std::string>;
using Answer = std::function<Reply(std::string_view body)>;

/// A model that answers, or nothing: it could not be loaded.
std::optional<Answer> open_whisper(const Sherpa& sherpa, const Options& options) {
    auto config = std::make_unique<worker::OfflineConfig>();
    std::memset(config.get(), 0, sizeof *config);
    config->sample_rate = kModelRate;
    config->feature_dim = kFeatures;
    config->whisper.encoder = options.at("encoder").c_str();
    config->whisper.decoder = options.at("decoder").c_str();
    config->whisper.language = options.at("language").c_str();
    config->whisper.task = "transcribe";
    config->whisper.tail_paddings = kTailPaddings;
    config->tokens = options.at("tokens").c_str();
    config->threads = 1;  // two spin, and are no quicker
    config->provider = "cpu";
    const void* recognizer = sherpa.create_offline(config.get());
    if (recognizer == nullptr) return std::nullopt;
    return [&sherpa, recognizer](std::string_view body) {
        std::vector<float> samples = to_floats(body);
        samples.resize(std::max(samples.size(), kShortest));
        const void* stream = sherpa.create_offline_stream(recognizer);
        sherpa.accept_offline(stream, kTelephoneRate, samples.data(), static_cast<int32_t>(samples.size()));
        sherpa.decode_offline(recognizer, stream);
        const worker::Transcript* result = sherpa.offline_result(stream);
        Reply reply{.body = result != nullptr && result->text != nullptr ? result->text : ""};
        if (result != nullptr) sherpa.destroy_offline_result(result);
        sherpa.destroy_offline_stream(stream);
        return reply;
    };
}

std::optional<Answer> open_zipformer(const Sherpa& sherpa, const Options& options) {
    auto config = std::make_unique<worker::OnlineConfig>();
    std::memset(config.get(), 0, sizeof *config);
    config->sample_rate = kModelRate;
    config->feature_dim = kFeatures;
    config->transducer = {options.at("encoder").c_str(), options.at("decoder").c_str(), options.at("joiner").c_str()};
    config->tokens = options.at("tokens").c_str();
    config->threads = 1;
    config->provider = "cpu";
    const void* recognizer = sherpa.create_online(config.get());
    if (recognizer == nullptr) return std::nullopt;
    return [&sherpa, recognizer](std::string_view body) {
        std::vector<float> samples = to_floats(body);
        samples.resize(samples.size() + static_cast<size_t>(kTailSeconds * kTelephoneRate));
        const void* stream = sherpa.create_online_stream(recognizer);
        sherpa.accept_online(stream, kTelephoneRate, samples.data(), static_cast<int32_t>(samples.size()));
        sherpa.finish_online(stream);
        while (sherpa.is_online_ready(recognizer, stream) != 0) sherpa.decode_online(recognizer, stream);
        const worker::Transcript* result = sherpa.online_result(recognizer, stream);
        Reply reply{.body = result != nullptr && result->text != nullptr ? result->text : ""};
        if (result != nullptr) sherpa.destroy_online_result(result);
        sherpa.destroy_online_stream(stream);
        return reply;
    };
}

std::optional<Answer> open_piper(const Sherpa& sherpa, const Options& options) {
    auto config = std::make_unique<worker::TtsConfig>();
    std::memset(config.get(), 0, sizeof *config);
    config->vits.model = options.at("model").c_str();
    config->vits.tokens = options.at("tokens").c_str();
    if (auto lexicon = options.find("lexicon"); lexicon != options.end())
        config->vits.lexicon = lexicon->second.c_str();
    if (auto data = options.find("data"); data != options.end()) config->vits.data_dir = data->second.c_str();
    config->vits.noise_scale = 0.667F;  // of Piper's own configurations
    config->vits.noise_scale_w = 0.8F;
    config->vits.length_scale = 1;
    config->threads = 1;
    config->provider = "cpu";
    const void* tts = sherpa.create_tts(config.get());
    if (tts == nullptr) return std::nullopt;
    return [&sherpa, tts](std::string_view text) {
        if (text.empty()) return Reply{.rate = kModelRate};
        const worker::Speech* speech = sherpa.speak(tts, std::string(text).c_str(), 0, 1.0F);
        if (speech == nullptr) return Reply{kFailed, 0, "the text could not be spoken"};
        Reply reply{.rate = static_cast<uint32_t>(speech->rate)};
        for (int32_t i = 0; i < speech->count; ++i) {
            const float sample =
                std::isfinite(speech->samples[i]) ? std::fmax(-1, std::fmin(1, speech->samples[i])) : 0;
            const auto value = static_cast<int16_t>(std::lround(sample * 32767));
            reply.body.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        sherpa.destroy_speech(speech);
        if (reply.body.size() > kMostBytes) return Reply{kFailed, 0, "its speech is too long"};
        return reply;
    };
}

std::optional<Answer> open_model(const Sherpa& sherpa, const std::string& engine, const Options& options) {
    if (engine == "whisper") return open_whisper(sherpa, options);
    if (engine == "zipformer") return open_zipformer(sherpa, options);
    return open_piper(sherpa, options);
}

std::string missing_option(const std::string& engine, const Options& options) {
    static const std::map<std::string, std::vector<std::string>> kNeeded = {
        {"whisper", {"encoder", "decoder", "tokens", "language"}},
        {"zipformer", {"encoder", "decoder", "joiner", "tokens"}},
        {"piper", {"model", "tokens"}}};
    auto needed = kNeeded.find(engine);
    if (needed == kNeeded.end()) return "engine " + engine;
    for (const std::string& name : needed->second) {
        if (!options.contains(name)) return "option " + name;
    }
    return {};
}

}  // namespace

int main(int count, char** arguments) {
    // What the library prints must not get between the replies.
    const int out = dup(STDOUT_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    if (count < 3) {
        std::fprintf(stderr, "usage: tiller-speech-worker LIBRARY_FOLDER ENGINE [name=value]...\n");
        return 2;
    }
    Options options;
    for (int i = 3; i < count; ++i) {
        const std::string text = arguments[i];
        const size_t equals = text.find('=');
        if (equals != std::string::npos) options[text.substr(0, equals)] = text.substr(equals + 1);
    }
    if (std::string missing = missing_option(arguments[2], options); !missing.empty()) {
        send(out, {kFailed, 0, "there is no " + missing});
        return 2;
    }
    const Sherpa sherpa(arguments[1]);
    if (!sherpa.failure().empty()) {
        send(out, {kFailed, 0, sherpa.failure()});
        return 3;
    }
    auto answer = open_model(sherpa, arguments[2], options);
    if (!answer) {
        send(out, {kFailed, 0, "the model cannot be loaded: its files are not of this engine"});
        return 3;
    }
    if (!send(out, {kReady, 0, ""})) return 0;
    for (;;) {
        uint32_t size = 0;
        if (!read_all(&size, sizeof size)) return 0;  // Tiller has gone
        if (size > kMostBytes) return 2;
        std::string body(size, '\0');
        if (!read_all(body.data(), size) || !send(out, (*answer)(body))) return 0;
    }
}
