#include "form/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "form/json.h"

namespace tiller::form {
namespace {

constexpr size_t kLongestValue = 60;  // characters

std::string shown(const Value* value) {
    if (!value) return "(none)";
    auto* text = value->as<std::string>();
    std::string whole = text ? *text : to_json(*value);
    if (whole.find('\n') != std::string::npos) return "(a text)";
    if (whole.empty()) return "\"\"";
    if (utf8_length(whole) <= kLongestValue) return whole;
    return std::string(utf8_prefix(whole, kLongestValue - 1)) + "…";
}

/// Goes down where both have the same members, and tells single values.
void compare(std::vector<std::string>& out, const std::string& path, const Value* before, const Value* after) {
    if (before && after && *before == *after) return;
    auto* old_map = before ? before->as<Value::Map>() : nullptr;
    auto* new_map = after ? after->as<Value::Map>() : nullptr;
    if (old_map && new_map) {
        for (const Member& member : *new_map) {
            compare(out, fmt::format("{}.{}", path, member.name), before->find(member.name), &member.value);
        }
        for (const Member& member : *old_map) {
            if (!after->find(member.name))
                compare(out, fmt::format("{}.{}", path, member.name), &member.value, nullptr);
        }
        return;
    }
    auto* old_list = before ? before->as<Value::List>() : nullptr;
    auto* new_list = after ? after->as<Value::List>() : nullptr;
    auto holds_maps = [](const Value::List& list) { return !list.empty() && list[0].as<Value::Map>(); };
    if (old_list && new_list && (holds_maps(*old_list) || holds_maps(*new_list))) {
        for (size_t i = 0; i < std::max(old_list->size(), new_list->size()); ++i) {
            bool had = i < old_list->size(), has = i < new_list->size();
            std::string item = fmt::format("{}[{}]", path, i);
            if (had && has) {
                compare(out, item, &(*old_list)[i], &(*new_list)[i]);
            } else {
                out.push_back(item + (has ? " added" : " removed"));
            }
        }
        return;
    }
    out.push_back(fmt::format("{} {} → {}", path, shown(before), shown(after)));
}

const Value* find(const Value::Map& map, std::string_view name) {
    auto found = std::ranges::find(map, name, &Member::name);
    return found == map.end() ? nullptr : &found->value;
}

}  // namespace

std::vector<std::string> changes(const Fields& fields, const Value::Map& before, const Value::Map& after) {
    std::vector<std::string> out;
    for (const Field& field : fields) {
        const Value *old = find(before, field.name), *now = find(after, field.name);
        if (field.read_only || (!old && !now)) continue;
        if (!field.is_secret()) {
            compare(out, std::string(field.name), old, now);
        } else if (now && !(old ? *old == *now : now->is_empty())) {
            out.emplace_back(field.name);
        }
    }
    return out;
}

}  // namespace tiller::form
