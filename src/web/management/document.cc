#include "web/management/document.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <map>

#include "base/json/json.h"
#include "base/json/json_fault.h"
#include "base/loggable_url.h"

namespace tiller::management {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

void write(JsonWriter& json, element value) {
    if (value.is_object()) {
        json.begin_object();
        for (auto field : object(value)) {
            json.key(field.key);
            write(json, field.value);
        }
        json.end_object();
    } else if (value.is_array()) {
        json.begin_array();
        for (element item : simdjson::dom::array(value)) write(json, item);
        json.end_array();
    } else if (std::string_view text; !value.get(text)) {
        json.value(text);  // not minify: that keeps escapes which only JSON knows
    } else {
        json.raw(simdjson::to_string(value));
    }
}

void merge(JsonWriter& json, const object* target, const object& patch) {
    json.begin_object();
    if (target) {
        for (auto field : *target) {
            element change;
            bool is_changed = !patch.at_key(field.key).get(change);
            if (is_changed && change.is_null()) continue;
            json.key(field.key);
            object inner, old;
            if (is_changed && !change.get(inner)) {
                bool was_object = !field.value.get(old);
                merge(json, was_object ? &old : nullptr, inner);
            } else {
                write(json, is_changed ? change : field.value);
            }
        }
    }
    for (auto field : patch) {
        element known;
        if (field.value.is_null() || (target && !target->at_key(field.key).get(known))) continue;
        json.key(field.key);
        if (object inner; !field.value.get(inner)) {
            merge(json, nullptr, inner);
        } else {
            write(json, field.value);
        }
    }
    json.end_object();
}

void write_others(JsonWriter& json, const object& root, std::span<const std::string_view> names) {
    for (auto field : root) {
        if (std::find(names.begin(), names.end(), field.key) != names.end()) continue;
        json.key(field.key);
        write(json, field.value);
    }
}

std::map<std::string, std::string> fields_of(std::string_view document) {
    std::map<std::string, std::string> fields;
    simdjson::dom::parser parser;
    object root;
    if (document.empty() || parser.parse(document.data(), document.size()).get(root)) return fields;
    for (auto field : root) fields.emplace(field.key, simdjson::to_string(field.value));
    return fields;
}

}  // namespace

Result<std::string> read_object(std::string_view body) {
    simdjson::dom::parser parser;
    element root;
    auto error = parser.parse(body.data(), body.size()).get(root);
    if (error) {
        auto fault = find_json_fault(body);
        if (!fault) return invalid(fmt::format("the body is not JSON: {}", simdjson::error_message(error)));
        return invalid("the body is not JSON: " + with_place(*fault));
    }
    if (!root.is_object()) return invalid("the body must be a JSON object");
    JsonWriter json;
    write(json, root);
    return json.take();
}

std::string merge_patch(std::string_view document, std::string_view patch) {
    simdjson::dom::parser parser, patch_parser;
    object target = parser.parse(document.data(), document.size()).get_object();
    object changes = patch_parser.parse(patch.data(), patch.size()).get_object();
    JsonWriter json;
    merge(json, &target, changes);
    return json.take();
}

std::string without_secrets(std::string_view document, std::span<const std::string_view> secrets) {
    simdjson::dom::parser parser;
    object root = parser.parse(document.data(), document.size()).get_object();
    JsonWriter json;
    json.begin_object();
    write_others(json, root, secrets);
    for (std::string_view secret : secrets) {
        std::string_view text;
        array several;
        bool has = (!root.at_key(secret).get(text) && !text.empty()) ||
                   (!root.at_key(secret).get(several) && several.size() > 0);
        json.field(fmt::format("has_{}", secret), has);
    }
    json.end_object();
    return json.take();
}

std::string without_fields(std::string_view document, std::span<const std::string_view> names) {
    simdjson::dom::parser parser;
    JsonWriter json;
    json.begin_object();
    write_others(json, parser.parse(document.data(), document.size()).get_object(), names);
    json.end_object();
    return json.take();
}

std::string changed_fields(std::string_view before, std::string_view after) {
    auto old_fields = fields_of(before), new_fields = fields_of(after);
    JsonWriter json;
    json.begin_array();
    for (const auto& [name, value] : new_fields) {
        auto old = old_fields.find(name);
        if (old == old_fields.end() || old->second != value) json.value(name);
    }
    for (const auto& [name, value] : old_fields) {
        if (!new_fields.contains(name)) json.value(name);
    }
    json.end_array();
    return json.take();
}

std::string with_loggable_urls(std::string_view document, std::span<const std::string_view> names) {
    JsonWriter patch;
    patch.begin_object();
    for (std::string_view name : names) {
        std::string url = text_field(document, name);
        if (!url.empty()) patch.field(name, loggable_url(url));
    }
    patch.end_object();
    return merge_patch(document, patch.take());
}

std::string text_field(std::string_view document, std::string_view name) {
    simdjson::dom::parser parser;
    object root;
    std::string_view text;
    if (parser.parse(document.data(), document.size()).get(root) || root.at_key(name).get(text)) return {};
    return std::string(text);
}

}  // namespace tiller::management
