#include "leads/body_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json/rapid_json.h"
#include "base/text.h"
#include "leads/schema_types.h"
#include "model/wire_code.h"

namespace tiller::leads {
namespace {

using rapidjson::Value;

// docs/contract/voice.md, "Call record": a row's own fields stand beside these.
constexpr std::array<std::string_view, 33> kRecordNames = {
    "Event",      "EventID",    "Sequence",     "Time",         "TaskID",    "TaskName", "PlanName",
    "Round",      "CallID",     "TraceID",      "Callee",       "Outcome",   "Attempts", "StartTime",
    "RingTime",   "AnswerTime", "EndTime",      "TalkDuration", "TalkRound", "HangupBy", "HangupReason",
    "SIPCode",    "Robot",      "RobotVersion", "Intention",    "Labels",    "Slots",    "Transcript",
    "AnsweredBy", "Transfer",   "Link",         "AttemptList",  "CaseID"};

template <typename Json>
std::string to_text(const Json& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer, typename Json::EncodingType> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

bool is_set(const SchemaValue& schema, const char* flag) {
    auto found = schema.FindMember(flag);
    return found != schema.MemberEnd() && found->value.IsTrue();
}

/// The rule that a keyword of a schema stands for, in words.
std::string rule_of(std::string_view keyword, const SchemaValue& schema) {
    std::string name(keyword);
    auto found = schema.IsObject() ? schema.FindMember(name.c_str()) : schema.MemberEnd();
    std::string value = found == schema.MemberEnd() ? ""
                        : found->value.IsString()   ? found->value.GetString()
                                                    : to_text(found->value);
    if (keyword == "type") return "must be of type " + value;
    if (keyword == "minimum")
        return (is_set(schema, "exclusiveMinimum") ? "must be above " : "must be at least ") + value;
    if (keyword == "maximum")
        return (is_set(schema, "exclusiveMaximum") ? "must be below " : "must be at most ") + value;
    if (keyword == "minLength") return fmt::format("must have at least {} characters", value);
    if (keyword == "maxLength") return fmt::format("must have at most {} characters", value);
    if (keyword == "pattern") return "must match " + value;
    if (keyword == "enum") return "must be one of " + value;
    if (keyword == "anyOf" || keyword == "oneOf") return "must be as one of the schema's alternatives: " + value;
    return fmt::format("breaks the schema's rule {} {}", keyword, value);
}

/// The first name that `required` asks for and the object lacks.
std::optional<std::string> first_missing(const SchemaValue& schema, const Value& object) {
    if (!schema.IsObject() || !object.IsObject()) return std::nullopt;
    auto required = schema.FindMember("required");
    if (required == schema.MemberEnd() || !required->value.IsArray()) return std::nullopt;
    for (const SchemaValue& name : required->value.GetArray()) {
        if (name.IsString() && !object.HasMember(name.GetString())) return std::string(name.GetString());
    }
    return std::nullopt;
}

std::string text_of(const Schema::PointerType& pointer) {
    rapidjson::StringBuffer buffer;
    pointer.Stringify(buffer);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

void drop_nulls(Value& value, rapidjson::Document::AllocatorType& allocator) {
    if (value.IsArray()) {
        for (Value& item : value.GetArray()) drop_nulls(item, allocator);
    } else if (value.IsObject()) {
        Value kept(rapidjson::kObjectType);
        for (auto& member : value.GetObject()) {
            if (member.value.IsNull()) continue;
            drop_nulls(member.value, allocator);
            kept.AddMember(member.name, member.value, allocator);
        }
        value = kept;
    }
}

struct BodySchema::Compiled {
    explicit Compiled(const std::string& schema)
        : rules(std::move(SchemaJson().Parse<0, rapidjson::UTF8<>>(schema.data(), schema.size()))), schema(rules) {}

    const SchemaJson rules;
    const Schema schema;
};

BodySchema::BodySchema(const std::string& schema) : compiled_(std::make_unique<Compiled>(schema)) {}
BodySchema::~BodySchema() = default;

std::optional<Fault> BodySchema::check(const Value& body) const {
    SchemaValidator validator(compiled_->schema);
    if (body.Accept(validator)) return std::nullopt;

    std::string pointer = text_of(validator.GetInvalidDocumentPointer());
    const Value* value = rapidjson::Pointer(pointer.data(), pointer.size()).Get(body);
    const SchemaValue* rule = validator.GetInvalidSchemaPointer().Get(compiled_->rules);
    const char* word = validator.GetInvalidSchemaKeyword();
    std::string keyword = word ? word : "type";
    if (keyword == "required" && value && rule) {
        if (auto name = first_missing(*rule, *value)) {
            return Fault{wire_code::parameter_missing,
                         (pointer.empty() ? "" : field_name(pointer) + ".") + *name + ": is required"};
        }
    }
    std::string told = rule ? rule_of(keyword, *rule) : "breaks the schema's rule " + keyword;
    if (rule && rule->IsObject()) {
        auto description = rule->FindMember("description");
        if (description != rule->MemberEnd() && description->value.IsString()) {
            told += fmt::format(" ({})", description->value.GetString());
        }
    }
    return Fault{wire_code::parameter_wrong,
                 fmt::format("{} \"{}\": {}", field_name(pointer), value ? shown(*value) : "", told)};
}

bool is_json_pointer(std::string_view text) {
    return text.starts_with('/') && is_printable_utf8(text) && rapidjson::Pointer(text.data(), text.size()).IsValid();
}

const Value* at_pointer(const Value& body, const std::string& pointer) {
    const Value* value = rapidjson::Pointer(pointer.data(), pointer.size()).Get(body);
    return value && !value->IsNull() ? value : nullptr;
}

std::string field_name(std::string_view pointer) {
    if (pointer.empty()) return "body";
    std::string name(pointer.substr(1));
    std::ranges::replace(name, '/', '.');
    return name;
}

std::string shown(const Value& value) {
    constexpr size_t kMostCharacters = 64;
    std::string text = value.IsString() ? std::string(value.GetString(), value.GetStringLength()) : to_text(value);
    if (!is_printable_utf8(text)) text = percent_encode(text);
    return std::string(utf8_prefix(text, kMostCharacters));
}

bool is_variable_name(std::string_view name) {
    constexpr size_t kMostCharacters = 64;
    auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (name.empty() || name.size() > kMostCharacters || !is_letter(name.front())) return false;
    if (!std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); })) return false;
    return std::ranges::find(kRecordNames, name) == kRecordNames.end();
}

}  // namespace tiller::leads
