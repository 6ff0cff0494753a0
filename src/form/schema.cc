#include "form/schema.h"

#include <fmt/format.h>

#include <cmath>

#include "document/fields.h"
#include "form/json.h"

namespace tiller::form {
namespace {

void write_fields(JsonWriter& json, const Fields& fields);

void write_type(JsonWriter& json, const Field& field) {
    auto bound = [&](std::string_view name, double value, double none) {
        if (value != none) json.raw_field(name, to_text(value));
    };
    switch (field.type) {
        case Type::flag:
            return json.field("type", "boolean");
        case Type::integer:
        case Type::number: {
            json.field("type", field.type == Type::integer ? "integer" : "number");
            const Field unbound;
            bound("minimum", field.least, unbound.least);
            return bound("maximum", field.most, unbound.most);
        }
        case Type::choice:
            json.field("type", "string");
            json.key("enum");
            json.begin_array();
            for (std::string_view word : field.words) json.value(word);
            return json.end_array();
        case Type::instant:
            json.raw_field("type", field.required ? R"("string")" : R"(["string","null"])");
            return json.field("format", "date-time");
        case Type::list:
            json.field("type", "array");
            if (field.fewest) json.field("minItems", field.fewest);
            if (field.longest) json.field("maxItems", field.longest);
            json.key("items");
            json.begin_object();
            write_type(json, *field.item);
            return json.end_object();
        case Type::map:
            json.field("type", "object");
            json.key("additionalProperties");
            json.begin_object();
            write_type(json, *field.item);
            return json.end_object();
        case Type::object:
            return write_fields(json, *field.inner);
        default:
            json.field("type", "string");
            if (field.fewest) json.field("minLength", field.fewest);
            if (field.longest) json.field("maxLength", field.longest);
            if (!field.pattern.empty()) json.field("pattern", field.pattern);
            if (field.words.empty()) return;
            json.key("enum");
            json.begin_array();
            for (std::string_view word : field.words) json.value(word);
            json.end_array();
    }
}

std::string description(const Field& field) {
    std::string text = plain(field.about);
    auto add = [&](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    if (field.type == Type::duration)
        add(fmt::format("{} to {}", document::to_text(Millis(static_cast<int64_t>(field.least))),
                        document::to_text(Millis(static_cast<int64_t>(field.most)))));
    if (field.made) add("made if it is left out");
    if (field.made && field.is_secret()) add("told in the answer to POST only");
    if (!field.fallback_told.empty()) add(plain(field.fallback_told) + " if it is left out");
    return text;
}

void write_fields(JsonWriter& json, const Fields& fields) {
    json.field("type", "object");
    std::vector<std::string_view> required;
    for (const Field& field : fields) {
        if (field.is_needed() && !field.made && !field.read_only && !field.file_only) required.push_back(field.name);
    }
    if (!required.empty()) {
        json.key("required");
        json.begin_array();
        for (std::string_view name : required) json.value(name);
        json.end_array();
    }
    json.key("properties");
    json.begin_object();
    for (const Field& field : fields) {
        if (field.file_only) continue;
        json.key(field.name);
        json.begin_object();
        write_type(json, field);
        if (field.read_only) json.field("readOnly", true);
        if (field.is_secret()) json.field("writeOnly", true);
        if (!field.fallback.is_empty() && field.type != Type::object) {
            json.key("default");
            write(json, field.fallback);
        }
        if (!field.example.empty()) {
            json.key("examples");
            json.begin_array();
            field.type == Type::list || field.type == Type::map ? json.raw(field.example) : json.value(field.example);
            json.end_array();
        }
        if (std::string text = description(field); !text.empty()) json.field("description", text);
        json.end_object();
    }
    json.end_object();
}

}  // namespace

std::string plain(std::string_view markdown) {
    std::string out;
    for (size_t i = 0; i < markdown.size(); ++i) {
        if (markdown[i] == '`' || markdown[i] == '[') continue;
        if (markdown.substr(i).starts_with("](")) {
            i = std::min(markdown.find(')', i), markdown.size());
            continue;
        }
        out += markdown[i];
    }
    return out;
}

std::string to_schema(const Fields& fields) {
    JsonWriter json;
    json.begin_object();
    write_fields(json, fields);
    json.end_object();
    return json.take();
}

}  // namespace tiller::form
