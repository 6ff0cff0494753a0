#include "dialogue/model_values.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "base/json/json.h"
#include "base/text.h"

namespace tiller::dialogue {
namespace {

using understanding::Question;
using understanding::ValueType;

constexpr size_t kLongestName = 100, kMostDigits = 20;
constexpr double kLargest = 1e15;

std::string clock(int64_t minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); }

std::string choices_of(const Question& question) {
    std::string all;
    for (const understanding::Intent& choice : question.choices) all += (all.empty() ? "" : ", ") + choice.name;
    return all;
}

std::string bounds_of(const Question& question) {
    if (!question.between) return "";
    auto [from, to] = *question.between;
    switch (question.type) {
        case ValueType::date:
            return fmt::format(" from {} to {} days from today", from, to);
        case ValueType::time:
            return fmt::format(" from {} to {}", clock(from), clock(to));
        case ValueType::digits:
            return from == to ? fmt::format(", {} of them", from) : fmt::format(", {} to {} of them", from, to);
        default:
            return fmt::format(" from {} to {}", from, to);
    }
}

std::optional<std::string> number_text(simdjson::dom::element value) {
    double number = 0;
    std::string_view text;
    if (!value.get(text)) {
        std::string plain(trim(text));
        char* end = nullptr;
        number = std::strtod(plain.c_str(), &end);
        bool is_plain = !plain.empty() && plain.find_first_not_of("0123456789.-") == plain.npos;
        if (!is_plain || *end != 0) return std::nullopt;
    } else if (value.is_bool() || value.get(number)) {
        return std::nullopt;
    }
    if (!std::isfinite(number) || number < 0 || number > kLargest) return std::nullopt;
    // Two places are enough for money, and for what is counted.
    std::string written = fmt::format("{:.2f}", number);
    while (written.ends_with('0')) written.pop_back();
    if (written.ends_with('.')) written.pop_back();
    return written;
}

std::optional<std::string> time_text(std::string_view text) {
    std::string padded = text.size() == 4 ? "0" + std::string(text) : std::string(text);
    auto seconds = parse_time_of_day(padded);
    return seconds ? std::optional(clock(*seconds / 60)) : std::nullopt;
}

/// Nothing: it is none of the type.
std::optional<std::string> value_text(const Question& question, simdjson::dom::element value) {
    if (question.type == ValueType::number || question.type == ValueType::amount) return number_text(value);
    bool truth = false;
    if (question.type == ValueType::yes_no && !value.get(truth)) return truth ? "yes" : "no";
    std::string_view raw;
    int64_t whole = 0;
    std::string text;
    if (!value.get(raw)) {
        text = trim(raw);
    } else if (question.type == ValueType::digits && !value.get(whole) && whole >= 0) {
        text = std::to_string(whole);
    }
    bool is_good = false;
    switch (question.type) {
        case ValueType::date:
            is_good = text.size() == 10 && parse_date(text).has_value();
            break;
        case ValueType::time:
            return time_text(text);
        case ValueType::digits:
            is_good = !text.empty() && text.size() <= kMostDigits && text.find_first_not_of("0123456789") == text.npos;
            break;
        case ValueType::yes_no:
            is_good = text == "yes" || text == "no";
            break;
        case ValueType::choice:
            is_good = std::ranges::find(question.choices, text, &understanding::Intent::name) != question.choices.end();
            break;
        default:
            is_good = !text.empty() && utf8_length(text) <= kLongestName && is_printable_utf8(text);
    }
    return is_good ? std::optional(text) : std::nullopt;
}

void write_schema(JsonWriter& json, const ModelSlot& slot) {
    bool is_number = slot.question.type == ValueType::number || slot.question.type == ValueType::amount;
    json.begin_object();
    json.field("type", is_number ? "number" : "string");
    std::string told = told_value(slot.question);
    json.field("description", slot.about.empty() ? told : slot.about + ": " + told);
    if (slot.question.type == ValueType::choice || slot.question.type == ValueType::yes_no) {
        json.key("enum");
        json.begin_array();
        if (slot.question.type == ValueType::yes_no) json.value("yes"), json.value("no");
        for (const understanding::Intent& choice : slot.question.choices) json.value(choice.name);
        json.end_array();
    }
    json.end_object();
}

}  // namespace

std::string told_value(const Question& question) {
    std::string bounds = bounds_of(question);
    switch (question.type) {
        case ValueType::date:
            return "a date" + bounds + ", as YYYY-MM-DD";
        case ValueType::time:
            return "a time of day" + bounds + ", as HH:MM";
        case ValueType::digits:
            return "digits" + bounds;
        case ValueType::yes_no:
            return "yes or no";
        case ValueType::choice:
            return "one of " + choices_of(question);
        case ValueType::name:
            return fmt::format("a name, at most {} characters", kLongestName);
        case ValueType::amount:
            return "an amount of money" + bounds + ", as a number without its currency";
        case ValueType::number:
            break;
    }
    return "a number" + bounds;
}

std::string slots_schema(const std::vector<ModelSlot>& slots) {
    JsonWriter json;
    json.begin_object();
    json.field("type", "object");
    json.key("properties");
    json.begin_object();
    for (const ModelSlot& slot : slots) {
        json.key(slot.name);
        write_schema(json, slot);
    }
    json.end_object();
    json.field("additionalProperties", false);
    json.end_object();
    return json.take();
}

Result<std::vector<std::pair<std::string, std::string>>> read_slots(const std::vector<ModelSlot>& slots,
                                                                    std::string_view arguments,
                                                                    std::optional<Date> today) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(arguments.data(), arguments.size()).get(object))
        return invalid("the arguments are no JSON object");
    std::vector<std::pair<std::string, std::string>> values;
    for (auto field : object) {
        auto slot = std::ranges::find(slots, field.key, &ModelSlot::name);
        if (slot == slots.end()) return invalid(fmt::format("there is no \"{}\"", utf8_prefix(field.key, 64)));
        if (field.value.is_null()) continue;
        auto value = value_text(slot->question, field.value);
        if (!value || !understanding::is_between(slot->question, *value, today))
            return invalid(fmt::format("{} must be {}", slot->name, told_value(slot->question)));
        values.emplace_back(slot->name, std::move(*value));
    }
    if (values.empty()) return invalid("nothing is noted");
    return values;
}

}  // namespace tiller::dialogue
