#include "form/value.h"

#include <fmt/format.h>

namespace tiller::form {

Value::Value() = default;
Value::Value(std::string_view text) : is(std::string(text)) {}
Value::Value(std::string text) : is(std::move(text)) {}
Value::Value(const char* text) : is(std::string(text)) {}
Value::Value(List list) : is(std::move(list)) {}
Value::Value(Map map) : is(std::move(map)) {}

bool Value::operator==(const Value& other) const { return is == other.is; }

bool Value::is_empty() const {
    if (auto* text = as<std::string>()) return text->empty();
    if (auto* list = as<List>()) return list->empty();
    if (auto* map = as<Map>()) return map->empty();
    return is_nothing();
}

const Value* Value::find(std::string_view name) const {
    auto* map = as<Map>();
    if (!map) return nullptr;
    for (const Member& member : *map) {
        if (member.name == name) return &member.value;
    }
    return nullptr;
}

std::string to_text(double number) {
    std::string text = fmt::format("{:.6f}", number);
    text.resize(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace tiller::form
