#include "base/crypto/sealed_body.h"

#include <simdjson.h>

#include <utility>

#include "base/text.h"

namespace tiller {
namespace {

Result<std::string> member(const simdjson::dom::object& object, std::string_view name) {
    std::string_view text;
    if (object[name].get(text) != simdjson::SUCCESS)
        return invalid("the body must be encrypted for this account: the text member \"" + std::string(name) +
                       "\", base64, is missing");
    auto bytes = from_base64(text);
    if (!bytes) return invalid("\"" + std::string(name) + "\" of the encrypted body is not base64");
    return std::move(*bytes);
}

Result<Sealed> parse(std::string_view wire) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(wire.data(), wire.size()).get(object) != simdjson::SUCCESS)
        return invalid("the body must be encrypted for this account: a JSON object with iv, data and tag is expected");
    Sealed sealed;
    if (auto mode = object["mode"]; mode.error() == simdjson::SUCCESS) {
        std::string_view name;
        bool is_text = mode.get(name) == simdjson::SUCCESS;
        if (is_text && name == "cbc") {
            sealed.mode = AesMode::cbc;
        } else if (!is_text || name != "gcm") {
            return invalid("\"mode\" of the encrypted body is \"gcm\" or \"cbc\"");
        }
    }
    struct {
        const char* name;
        std::string& bytes;
    } members[] = {{"iv", sealed.iv}, {"data", sealed.data}, {"tag", sealed.tag}};
    for (auto& [name, bytes] : members) {
        auto value = member(object, name);
        if (!value) return value.error();
        bytes = std::move(*value);
    }
    return sealed;
}

}  // namespace

std::string SealedBodyWriter::take_base64(bool all) {
    size_t whole = all ? data_.size() : data_.size() - data_.size() % 3;
    std::string text = to_base64(std::string_view(data_).substr(0, whole));
    data_.erase(0, whole);
    return text;
}

std::string SealedBodyWriter::add(std::string_view plain) {
    data_ += sealer_.add(plain);
    std::string text;
    if (!std::exchange(begun_, true)) text = R"({"iv":")" + to_base64(sealer_.iv()) + R"(","data":")";
    return text + take_base64(false);
}

std::string SealedBodyWriter::end() {
    std::string text = add({});
    AesSealer::End end = sealer_.finish();
    data_ += end.data;
    text += take_base64(true) + R"(","tag":")" + to_base64(end.tag) + '"';
    return text + (mode_ == AesMode::cbc ? R"(,"mode":"cbc"})" : "}");
}

std::string seal_body(std::string_view body, std::string_view key, AesMode mode, Random& random) {
    SealedBodyWriter writer(key, mode, random);
    std::string wire = writer.add(body);
    return wire + writer.end();
}

Result<OpenedBody> open_body(std::string_view wire, std::span<const std::string> keys) {
    auto sealed = parse(wire);
    if (!sealed) return sealed.error();
    for (size_t i = 0; i < keys.size(); ++i) {
        if (auto body = aes_open(*sealed, keys[i])) return OpenedBody{std::move(*body), i};
    }
    return invalid("the encrypted body does not open: wrong key, or iv, data or tag were altered");
}

Result<std::string> parse_aes_key(std::string_view text) {
    auto bytes = text.size() == 2 * kAesKeyBytes ? from_hex(text) : from_base64(text);
    if (!bytes || bytes->size() != kAesKeyBytes)
        return invalid("an AES key is 32 bytes, written as 64 hex digits or in base64");
    return std::move(*bytes);
}

}  // namespace tiller
