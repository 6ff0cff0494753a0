#include "leads/body_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json/json_fault.h"
#include "base/json/rapid_json.h"
#include "base/text.h"
#include "leads/pattern_cost.h"

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

std::string to_text(const Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

bool has_reference(const Value& schema) {
    if (schema.IsArray()) return std::any_of(schema.Begin(), schema.End(), has_reference);
    if (!schema.IsObject()) return false;
    return std::any_of(schema.MemberBegin(), schema.MemberEnd(), [](const auto& member) {
        bool is_reference = std::string_view(member.name.GetString()) == "$ref" && member.value.IsString();
        return is_reference || has_reference(member.value);
    });
}

/// What a pattern may not be. Beyond these limits rapidjson's engine takes seconds for a body, or never ends.
std::optional<std::string> pattern_fault(std::string_view pattern) {
    constexpr int64_t kMostStates = 300, kMostWays = 100;
    auto told = [&](std::string_view rule) { return fmt::format("pattern \"{}\" {}", utf8_prefix(pattern, 64), rule); };
    PatternCost cost = pattern_cost(pattern);
    // rapidjson asserts that brackets and repetitions have what belongs to them.
    // It takes a zero byte for the end.
    if (cost.is_broken || pattern.find('\0') != std::string_view::npos)
        return told("is not understood: a bracket, an alternative or a repetition is not whole");
    if (cost.loops_on_nothing) return told("repeats without an end what may be empty, such as (a?)*");
    if (cost.states > kMostStates) {
        return told(fmt::format("is too long: written out it must have at most {} characters", kMostStates));
    }
    if (cost.ways > kMostWays) {
        return told(fmt::format("must have at most {} combinations of alternatives and optional parts", kMostWays));
    }
    if (!rapidjson::internal::Regex(std::string(pattern).c_str()).IsValid()) return told("is not understood");
    return std::nullopt;
}

/// A keyword that costs more than a partner's body may: each push compiles the schema, and judges what anybody with the
/// token sends.
std::optional<std::string> costly(const Value& schema) {
    if (schema.IsArray()) {
        for (const Value& item : schema.GetArray()) {
            if (auto fault = costly(item)) return fault;
        }
    }
    if (!schema.IsObject()) return std::nullopt;
    for (const auto& member : schema.GetObject()) {
        std::string_view name(member.name.GetString(), member.name.GetStringLength());
        const Value& value = member.value;
        if (name == "pattern" && value.IsString()) {
            if (auto fault = pattern_fault({value.GetString(), value.GetStringLength()})) return fault;
        }
        // rapidjson asserts it.
        if (name == "patternProperties" && !value.IsObject()) return "patternProperties must be an object";
        if (name == "patternProperties") {
            for (const auto& rule : value.GetObject()) {
                if (auto fault = pattern_fault({rule.name.GetString(), rule.name.GetStringLength()})) return fault;
            }
        }
        // It would divide by it, and reach for schemas that are none.
        if (name == "multipleOf" && value.IsNumber() && value.GetDouble() <= 0) return "multipleOf must be above 0";
        if ((name == "allOf" || name == "anyOf" || name == "oneOf") && value.IsArray() &&
            (value.Empty() ||
             !std::all_of(value.Begin(), value.End(), [](const Value& one) { return one.IsObject(); }))) {
            return fmt::format("{} must be a list of schemas", name);
        }
        if (name == "not" && !value.IsObject()) return "not must be a schema";
        if (name == "dependencies" && value.IsObject()) {
            for (const auto& rule : value.GetObject()) {
                bool lists_names =
                    !rule.value.IsArray() ||
                    std::all_of(rule.value.Begin(), rule.value.End(), [](const Value& one) { return one.IsString(); });
                if (!lists_names) return "dependencies must list names";
            }
        }
        // Each item would be compared with all before it.
        if (name == "uniqueItems" && value.IsTrue()) return "uniqueItems is not supported";
        if (auto fault = costly(value)) return fault;
    }
    return std::nullopt;
}

/// The rule that a keyword of a schema stands for, in words.
std::string rule_of(std::string_view keyword, const Value& schema) {
    std::string name(keyword);
    auto found = schema.IsObject() ? schema.FindMember(name.c_str()) : schema.MemberEnd();
    std::string value = found == schema.MemberEnd() ? ""
                        : found->value.IsString()   ? found->value.GetString()
                                                    : to_text(found->value);
    if (keyword == "type") return "must be of type " + value;
    if (keyword == "minimum") return "must be at least " + value;
    if (keyword == "maximum") return "must be at most " + value;
    if (keyword == "minLength") return fmt::format("must have at least {} characters", value);
    if (keyword == "maxLength") return fmt::format("must have at most {} characters", value);
    if (keyword == "pattern") return "must match " + value;
    if (keyword == "enum") return "must be one of " + value;
    if (keyword == "anyOf" || keyword == "oneOf") return "must be as one of the schema's alternatives: " + value;
    return fmt::format("breaks the schema's rule {} {}", keyword, value);
}

/// The first name that `required` asks for and the object lacks.
std::optional<std::string> first_missing(const Value& schema, const Value& object) {
    if (!schema.IsObject() || !object.IsObject()) return std::nullopt;
    auto required = schema.FindMember("required");
    if (required == schema.MemberEnd() || !required->value.IsArray()) return std::nullopt;
    for (const Value& name : required->value.GetArray()) {
        if (name.IsString() && !object.HasMember(name)) return std::string(name.GetString());
    }
    return std::nullopt;
}

std::string text_of(const rapidjson::Pointer& pointer) {
    rapidjson::StringBuffer buffer;
    pointer.Stringify(buffer);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

std::optional<std::string> schema_fault(std::string_view schema) {
    if (auto fault = find_json_fault(schema)) {
        return fmt::format("line {}, column {}: {}", fault->line, fault->column, fault->what);
    }
    rapidjson::Document document;
    document.Parse(schema.data(), schema.size());
    if (document.HasParseError() || !document.IsObject()) return "must be a JSON object";
    if (has_reference(document)) return "$ref is not supported: write the rule in its place";
    return costly(document);
}

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

std::optional<BodyFault> check_body(const std::string& schema, const Value& body) {
    rapidjson::Document rules;
    rules.Parse(schema.data(), schema.size());
    rapidjson::SchemaDocument compiled(rules);
    rapidjson::SchemaValidator validator(compiled);
    if (body.Accept(validator)) return std::nullopt;

    rapidjson::Pointer where = validator.GetInvalidDocumentPointer();
    const Value* value = where.Get(body);
    const Value* rule = validator.GetInvalidSchemaPointer().Get(rules);
    const char* word = validator.GetInvalidSchemaKeyword();
    std::string keyword = word ? word : "type";
    std::string pointer = text_of(where);
    if (keyword == "required" && value && rule) {
        if (auto name = first_missing(*rule, *value)) {
            return BodyFault{true, (pointer.empty() ? "" : field_name(pointer) + ".") + *name + ": is required"};
        }
    }
    std::string told = rule ? rule_of(keyword, *rule) : "breaks the schema's rule " + keyword;
    if (rule && rule->IsObject()) {
        auto description = rule->FindMember("description");
        if (description != rule->MemberEnd() && description->value.IsString()) {
            told += fmt::format(" ({})", description->value.GetString());
        }
    }
    return BodyFault{false, fmt::format("{} \"{}\": {}", field_name(pointer), value ? shown(*value) : "", told)};
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
