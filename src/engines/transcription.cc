#include "engines/transcription.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>

#include "base/audio.h"
#include "engines/plain_words.h"
#include "engines/realtime_protocol.h"
#include "engines/streaming_protocol.h"
#include "engines/wav.h"

namespace tiller::engines {
namespace {

// Whisper's own rule for a segment that it made up (openai/whisper, transcribe.py: no_speech_threshold,
// logprob_threshold).
constexpr double kNoSpeech = 0.6, kUnsure = -1.0;

struct Mean {
    double sum = 0;
    int count = 0;
    void add(double value) {
        if (!std::isfinite(value)) return;
        sum += value;
        ++count;
    }
};

}  // namespace

Form transcription_form(const Engine& engine, const Listening& listening, std::span<const int16_t> samples,
                        const std::string& boundary) {
    Form form{.content_type = "multipart/form-data; boundary=" + boundary};
    auto field = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        form.body +=
            fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", boundary, name, value);
    };
    field("model", engine.model);
    field("language", main_language(listening.language));
    field("prompt", hint_of(listening));
    field("response_format", "json");
    field("temperature", "0");
    form.body += fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n"
        "Content-Type: audio/wav\r\n\r\n",
        boundary);
    form.body += to_wav(samples, Audio::kRate);
    form.body += fmt::format("\r\n--{}--\r\n", boundary);
    return form;
}

Result<hearing::Words> read_transcription(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::object answer;
    std::string_view text;
    if (parser.parse(json.data(), json.size()).get(answer) || answer["text"].get(text))
        return internal_error("its answer is no JSON object with \"text\"");
    Mean sure;
    bool is_speech = true;
    simdjson::dom::array items;
    if (!answer["segments"].get(items) && items.size() > 0) {
        is_speech = false;
        for (simdjson::dom::element segment : items) {
            double logarithm = 0, none = 0;
            if (segment["avg_logprob"].get(logarithm)) {
                is_speech = true;
                continue;
            }
            sure.add(logarithm);
            is_speech |= segment["no_speech_prob"].get(none) || none <= kNoSpeech || logarithm >= kUnsure;
        }
    } else if (!answer["logprobs"].get(items)) {
        for (simdjson::dom::element token : items) {
            double logarithm = 0;
            if (!token["logprob"].get(logarithm)) sure.add(logarithm);
        }
    }
    hearing::Words words{.text = is_speech ? plain_words(text) : std::string()};
    if (!words.text.empty())
        words.confidence = sure.count > 0 ? std::clamp(std::exp(sure.sum / sure.count), 0.0, 1.0) : kUnsaidConfidence;
    return words;
}

}  // namespace tiller::engines
