#pragma once
// Bodies against JSON Schemas, JSON Pointers and names of variables: the rules about bodies that routes are made of.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/fault.h"
#include "base/json/rapid_json.h"

namespace tiller::leads {

/// Takes out the members that are null: they count as absent (docs/contract/errors.md, 10301). The depth must be
/// bounded.
void drop_nulls(rapidjson::Value& value, rapidjson::Document::AllocatorType& allocator);

/// A schema, compiled. It must be good (schema_check.h). Thread-safe.
class BodySchema {
  public:
    explicit BodySchema(const std::string& schema);
    ~BodySchema();
    /// The first rule that a body breaks, with 10301 for a field that is absent, and 10302.
    std::optional<Fault> check(const rapidjson::Value& body) const;

  private:
    struct Compiled;
    const std::unique_ptr<const Compiled> compiled_;
};

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
