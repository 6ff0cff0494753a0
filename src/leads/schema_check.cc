#include "leads/schema_check.h"

#include <fmt/format.h>

#include "base/json/json_fault.h"
#include "base/text.h"
#include "leads/body_schema.h"
#include "leads/schema_types.h"

namespace tiller::leads {
namespace {

/// Draft 4's schema of schemas (json-schema.org/draft-04/schema), each level by itself, so that a fault is told where
/// it is. More is allowed where rapidjson does not mind: an empty `required`.
constexpr const char* kSchemaOfSchemas = R"({
    "type": "object",
    "properties": {
        "$schema": {"type": "string"},
        "id": {"type": "string"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "multipleOf": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
        "maximum": {"type": "number"},
        "exclusiveMaximum": {"type": "boolean"},
        "minimum": {"type": "number"},
        "exclusiveMinimum": {"type": "boolean"},
        "maxLength": {"type": "integer", "minimum": 0},
        "minLength": {"type": "integer", "minimum": 0},
        "pattern": {"type": "string"},
        "additionalItems": {"type": ["boolean", "object"]},
        "items": {"type": ["object", "array"], "items": {"type": "object"}},
        "maxItems": {"type": "integer", "minimum": 0},
        "minItems": {"type": "integer", "minimum": 0},
        "uniqueItems": {"enum": [false], "description": "each item would be compared with all before it"},
        "maxProperties": {"type": "integer", "minimum": 0},
        "minProperties": {"type": "integer", "minimum": 0},
        "required": {"type": "array", "items": {"type": "string"}},
        "additionalProperties": {"type": ["boolean", "object"]},
        "definitions": {"type": "object", "additionalProperties": {"type": "object"}},
        "properties": {"type": "object", "additionalProperties": {"type": "object"}},
        "patternProperties": {"type": "object", "additionalProperties": {"type": "object"}},
        "dependencies": {"type": "object",
                         "additionalProperties": {"type": ["object", "array"], "items": {"type": "string"}}},
        "enum": {"type": "array", "minItems": 1},
        "type": {
            "anyOf": [
                {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
                {"type": "array", "minItems": 1,
                 "items": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]}}
            ]
        },
        "format": {"type": "string"},
        "allOf": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        "anyOf": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        "oneOf": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        "not": {"type": "object"}
    }
})";

using rapidjson::Value;

std::string beside(const std::string& place, std::string_view name) {
    return place.empty() ? std::string(name) : fmt::format("{}.{}", place, name);
}

std::optional<std::string> pattern_fault(const std::string& place, const Value& text) {
    std::string pattern(text.GetString(), text.GetStringLength());
    std::string shown(utf8_prefix(pattern, 64));
    // rapidjson would take it for the end.
    if (pattern.find('\0') != std::string::npos) return fmt::format("{} \"{}\": has a zero byte", place, shown);
    Pattern compiled(pattern);
    if (compiled.is_valid()) return std::nullopt;
    return fmt::format("{} \"{}\": is no pattern that is understood ({})", place, shown, compiled.fault());
}

/// Walks through a schema and all schemas in it. Each function tells the first fault.
class Walk {
  public:
    std::optional<std::string> schema(const Value& schema, const std::string& place, int depth) const {
        // Each level is judged with all that is below it.
        constexpr int kMostDepth = 32;
        if (depth > kMostDepth) return fmt::format("has schemas within schemas, more than {} levels", kMostDepth);
        if (auto fault = rules_.check(schema)) {
            return place.empty() ? fault->message : fmt::format("{}: {}", place, fault->message);
        }
        for (const auto& member : schema.GetObject()) {
            std::string_view keyword(member.name.GetString(), member.name.GetStringLength());
            if (auto fault = what_keyword_holds(keyword, member.value, beside(place, keyword), depth + 1)) return fault;
        }
        return std::nullopt;
    }

  private:
    std::optional<std::string> what_keyword_holds(std::string_view keyword, const Value& value,
                                                  const std::string& place, int depth) const {
        if (keyword == "$ref" && value.IsString()) {
            return fmt::format("{}: is not supported, write the rule in its place", place);
        }
        if (keyword == "pattern") return pattern_fault(place, value);
        if (keyword == "properties" || keyword == "definitions" || keyword == "dependencies") {
            return map(value, place, depth);
        }
        if (keyword == "patternProperties") {
            for (const auto& member : value.GetObject()) {
                if (auto fault = pattern_fault(place, member.name)) return fault;
            }
            return map(value, place, depth);
        }
        // rapidjson makes a schema of every object, that of a default or an unknown keyword, too.
        return any(value, place, depth);
    }

    std::optional<std::string> any(const Value& value, const std::string& place, int depth) const {
        if (value.IsObject()) return schema(value, place, depth);
        if (!value.IsArray()) return std::nullopt;
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
            if (auto fault = any(value[i], fmt::format("{}[{}]", place, i), depth)) return fault;
        }
        return std::nullopt;
    }

    std::optional<std::string> map(const Value& schemas, const std::string& place, int depth) const {
        for (const auto& member : schemas.GetObject()) {
            std::string_view name(member.name.GetString(), member.name.GetStringLength());
            if (auto fault = any(member.value, beside(place, utf8_prefix(name, 64)), depth)) return fault;
        }
        return std::nullopt;
    }

    const BodySchema rules_{kSchemaOfSchemas};
};

}  // namespace

std::optional<std::string> schema_fault(std::string_view schema) {
    if (auto fault = find_json_fault(schema)) return with_place(*fault);
    rapidjson::Document document;
    document.Parse(schema.data(), schema.size());
    if (document.HasParseError() || !document.IsObject()) return "must be a JSON object";
    return Walk().schema(document, "", 1);
}

}  // namespace tiller::leads
