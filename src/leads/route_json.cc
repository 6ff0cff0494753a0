// The stored form of a route.
#include <simdjson.h>

#include "base/json/json.h"
#include "base/zone.h"
#include "leads/route.h"

namespace tiller::leads {
namespace {

using simdjson::dom::element;

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name);
    json.begin_array();
    for (const std::string& text : texts) json.value(text);
    json.end_array();
}

std::string text_of(element object, std::string_view name) {
    std::string_view text;
    return object[name].get(text) ? std::string() : std::string(text);
}

int integer_of(element object, std::string_view name) {
    int64_t number = 0;
    return object[name].get(number) ? 0 : static_cast<int>(number);
}

std::vector<std::string> texts_of(element object, std::string_view name) {
    std::vector<std::string> texts;
    simdjson::dom::array list;
    if (object[name].get(list)) return texts;
    for (element item : list) {
        std::string_view text;
        if (!item.get(text)) texts.emplace_back(text);
    }
    return texts;
}

}  // namespace

std::string to_json(const Route& route) {
    JsonWriter json;
    json.begin_object();
    json.raw_field("schema", route.schema);
    write_texts(json, "callee", route.callee);
    json.key("variables");
    json.begin_object();
    for (const auto& [name, pointer] : route.variables) json.field(name, pointer);
    json.end_object();
    write_texts(json, "spread", route.spread);
    write_texts(json, "recommended", route.recommended);
    json.field("robot", route.robot.name);
    json.field("robot_from", route.robot.from);
    json.field("robot_method", route.robot_is_group ? "group" : "single");
    json.field("line", route.line.name);
    json.field("line_from", route.line.from);
    json.field("zone", route.zone);
    json.field("start", format_time_of_day(route.start));
    json.field("end", format_time_of_day(route.end));
    json.field("repeat_interval", route.repeat.interval_minutes);
    json.field("repeat_num", route.repeat.num);
    json.key("repeat_on");
    json.begin_array();
    for (size_t i = 1; i < kOutcomeNames.size(); ++i) {
        if (contains(route.repeat.on, static_cast<Outcome>(i))) json.value(kOutcomeNames[i]);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

Result<Route> route_from_json(std::string_view text) {
    simdjson::dom::parser parser;
    element root, schema;
    simdjson::dom::object variables;
    if (parser.parse(text.data(), text.size()).get(root) || !root.is_object())
        return invalid("a route: no JSON object");
    if (root["schema"].get(schema)) return invalid("a route: schema is missing");
    Route route{.schema = simdjson::to_string(schema),
                .callee = texts_of(root, "callee"),
                .spread = texts_of(root, "spread"),
                .recommended = texts_of(root, "recommended"),
                .robot = {text_of(root, "robot"), text_of(root, "robot_from")},
                .line = {text_of(root, "line"), text_of(root, "line_from")},
                .robot_is_group = text_of(root, "robot_method") == "group",
                .zone = text_of(root, "zone")};
    if (!root["variables"].get(variables)) {
        for (auto [name, pointer] : variables) route.variables.emplace_back(name, std::string_view(pointer));
    }
    route.start = parse_time_of_day(text_of(root, "start")).value_or(route.start);
    route.end = parse_time_of_day(text_of(root, "end")).value_or(route.end);
    route.repeat.interval_minutes = integer_of(root, "repeat_interval");
    route.repeat.num = integer_of(root, "repeat_num");
    if (auto words = texts_of(root, "repeat_on"); root["repeat_on"].error() == simdjson::SUCCESS) {
        route.repeat.on = 0;
        for (const std::string& word : words) {
            if (auto outcome = parse_outcome(word)) route.repeat.on |= bit(*outcome);
        }
    }
    return route;
}

}  // namespace tiller::leads
