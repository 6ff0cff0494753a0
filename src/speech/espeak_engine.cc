#include "speech/espeak_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/log.h"
#include "base/metrics.h"
#include "speech/characters.h"
#include "speech/espeak_languages.h"
#include "speech/mastering.h"

namespace tiller::speech {
namespace {

// Samples and integers go through memory as they are on the wire.
static_assert(std::endian::native == std::endian::little);

// espeak-helper/README.md
constexpr uint32_t kSpeech = 0;
constexpr uint32_t kUnknownVoice = 1;
constexpr size_t kMostText = 65536;
constexpr uint32_t kMostReply = 32u << 20;

void append(std::string& out, uint32_t value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }

uint32_t load(const char* from) {
    uint32_t value;
    memcpy(&value, from, sizeof value);
    return value;
}

}  // namespace

EspeakEngine::EspeakEngine(std::string helper_path, std::chrono::milliseconds timeout)
    : path_(std::move(helper_path)), timeout_(timeout), helper_(path_) {}

bool EspeakEngine::speaks(std::string_view language) const { return !espeak_voice(language).empty(); }

std::vector<std::string> EspeakEngine::languages() const { return espeak_languages(); }

std::vector<std::string> EspeakEngine::voices() const {
    return {"espeak", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5"};
}

pid_t EspeakEngine::helper_pid() const {
    std::lock_guard lock(mutex_);
    return helper_.pid();
}

Result<void> EspeakEngine::check() {
    auto reply = ask("en", "");
    if (!reply) return reply.error();
    if (reply->status != kSpeech) return internal_error(std::string(reply->body.begin(), reply->body.end()));
    return {};
}

Result<Audio> EspeakEngine::synthesize(const std::string& text, const std::string& language, const std::string& voice) {
    std::string name(espeak_voice(language));
    if (name.empty()) return invalid(why_not_spoken(language));
    auto known = voices();
    if (!voice.empty() && std::find(known.begin(), known.end(), voice) == known.end()) {
        return invalid(fmt::format("espeak-ng has no voice \"{}\"", voice));
    }
    if (!voice.empty() && voice != "espeak") name += "+" + voice;
    std::string line = one_line(text);
    if (line.size() > kMostText) return invalid("the text is too long to be spoken at once");
    if (line.empty()) return Audio{};
    auto reply = ask(name, line);
    if (!reply) return reply.error();
    if (reply->status != kSpeech) {
        std::string message(reply->body.begin(), reply->body.end());
        return reply->status == kUnknownVoice ? invalid(std::move(message)) : internal_error(std::move(message));
    }
    if (reply->body.empty()) return Audio{};
    std::vector<int16_t> samples(reply->body.size() / sizeof(int16_t));
    memcpy(samples.data(), reply->body.data(), samples.size() * sizeof(int16_t));
    return master(samples, static_cast<int>(reply->rate));
}

Result<EspeakEngine::Reply> EspeakEngine::ask(const std::string& voice, const std::string& text) {
    std::string request;
    append(request, static_cast<uint32_t>(voice.size()));
    append(request, static_cast<uint32_t>(text.size()));
    request += voice;
    request += text;
    std::lock_guard lock(mutex_);
    for (int attempt = 0; attempt < 2; attempt++) {
        if (auto started = helper_.start(); !started) return started.error();
        Reply reply;
        if (exchange(request, reply)) return reply;
        helper_.stop();
        metrics::counter("tiller_speech_helper_failures_total", "helpers that died, hung or answered nonsense")
            .Increment();
        log::warn("speech helper failed", {{"helper", path_}, {"attempt", attempt + 1}});
    }
    return unavailable("the speech helper " + path_ + " does not answer");
}

bool EspeakEngine::exchange(const std::string& request, Reply& reply) {
    auto deadline = std::chrono::steady_clock::now() + timeout_;
    char head[12];
    if (!helper_.send(request, deadline) || !helper_.receive(head, deadline)) return false;
    reply.status = load(head);
    reply.rate = load(head + 4);
    uint32_t size = load(head + 8);
    if (reply.status > 2 || size > kMostReply || (reply.status == kSpeech && size % sizeof(int16_t))) return false;
    reply.body.resize(size);
    return helper_.receive(reply.body, deadline);
}

}  // namespace tiller::speech
