#include "engines/vosk_protocol.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/audio.h"
#include "base/json/json.h"
#include "engines/plain_words.h"

namespace tiller::engines {
namespace {

// Vosk's word for what its grammar does not know.
constexpr std::string_view kUnknown = "[unk]";
// The server compares it to the letter, spaces and all.
constexpr std::string_view kEnd = R"({"eof" : 1})";

/// Takes kUnknown out, and counts it.
std::string without_unknown(std::string_view text, size_t& count) {
    std::string kept;
    for (size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(kUnknown)) {
            ++count;
            at += kUnknown.size();
            kept += ' ';
        } else {
            kept += text[at++];
        }
    }
    return kept;
}

}  // namespace

VoskProtocol::VoskProtocol(const Listening& listening)
    : grammar_(listening.free_speech ? nullptr : listening.grammar) {}

std::vector<Frame> VoskProtocol::begin() {
    JsonWriter json;
    json.begin_object();
    json.key("config");
    json.begin_object();
    json.field("sample_rate", Audio::kRate);
    json.field("words", 1);
    json.field("max_alternatives", 0);
    if (grammar_ && !grammar_->words.empty()) {
        json.key("phrase_list");
        json.begin_array();
        for (const std::string& word : grammar_->words) json.value(word);
        json.value(kUnknown);
        json.end_array();
    }
    json.end_object();
    json.end_object();
    return {{false, json.take()}};
}

std::vector<Frame> VoskProtocol::audio(std::span<const int16_t> samples) {
    ++sent_;
    static_assert(std::endian::native == std::endian::little);
    return {{true, std::string(reinterpret_cast<const char*>(samples.data()), samples.size_bytes())}};
}

std::vector<Frame> VoskProtocol::end() {
    ++sent_;
    is_ended_ = true;
    return {{false, std::string(kEnd)}};
}

Result<Told> VoskProtocol::take(std::string_view message) {
    simdjson::dom::parser parser;
    simdjson::dom::object answer;
    if (parser.parse(message.data(), message.size()).get(answer)) return internal_error("its answer is no JSON object");
    ++answered_;
    std::string_view text;
    if (!answer["partial"].get(text)) {
        size_t ignored = 0;
        const std::string partial = plain_words(without_unknown(text, ignored));
        if (partial.empty() && text_.empty()) return Told{};
        return Told{Told::What::partial, heard(partial)};
    }
    simdjson::dom::array words;
    if (answer["text"].get(text)) {
        // A server may be set up to give alternatives, whatever it is asked for.
        simdjson::dom::array alternatives;
        if (answer["alternatives"].get(alternatives) || alternatives.size() == 0 ||
            alternatives.at(0)["text"].get(text)) {
            return internal_error("its answer has neither \"partial\" nor \"text\"");
        }
    }
    if (!answer["result"].get(words)) {
        for (simdjson::dom::element word : words) {
            double confidence = 0;
            if (word["conf"].get(confidence)) continue;
            confidences_ += std::clamp(confidence, 0.0, 1.0);
            ++words_;
        }
    }
    const std::string more = plain_words(without_unknown(text, unknown_));
    if (!more.empty()) text_ += (text_.empty() ? "" : " ") + more;
    is_told_since_ |= is_ended_;
    // The answer to the end is the last of as many as we sent.
    if (is_ended_ && answered_ >= sent_) return Told{Told::What::done, heard("")};
    return text_.empty() ? Told{} : Told{Told::What::partial, heard("")};
}

Told VoskProtocol::closed() { return is_told_since_ ? Told{Told::What::done, heard("")} : Told{}; }

hearing::Words VoskProtocol::heard(std::string_view partial) const {
    hearing::Words words{.text = text_};
    if (!partial.empty()) words.text += (text_.empty() ? "" : " ") + std::string(partial);
    if (words.text.empty()) return words;
    const size_t known = static_cast<size_t>(std::ranges::count(words.text, ' ')) + 1;
    words.confidence = words_ > 0 ? confidences_ / static_cast<double>(words_) : kUnsaidConfidence;
    words.confidence *= static_cast<double>(known) / static_cast<double>(known + unknown_);
    return words;
}

}  // namespace tiller::engines
