#pragma once
// JSON Schema, JSON Pointers and names of variables: the rules about bodies that routes are made of.

#include <optional>
#include <string>
#include <string_view>

#include "base/json/rapid_json.h"

namespace tiller::leads {

/// What is wrong with a schema itself; nothing if it can be used. `$ref` and `uniqueItems` are not supported, and a
/// pattern must be small: a route must not make a partner's push slow.
std::optional<std::string> schema_fault(std::string_view schema);

/// Takes out the members that are null: they count as absent (docs/contract/errors.md, 10301). The depth must be
/// bounded.
void drop_nulls(rapidjson::Value& value, rapidjson::Document::AllocatorType& allocator);

/// What a body is refused for.
struct BodyFault {
    bool is_missing = false;  // a required field is absent
    std::string detail;       // field, value and rule: `caller_id "12": must be at least 10000000000`
};
/// The first rule of the schema that a body breaks. The schema must be good.
std::optional<BodyFault> check_body(const std::string& schema, const rapidjson::Value& body);

bool is_json_pointer(std::string_view text);
/// What a pointer leads to; null for nothing, and for a JSON null. The pointer must be one.
const rapidjson::Value* at_pointer(const rapidjson::Value& body, const std::string& pointer);
/// "/details/job_title" → "details.job_title": as messages name fields. "body" for the whole.
std::string field_name(std::string_view pointer);
/// A value as messages show it, at most 64 characters.
std::string shown(const rapidjson::Value& value);

/// Letters, digits and _, at most 64, none of the names that a call record has for itself.
bool is_variable_name(std::string_view name);

}  // namespace tiller::leads
