#include "cli/manage/field_help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include <algorithm>
#include <set>
#include <vector>

namespace tiller::cli {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string shown(element value) {
    std::string_view text;
    return value.get(text) ? simdjson::minify(value) : std::string(text);
}

std::string type_of(const object& schema) {
    array words;
    if (!schema["enum"].get(words)) {
        std::vector<std::string> all;
        for (element word : words) all.push_back(shown(word));
        return fmt::format("{}", fmt::join(all, " | "));
    }
    std::string_view type = "text";
    if (schema["type"].get(type) && !schema["type"].get(words)) type = words.at(0).get_string().value();
    if (type == "array") return "list";
    if (type == "boolean") return "true | false";
    if (type == "string") return "text";
    return std::string(type);
}

/// "1 to 10000", "at most 64 characters".
std::string bounds_of(const object& schema) {
    element least, most;
    bool has_least = !schema["minimum"].get(least), has_most = !schema["maximum"].get(most);
    if (has_least && has_most) return fmt::format("{} to {}", shown(least), shown(most));
    if (has_least) return fmt::format("at least {}", shown(least));
    if (!schema["maxLength"].get(most)) return fmt::format("at most {} characters", shown(most));
    return {};
}

std::string about(const object& schema, bool is_required) {
    std::string out = type_of(schema);
    if (std::string bounds = bounds_of(schema); !bounds.empty()) out += ", " + bounds;
    if (is_required) out += ", required";
    if (element value; !schema["default"].get(value)) out += ", default " + shown(value);
    if (std::string_view text; !schema["description"].get(text)) out += fmt::format(": {}", text);
    return out;
}

void collect(std::vector<std::pair<std::string, std::string>>& out, const std::string& path, const object& schema) {
    std::set<std::string_view> required;
    if (array names; !schema["required"].get(names)) {
        for (element name : names) required.insert(name.get_string().value());
    }
    object properties;
    if (schema["properties"].get(properties)) return;
    for (auto field : properties) {
        object inner = field.value.get_object();
        bool is_told_only = false;
        if (!inner["readOnly"].get(is_told_only) && is_told_only) continue;
        std::string name = path + std::string(field.key);
        if (object nested; !inner["properties"].get(nested)) {
            collect(out, name + ".", inner);
        } else {
            out.emplace_back(name, about(inner, required.contains(field.key)));
        }
    }
}

}  // namespace

std::string field_help(std::string_view schema) {
    simdjson::dom::parser parser;
    std::vector<std::pair<std::string, std::string>> fields;
    collect(fields, "", parser.parse(schema.data(), schema.size()).get_object());
    size_t width = 0;
    for (const auto& [name, text] : fields) width = std::max(width, name.size());
    std::string out = "Fields:\n";
    for (const auto& [name, text] : fields) out += fmt::format("  {:<{}}  {}\n", name, width, text);
    return out;
}

}  // namespace tiller::cli
