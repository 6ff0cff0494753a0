#include "form/json.h"

#include <simdjson.h>

#include <algorithm>

namespace tiller::form {
namespace {

using simdjson::dom::element;

Value to_value(element json) {
    switch (json.type()) {
        case simdjson::dom::element_type::NULL_VALUE:
            return {};
        case simdjson::dom::element_type::BOOL:
            return bool(json);
        case simdjson::dom::element_type::INT64:
            return int64_t(json);
        case simdjson::dom::element_type::UINT64:
        case simdjson::dom::element_type::DOUBLE:
            return double(json);
        case simdjson::dom::element_type::STRING:
            return std::string_view(json);
        case simdjson::dom::element_type::ARRAY: {
            Value::List list;
            for (element item : simdjson::dom::array(json)) list.push_back(to_value(item));
            return list;
        }
        case simdjson::dom::element_type::OBJECT: {
            Value::Map map;
            for (auto field : simdjson::dom::object(json)) {
                map.push_back({std::string(field.key), to_value(field.value)});
            }
            return map;
        }
    }
    return {};
}

Value stored_value(const Field& field, const Value& value) {
    if (auto* list = value.as<Value::List>(); list && field.item) {
        Value::List out;
        for (const Value& item : *list) out.push_back(stored_value(*field.item, item));
        return out;
    }
    if (auto* map = value.as<Value::Map>(); map && field.inner) return to_stored(*field.inner, *map);
    if (field.type == Type::duration) {
        Millis ms{0};
        AsDuration::from(value, ms);
        return ms.count();
    }
    auto* word = value.as<std::string>();
    auto known = word ? std::ranges::find(field.words, *word) : field.words.end();
    if (!field.codes.empty() && known != field.words.end())
        return field.codes[static_cast<size_t>(known - field.words.begin())];
    return value;
}

Value document_value(const Field& field, const Value& stored) {
    if (auto* list = stored.as<Value::List>(); list && field.item) {
        Value::List out;
        for (const Value& item : *list) out.push_back(document_value(*field.item, item));
        return out;
    }
    if (field.inner) return from_stored(*field.inner, stored);
    auto* number = stored.as<int64_t>();
    if (number && field.type == Type::duration) return AsDuration::to(Millis(*number));
    auto known = number ? std::ranges::find(field.codes, *number) : field.codes.end();
    if (known != field.codes.end()) return field.words[static_cast<size_t>(known - field.codes.begin())];
    return stored;
}

std::string_view stored_name(const Field& field) { return field.stored.empty() ? field.name : field.stored; }

}  // namespace

void write(JsonWriter& json, const Value& value) {
    if (auto* flag = value.as<bool>()) return json.value(*flag);
    if (auto* whole = value.as<int64_t>()) return json.value(*whole);
    if (auto* number = value.as<double>()) return json.raw(to_text(*number));
    if (auto* text = value.as<std::string>()) return json.value(*text);
    if (auto* list = value.as<Value::List>()) {
        json.begin_array();
        for (const Value& item : *list) write(json, item);
        return json.end_array();
    }
    auto* map = value.as<Value::Map>();
    if (!map) return json.null();
    json.begin_object();
    for (const Member& member : *map) {
        json.key(member.name);
        write(json, member.value);
    }
    json.end_object();
}

std::string to_json(const Value& value) {
    JsonWriter json;
    write(json, value);
    return json.take();
}

Result<Value> parse_json(std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    if (auto wrong = parser.parse(json.data(), json.size()).get(root)) return invalid(simdjson::error_message(wrong));
    return to_value(root);
}

Value::Map to_stored(const Fields& fields, const Value::Map& map) {
    Value::Map stored;
    for (const Member& member : map) {
        const Field* field = find(fields, member.name);
        if (!field || field->is_secret()) continue;
        stored.push_back({std::string(stored_name(*field)), stored_value(*field, member.value)});
    }
    return stored;
}

Value::Map from_stored(const Fields& fields, const Value& stored) {
    Value::Map map;
    for (const Field& field : fields) {
        const Value* value = stored.find(stored_name(field));
        if (value && !field.is_secret()) map.push_back({std::string(field.name), document_value(field, *value)});
    }
    return map;
}

}  // namespace tiller::form
