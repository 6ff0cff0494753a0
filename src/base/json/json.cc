#include "base/json/json.h"

#include <simdjson.h>

#include <cmath>

#include "base/json/rapid_json.h"

namespace tiller {
namespace {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

/// The text with U+FFFD for each byte that is part of no character. Some texts hold a byte of somebody's URL: what is
/// written is JSON all the same.
std::string repaired(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        size_t length = 1;
        while (length <= 4 && length <= text.size() && !is_utf8(text.substr(0, length))) ++length;
        bool is_character = length <= 4 && length <= text.size();
        out += is_character ? text.substr(0, length) : "\xEF\xBF\xBD";
        text.remove_prefix(is_character ? length : 1);
    }
    return out;
}

}  // namespace

struct JsonWriter::Impl {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
};

JsonWriter::JsonWriter() : impl_(std::make_unique<Impl>()) {}
JsonWriter::~JsonWriter() = default;
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;

void JsonWriter::begin_object() { impl_->writer.StartObject(); }
void JsonWriter::end_object() { impl_->writer.EndObject(); }
void JsonWriter::begin_array() { impl_->writer.StartArray(); }
void JsonWriter::end_array() { impl_->writer.EndArray(); }
void JsonWriter::key(std::string_view name) {
    impl_->writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}
void JsonWriter::value(std::string_view text) {
    if (!is_utf8(text)) return value(repaired(text));
    impl_->writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void JsonWriter::value(bool truth) { impl_->writer.Bool(truth); }
void JsonWriter::value(double number) {
    // A whole number is written without a fraction, as people write it.
    if (std::isfinite(number) && std::nearbyint(number) == number && std::abs(number) < 1e15) {
        impl_->writer.Int64(static_cast<int64_t>(number));
    } else {
        impl_->writer.Double(number);
    }
}
void JsonWriter::integer(int64_t number) { impl_->writer.Int64(number); }
void JsonWriter::null() { impl_->writer.Null(); }
void JsonWriter::raw(std::string_view json) {
    impl_->writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

std::string_view JsonWriter::text() const { return {impl_->buffer.GetString(), impl_->buffer.GetSize()}; }
std::string JsonWriter::take() {
    std::string out(text());
    impl_->buffer.Clear();
    impl_->writer.Reset(impl_->buffer);
    return out;
}

}  // namespace tiller
