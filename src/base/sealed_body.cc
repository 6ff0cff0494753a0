#include "base/sealed_body.h"

#include <simdjson.h>

#include "base/json.h"
#include "base/text.h"

namespace tiller {
namespace {

Result<std::string> member(const simdjson::dom::object& object, std::string_view name) {
    std::string_view text;
    if (object[name].get(text) != simdjson::SUCCESS)
        return invalid("an encrypted body has the text member \"" + std::string(name) + "\", base64");
    auto bytes = from_base64(text);
    if (!bytes) return invalid("\"" + std::string(name) + "\" of the encrypted body is not base64");
    return std::move(*bytes);
}

Result<Sealed> parse(std::string_view wire) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(wire.data(), wire.size()).get(object) != simdjson::SUCCESS)
        return invalid("the body is encrypted for this account: a JSON object with iv, data and tag is expected");
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

std::string seal_body(std::string_view body, std::string_view key, AesMode mode, Random& random) {
    Sealed sealed = aes_seal(body, key, mode, random);
    JsonWriter json;
    json.begin_object();
    json.field("iv", to_base64(sealed.iv));
    json.field("data", to_base64(sealed.data));
    json.field("tag", to_base64(sealed.tag));
    if (mode == AesMode::cbc) json.field("mode", "cbc");
    json.end_object();
    return json.take();
}

Result<std::string> open_body(std::string_view wire, std::span<const std::string> keys) {
    auto sealed = parse(wire);
    if (!sealed) return sealed.error();
    for (const auto& key : keys) {
        if (auto body = aes_open(*sealed, key)) return std::move(*body);
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
