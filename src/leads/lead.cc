#include "leads/lead.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "base/crypto/crypto.h"
#include "base/json/json_fault.h"
#include "base/json/rapid_json.h"
#include "base/text.h"
#include "leads/body_schema.h"
#include "model/wire_code.h"

namespace tiller::leads {
namespace {

using rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr size_t kKeptBody = 1u << 20;
constexpr size_t kMostVariables = 100;
constexpr size_t kMostCharacters = 1'000;  // of a variable

/// Members in the order of their names, so that the same body has the same text however it was written.
void write_canonical(Writer& writer, const Value& value) {
    if (value.IsArray()) {
        writer.StartArray();
        for (const Value& item : value.GetArray()) write_canonical(writer, item);
        writer.EndArray();
    } else if (value.IsObject()) {
        std::vector<std::pair<std::string_view, const Value*>> members;
        for (const auto& member : value.GetObject()) {
            members.emplace_back(std::string_view(member.name.GetString(), member.name.GetStringLength()),
                                 &member.value);
        }
        std::ranges::stable_sort(members, {}, [](const auto& member) { return member.first; });
        writer.StartObject();
        for (const auto& [name, member] : members) {
            writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
            write_canonical(writer, *member);
        }
        writer.EndObject();
    } else {
        value.Accept(writer);
    }
}

std::string hash_of(const Value& body) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    write_canonical(writer, body);
    return to_hex(sha256({buffer.GetString(), buffer.GetSize()}));
}

/// The variables of a lead: each name once, the first wins.
class Variables {
  public:
    explicit Variables(Lead& lead) : lead_(lead), writer_(buffer_) { writer_.StartObject(); }

    void add(const std::string& name, const std::string& field, const Value& value) {
        if (value.IsNull() || std::ranges::find(names_, name) != names_.end()) return;
        if (value.IsObject() || value.IsArray()) return warn(field, "is no text, number or truth value: left out");
        if (!is_variable_name(name)) return warn(field, "is no name of a variable: left out");
        if (value.IsString() && utf8_length({value.GetString(), value.GetStringLength()}) > kMostCharacters) {
            fault_ = fmt::format("{} \"{}\": must have at most {} characters", field, shown(value), kMostCharacters);
            return;
        }
        names_.push_back(name);
        writer_.Key(name.c_str());
        value.Accept(writer_);
        if (names_.size() > kMostVariables)
            fault_ = fmt::format("{}: must have at most {} variables", field, kMostVariables);
    }

    const std::string& fault() const { return fault_; }
    std::string take() {
        writer_.EndObject();
        return {buffer_.GetString(), buffer_.GetSize()};
    }

  private:
    void warn(const std::string& field, std::string_view what) {
        if (lead_.warnings.size() < kMostVariables) lead_.warnings.push_back(fmt::format("{}: {}", field, what));
    }

    Lead& lead_;
    rapidjson::StringBuffer buffer_;
    Writer writer_;
    std::vector<std::string> names_;
    std::string fault_;
};

std::string map_variables(const Route& route, const Value& body, Lead& lead) {
    Variables variables(lead);
    for (const auto& [name, pointer] : route.variables) {
        if (const Value* value = at_pointer(body, pointer)) variables.add(name, field_name(pointer), *value);
    }
    for (const auto& pointer : route.spread) {
        const Value* object = at_pointer(body, pointer);
        if (!object || !object->IsObject()) continue;
        for (const auto& member : object->GetObject()) {
            std::string name(member.name.GetString(), member.name.GetStringLength());
            std::string told = is_printable_utf8(name) ? std::string(utf8_prefix(name, 64)) : percent_encode(name);
            variables.add(name, field_name(pointer) + "." + told, member.value);
            if (!variables.fault().empty()) return variables.fault();
        }
    }
    lead.variables = variables.take();
    return variables.fault();
}

/// "16501231234" and 16501231234 stand for +16501231234.
std::string number_text(const Value& value) {
    std::string text;
    if (value.IsUint64()) text = std::to_string(value.GetUint64());
    if (value.IsString()) text = trim({value.GetString(), value.GetStringLength()});
    return !text.empty() && text.front() >= '1' && text.front() <= '9' ? "+" + text : text;
}

std::optional<Fault> read_callee(const Route& route, const Value& body, NumberCheck check, Lead& lead) {
    for (const auto& pointer : route.callee) {
        const Value* value = at_pointer(body, pointer);
        if (!value) continue;
        auto number = check_number(number_text(*value), check);
        if (!number) {
            return Fault{wire_code::number_wrong,
                         fmt::format("{} \"{}\": {}", field_name(pointer), shown(*value), number.error().message)};
        }
        lead.callee = *number;
        return std::nullopt;
    }
    std::string names;
    for (const auto& pointer : route.callee) names += (names.empty() ? "" : " or ") + field_name(pointer);
    return Fault{wire_code::parameter_missing, names + ": is required"};
}

std::optional<Fault> read_name(const Named& named, const Value& body, std::string& out) {
    out = named.name;
    const Value* value = named.from.empty() ? nullptr : at_pointer(body, named.from);
    if (value && !value->IsString()) {
        return Fault{wire_code::parameter_wrong,
                     fmt::format("{} \"{}\": must be a string", field_name(named.from), shown(*value))};
    }
    std::string_view given = value ? trim({value->GetString(), value->GetStringLength()}) : "";
    if (!given.empty()) out = given;
    if (out.empty()) return Fault{wire_code::parameter_missing, field_name(named.from) + ": is required"};
    return std::nullopt;
}

std::string json_fault_text(const std::string& body) {
    auto fault = find_json_fault(body);
    return fault ? with_place(*fault) : "not JSON";
}

}  // namespace

std::variant<Lead, Fault> read_lead(const Route& route, const std::string& body, NumberCheck check) {
    // The strict parser decides what is JSON, and bounds the depth for the other, which brings schema and pointers. It
    // is kept for the next lead, but not the memory that a huge body took.
    thread_local simdjson::dom::parser strict;
    bool is_json = strict.parse(body).error() == simdjson::SUCCESS;
    if (strict.capacity() > kKeptBody) strict = simdjson::dom::parser();
    if (!is_json) return Fault{wire_code::not_valid, json_fault_text(body)};
    rapidjson::Document document;
    document.Parse(body.data(), body.size());
    if (document.HasParseError()) return Fault{wire_code::not_valid, json_fault_text(body)};
    drop_nulls(document, document.GetAllocator());
    if (auto fault = BodySchema(route.schema).check(document)) {
        return std::move(*fault);
    }
    Lead lead;
    if (auto refusal = read_callee(route, document, check, lead)) return *refusal;
    if (auto refusal = read_name(route.robot, document, lead.robot)) return *refusal;
    if (auto refusal = read_name(route.line, document, lead.line)) return *refusal;
    for (const auto& pointer : route.recommended) {
        if (!at_pointer(document, pointer)) lead.warnings.push_back(field_name(pointer) + ": is missing");
    }
    if (std::string fault = map_variables(route, document, lead); !fault.empty())
        return Fault{wire_code::parameter_wrong, fault};
    lead.body_hash = hash_of(document);
    return lead;
}

}  // namespace tiller::leads
