#include "campaign/rows/row_check.h"

#include "base/json/json.h"
#include "base/text.h"
#include "model/wire_code.h"

namespace tiller::campaign {
namespace {

/// A text with nothing but blanks in it.
bool is_blank(simdjson::dom::element value) {
    std::string_view text;
    return value.get(text) == simdjson::SUCCESS && trim(text).empty();
}

/// Appends a JSON string. Hardly any text needs an escape, and copying the others whole halves the time of a list.
void append_json_text(std::string& json, std::string_view text) {
    auto needs_escape = [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == '"' || c == '\\'; };
    if (std::ranges::none_of(text, needs_escape)) {
        json.append(1, '"').append(text).append(1, '"');
        return;
    }
    JsonWriter writer;
    writer.value(text);
    json += writer.text();
}

bool is_present(simdjson::dom::object row, const RowField& field) {
    for (auto [key, value] : row) {
        if (is_named(field, key) && !value.is_null()) return true;
    }
    return false;
}

}  // namespace

RowCheck::RowCheck(const ListRules& rules, RowErrors& errors, CheckedList& list)
    : rules_(rules), errors_(errors), list_(list) {
    auto of_line = row_fields(rules.service);
    fields_.assign(of_line.begin(), of_line.end());
    for (const auto& [name, required] : rules.variables) {
        auto known = std::ranges::find_if(fields_, [&](const RowField& field) { return is_named(field, name); });
        if (known == fields_.end()) {
            fields_.push_back(own_field(name, required));
        } else {
            known->required |= required;
        }
    }
    values_.resize(fields_.size());
}

/// The place of the field named `key`, `guess` tried first; the number of fields if there is none.
size_t RowCheck::place_of(std::string_view key, size_t guess) const {
    for (size_t tried = 0; tried < fields_.size(); ++tried, ++guess) {
        if (guess >= fields_.size()) guess = 0;
        if (is_named(fields_[guess], key)) return guess;
    }
    return fields_.size();
}

bool RowCheck::collect(simdjson::dom::object row) {
    std::ranges::fill(values_, Value{});
    bool any = false;
    size_t guess = 0;  // clients mostly keep the contract's order, so the field after the last one is likely
    for (auto [key, value] : row) {
        size_t place = place_of(key, guess);
        if (place == fields_.size()) {
            if (!value.is_null()) note_unknown(key);
            continue;
        }
        guess = place + 1;
        if (values_[place].present) continue;
        bool is_null = value.is_null();
        values_[place] = {value, key, !is_null, is_null};
        any = any || !is_null;
    }
    return any;
}

void RowCheck::note_unknown(std::string_view key) {
    constexpr size_t kShownCharacters = 64;
    auto known = list_.unknown_fields.find(utf8_prefix(key, kShownCharacters));
    if (known != list_.unknown_fields.end()) {
        ++known->second;
    } else if (list_.unknown_fields.size() < kMostUnknownFields) {
        list_.unknown_fields.emplace(utf8_prefix(key, kShownCharacters), 1);
    }
}

bool RowCheck::is_missing(size_t i) const {
    if (!fields_[i].required) return false;
    if (!values_[i].present) return true;
    FieldKind kind = fields_[i].kind;
    bool is_text = kind == FieldKind::text || kind == FieldKind::unit || kind == FieldKind::platform ||
                   kind == FieldKind::free_text || kind == FieldKind::own;
    return is_text && is_blank(values_[i].element);
}

void RowCheck::report_missing() {
    std::string names;
    std::string_view first;
    for (size_t i = 0; i < fields_.size(); ++i) {
        if (!is_missing(i)) continue;
        if (first.empty()) first = fields_[i].name;
        if (!names.empty()) names += ", ";
        names += fields_[i].name;
    }
    if (!first.empty()) errors_.add(first, "", wire_code::some_of_row_missing, "missing: " + names);
}

/// A row is of another line if it has all that the other line requires and nothing that this line requires and the
/// other does not know. Telemarketing and info check require the same, so their rows are never taken for each other's.
bool RowCheck::is_of_other_line(simdjson::dom::object row) const {
    auto ours = row_fields(rules_.service);  // what robots ask for besides is no mark of a line
    for (size_t s = 0; s < kServiceNames.size(); ++s) {
        auto others = row_fields(static_cast<Service>(s));
        bool different = false, has_ours = false;
        for (size_t i = 0; i < ours.size(); ++i) {
            auto same = [&](const RowField& other) { return is_named(other, ours[i].name); };
            if (!ours[i].required || std::ranges::any_of(others, same)) continue;
            different = true;
            has_ours = has_ours || values_[i].present;
        }
        auto satisfied = [&](const RowField& other) { return !other.required || is_present(row, other); };
        if (different && !has_ours && std::ranges::all_of(others, satisfied)) return true;
    }
    return false;
}

RowCheck::Verdict RowCheck::check(Element row) {
    Verdict verdict;
    simdjson::dom::object object;
    if (row.get(object)) {
        std::string_view text;
        errors_.add("Details", row.get(text) ? simdjson::minify(row) : std::string(text), wire_code::parameter_wrong,
                    "a row must be an object");
        return verdict;
    }
    // Unknown fields are ignored and null is absent, so a row of nothing else is an empty row.
    bool any = collect(object);
    bool some_missing = false;
    for (size_t i = 0; i < fields_.size() && !some_missing; ++i) some_missing = is_missing(i);
    if (some_missing && is_of_other_line(object)) {
        verdict.other_line = true;
        errors_.add("Details", simdjson::minify(row), wire_code::other_service,
                    "a row of another business line than the account's");
        return verdict;
    }
    if (!any) {
        errors_.add("Details", simdjson::minify(row), wire_code::all_of_row_missing,
                    "all parameters of the row are missing");
        return verdict;
    }
    if (some_missing) report_missing();
    loan_date_.reset();
    for (size_t i = 0; i < fields_.size(); ++i) {
        if (!values_[i].present || is_missing(i)) continue;
        check_field(i, verdict);
        if (rules_.markup_fault) check_markup(fields_[i], values_[i].element);
    }
    return verdict;
}

void RowCheck::check_field(size_t i, Verdict& verdict) {
    const RowField& field = fields_[i];
    Element value = values_[i].element;
    switch (field.kind) {
        case FieldKind::text:
        case FieldKind::free_text:
            return check_text(field, value);
        case FieldKind::number:
            return check_phone(field, value, verdict);
        case FieldKind::loan_date:
            return check_loan_date(field, value);
        case FieldKind::due_date:
            return check_due_date(field, value);
        case FieldKind::amount:
            return check_amount(field, value);
        case FieldKind::unit:
            return check_unit(field, value);
        case FieldKind::gender:
            return check_gender(field, value);
        case FieldKind::platform:
            return check_platform(field, value);
        case FieldKind::own:
            return check_own(field, value);
    }
}

/// A number that was parsed as a double as the client wrote it; empty if that is not known.
std::string_view RowCheck::number_text(uint32_t row, std::string_view key) {
    if (!number_texts_) number_texts_.emplace(rules_.source);
    return number_texts_->find(row, key);
}

std::string RowCheck::keep_fields(uint32_t row) {
    std::string json;
    json.reserve(256);  // an ordinary row, so that it is allocated once
    json += '{';
    for (size_t i = 0; i < fields_.size(); ++i) {
        const Value& value = values_[i];
        if ((!value.present && !value.is_null) || value.key == "Callee") continue;
        if (json.size() > 1) json += ',';
        json.append(1, '"').append(value.key).append("\":");  // a known name: nothing in it to escape
        std::string_view text;
        if (value.element.get(text) == simdjson::SUCCESS) {
            append_json_text(json, text);
        } else if (value.element.is_double() && !(text = number_text(row, value.key)).empty()) {
            json += text;
            if (text.find_first_of(".eE") == std::string_view::npos)
                json += ".0";  // so that the row can be parsed again
        } else {
            json += simdjson::minify(value.element);
        }
    }
    json += '}';
    return json;
}

}  // namespace tiller::campaign
