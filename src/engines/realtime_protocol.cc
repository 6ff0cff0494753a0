#include "engines/realtime_protocol.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include <cmath>

#include "base/audio.h"
#include "base/json/json.h"
#include "base/printable.h"
#include "base/text.h"
#include "engines/plain_words.h"

namespace tiller::engines {
namespace {

using namespace std::string_view_literals;

// A commit of less than 100 ms is refused.
constexpr size_t kLeastSamples = Audio::kRate / 10;
constexpr size_t kMostHint = 200;    // words
constexpr size_t kMostText = 16384;  // bytes of one utterance's transcript

std::string message(std::string_view type) { return fmt::format(R"({{"type":"{}"}})", type); }

/// The mean probability of the tokens; nothing unless the server gives it.
std::optional<double> confidence_of(simdjson::dom::element event) {
    simdjson::dom::array tokens;
    if (event["logprobs"].get(tokens)) return std::nullopt;
    double sum = 0;
    size_t count = 0;
    for (simdjson::dom::element token : tokens) {
        double logarithm = 0;
        if (token["logprob"].get(logarithm)) continue;
        sum += logarithm;
        ++count;
    }
    if (count == 0) return std::nullopt;
    return std::clamp(std::exp(sum / static_cast<double>(count)), 0.0, 1.0);
}

/// What the server says of a failure: its code, which is a word; its message may quote what was said or sent.
Error failure_of(simdjson::dom::element event) {
    std::string_view code;
    if (event["error"]["code"].get(code) && event["error"]["type"].get(code)) code = "without a code";
    return unavailable(fmt::format("it says that it failed: {}", printable(code.substr(0, 80))));
}

}  // namespace

std::string hint_of(const Listening& listening) {
    if (listening.free_speech || !listening.grammar || listening.grammar->words.size() > kMostHint) return {};
    return fmt::format("{}", fmt::join(listening.grammar->words, ", "));
}

RealtimeProtocol::RealtimeProtocol(const Engine& engine, const Listening& listening)
    : model_(engine.model), language_(main_language(listening.language)), prompt_(hint_of(listening)) {}

std::vector<Frame> RealtimeProtocol::begin() {
    JsonWriter json;
    json.begin_object();
    json.field("type", "session.update");
    json.key("session");
    json.begin_object();
    json.field("type", "transcription");
    json.key("audio");
    json.begin_object();
    json.key("input");
    json.begin_object();
    json.key("format");
    json.begin_object();
    json.field("type", "audio/pcm");
    json.field("rate", kRate);
    json.end_object();
    json.key("transcription");
    json.begin_object();
    if (!model_.empty()) json.field("model", model_);
    if (!language_.empty()) json.field("language", language_);
    if (!prompt_.empty()) json.field("prompt", prompt_);
    json.end_object();
    json.key("turn_detection");
    json.null();
    json.end_object();
    json.end_object();
    json.key("include");
    json.begin_array();
    json.value("item.input_audio_transcription.logprobs");
    json.end_array();
    json.end_object();
    json.end_object();
    return {{false, json.take()}};
}

Frame RealtimeProtocol::append(std::span<const int16_t> samples) const {
    static_assert(std::endian::native == std::endian::little);
    return {false, fmt::format(R"({{"type":"input_audio_buffer.append","audio":"{}"}})",
                               to_base64({reinterpret_cast<const char*>(samples.data()), samples.size_bytes()}))};
}

std::vector<Frame> RealtimeProtocol::audio(std::span<const int16_t> samples) {
    samples_ += samples.size();
    return {append(resampler_.take(samples))};
}

std::vector<Frame> RealtimeProtocol::end() {
    std::vector<int16_t> last = resampler_.rest();
    if (samples_ < kLeastSamples) last.resize(last.size() + (kLeastSamples - samples_) * (kRate / Audio::kRate));
    return {append(last), {false, message("input_audio_buffer.commit")}};
}

Result<Told> RealtimeProtocol::take(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element event;
    std::string_view type;
    if (parser.parse(text.data(), text.size()).get(event) || event["type"].get(type))
        return internal_error("its answer is no event");
    if (type == "error"sv || type == "conversation.item.input_audio_transcription.failed"sv) return failure_of(event);
    std::string_view words;
    if (type == "conversation.item.input_audio_transcription.delta"sv) {
        if (event["delta"].get(words)) return internal_error("its event has no \"delta\"");
        if (text_.size() + words.size() > kMostText) return internal_error("its transcript has no end");
        text_ += words;
        return Told{Told::What::partial, {.text = plain_words(text_), .confidence = kUnsaidConfidence}};
    }
    if (type == "conversation.item.input_audio_transcription.completed"sv) {
        if (event["transcript"].get(words)) return internal_error("its event has no \"transcript\"");
        hearing::Words heard{.text = plain_words(words)};
        if (!heard.text.empty()) heard.confidence = confidence_of(event).value_or(kUnsaidConfidence);
        return Told{Told::What::done, std::move(heard)};
    }
    return Told{};
}

}  // namespace tiller::engines
