// The rules of single values (docs/contract/voice.md, "Business lines"; codes: docs/contract/errors.md).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/currency_code.h"
#include "base/text.h"
#include "campaign/rows/row_check.h"
#include "model/wire_code.h"

namespace tiller::campaign {
namespace {

/// The text with the blanks around it cut off; nothing if the value is not a string.
std::optional<std::string_view> text_of(simdjson::dom::element value) {
    std::string_view text;
    if (value.get(text)) return std::nullopt;
    return trim(text);
}

bool longer_than(std::string_view text, size_t characters) {
    return text.size() > characters && utf8_length(text) > characters;  // a character has at least one byte
}

/// The first byte of a control character is below 0x20, 0x7F, or 0xC2 of a two-byte sequence: few texts hold one, and
/// only those are looked at closely.
bool may_hold_controls(std::string_view text) {
    bool found = false;
    for (char c : text) {
        auto byte = static_cast<uint8_t>(c);
        found |= byte < 0x20 || byte == 0x7F || byte == 0xC2;
    }
    return found;
}

bool holds_controls(std::string_view text, bool line_breaks_allowed) {
    if (!may_hold_controls(text)) return false;
    if (!line_breaks_allowed) return !is_printable_utf8(text);
    std::string without(text);
    std::erase_if(without, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
    return !is_printable_utf8(without);
}

// Beyond it a number is a slip of the keyboard.
constexpr double kTooMuch = 1e30;

/// Tells 999.999 from 1234.5600000000001, which is what sums of floating-point numbers come to.
bool has_more_decimals(double amount, int decimals) {
    double units = amount * std::pow(10.0, decimals);
    return std::abs(units - std::round(units)) > std::max(1e-6, units * 1e-12);
}

}  // namespace

void RowCheck::wrong(const RowField& field, Element value, int code, std::string_view text) {
    std::string_view shown;
    if (value.get(shown) == simdjson::SUCCESS) return errors_.add(key_of(field), shown, code, text);
    errors_.add(key_of(field), simdjson::minify(value), code, text);
}

void RowCheck::check_text(const RowField& field, Element value) {
    auto text = text_of(value);
    if (!text) return wrong(field, value, wire_code::parameter_wrong, "must be a string");
    if (longer_than(*text, field.max_characters)) {
        wrong(field, value, field.code, fmt::format("longer than {} characters", field.max_characters));
    }
    if (holds_controls(*text, field.kind == FieldKind::free_text)) {
        wrong(field, value, wire_code::parameter_wrong, "must not hold control characters");
    }
}

void RowCheck::check_own(const RowField& field, Element value) {
    if (value.is_string()) return check_text(field, value);
    if (!value.is_number() && !value.is_bool()) wrong(field, value, field.code, "must be a text or a number");
}

void RowCheck::check_phone(const RowField& field, Element value, Verdict& verdict) {
    auto text = text_of(value);
    if (!text) return wrong(field, value, field.code, "must be a string such as \"+6281234567890\"");
    auto number = check_number(*text, rules_.number_check);
    if (!number) return wrong(field, value, field.code, number.error().message);
    verdict.number_field = key_of(field);
    verdict.number_text = *text;
    verdict.callee = std::move(*number);
}

void RowCheck::check_loan_date(const RowField& field, Element value) {
    auto text = text_of(value);
    loan_date_ = text ? parse_date(*text) : std::nullopt;
    if (!loan_date_) return wrong(field, value, field.code, "must be a date, YYYY-MM-DD");
    if (*loan_date_ > rules_.today) {
        wrong(field, value, field.code, "must not be in the future; today is " + format_date(rules_.today));
    }
}

void RowCheck::check_due_date(const RowField& field, Element value) {
    auto text = text_of(value);
    auto due = text ? parse_date(*text) : std::nullopt;
    if (!due) return wrong(field, value, field.code, "must be a date, YYYY-MM-DD");
    if (loan_date_ && *due <= *loan_date_)
        wrong(field, value, field.code, "must be after LoanDate, " + format_date(*loan_date_));
}

void RowCheck::check_amount(const RowField& field, Element value) {
    double amount = 0;
    if (value.get(amount)) return wrong(field, value, field.code, "must be a number");
    if (!(amount > 0)) return wrong(field, value, field.code + 1, "must be above zero");
    if (amount >= kTooMuch) return wrong(field, value, wire_code::parameter_wrong, "must be below 1e30");
    auto decimals = decimals_of_unit();
    if (!decimals || !has_more_decimals(amount, *decimals)) return;
    wrong(field, value, wire_code::parameter_wrong,
          fmt::format("must have at most {} decimals, as its Unit has", *decimals));
}

/// What "$" or "rupiah" means is the robot's to know; three capitals are a code of ISO 4217, or nothing.
void RowCheck::check_unit(const RowField& field, Element value) {
    check_text(field, value);
    std::string_view unit = trim(text_of(value).value_or(""));
    bool is_code = unit.size() == 3 && std::ranges::all_of(unit, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (is_code && !currency_decimals(unit)) {
        wrong(field, value, field.code, "must be a currency of ISO 4217, such as IDR, or a word for one");
    }
}

std::optional<int> RowCheck::decimals_of_unit() const {
    for (size_t i = 0; i < fields_.size(); ++i) {
        if (fields_[i].kind != FieldKind::unit || !values_[i].present) continue;
        return currency_decimals(trim(text_of(values_[i].element).value_or("")));
    }
    return std::nullopt;
}

void RowCheck::check_gender(const RowField& field, Element value) {
    auto text = text_of(value);
    if (text && (text->empty() || *text == "male" || *text == "female")) return;
    bool too_long = text && longer_than(*text, field.max_characters);
    wrong(field, value, field.code,
          too_long ? "longer than 8 characters: must be male or female" : "must be male or female");
}

void RowCheck::check_platform(const RowField& field, Element value) {
    auto text = text_of(value);
    if (!text) return wrong(field, value, wire_code::parameter_wrong, "must be a string");
    if (text->empty()) return;  // optional here: a required one is missing, and said so
    if (longer_than(*text, field.max_characters)) {
        return wrong(field, value, field.code, fmt::format("longer than {} characters", field.max_characters));
    }
    auto known = bound_.find(*text);
    if (known == bound_.end()) {
        bool bound = !rules_.platform_is_bound || rules_.platform_is_bound(*text);
        known = bound_.emplace(*text, bound).first;
    }
    if (!known->second) wrong(field, value, field.code, "the robot is not bound to this platform");
}

void RowCheck::check_markup(const RowField& field, Element value) {
    auto text = text_of(value);
    if (!text || text->find('<') == std::string_view::npos) return;  // no tag: nearly all of them
    if (auto fault = rules_.markup_fault(field.name, *text)) wrong(field, value, wire_code::ssml_wrong, *fault);
}

}  // namespace tiller::campaign
