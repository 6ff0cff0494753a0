// `routes` of an account (docs/contract/partners.md, "Flex routes").
#include <fmt/format.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/text.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;

constexpr size_t kFewestTokenCharacters = 16, kMostTokenCharacters = 128;

/// A plain scalar of YAML that JSON would write without quotes.
bool is_bare(const std::string& text) {
    return text == "true" || text == "false" || text == "null" || parse_integer(text).has_value();
}

void write_node(JsonWriter& json, const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return json.null();
        case Node::Kind::scalar:
            return is_bare(node.text) ? json.raw(node.text) : json.value(node.text);
        case Node::Kind::list:
            json.begin_array();
            for (const Node& item : node.items) write_node(json, item);
            return json.end_array();
        case Node::Kind::map:
            json.begin_object();
            for (const auto& field : node.fields) {
                json.key(field.key);
                write_node(json, field.value);
            }
            return json.end_object();
    }
}

/// JSON as a text, or the same as a map.
std::string read_schema(const Node& node) {
    if (node.is_scalar()) return node.text;
    JsonWriter json;
    write_node(json, node);
    return json.take();
}

void read_texts(MapReader& map, std::string_view key, std::vector<std::string>& out) {
    if (!map.find(key)) return;
    out.clear();
    map.texts(
        key, 256, [&](const std::string& text, const Node&, const std::string&) { out.push_back(text); }, true);
}

void read_variables(MapReader& map, leads::Route& route) {
    const Node* node = map.find("variables");
    if (!node) return;
    if (!node->is_map()) return map.fault(*node, map.told("variables") + " must map names to JSON Pointers");
    route.variables.clear();
    for (const auto& field : node->fields) route.variables.emplace_back(field.key, field.value.text);
}

void read_named(MapReader& map, std::string_view key, leads::Named& named) {
    std::string from = std::string(key) + "_from";
    if (map.find(key)) named.name = map.name(key, 64);
    if (map.find(from)) named.from = map.name(from, 256);
}

void read_robot_method(MapReader& map, leads::Route& route) {
    const Node* method = map.find("robot_method");
    if (!method) return;
    std::string word = map.text("robot_method", 16);
    route.robot_is_group = word == "group";
    if (word != "single" && word != "group") {
        map.fault(*method, map.told("robot_method") + " must be single or group");
    }
}

void check_token(MapReader& map, std::string_view key, const std::string& token) {
    size_t length = utf8_length(token);
    if (length >= kFewestTokenCharacters && length <= kMostTokenCharacters && is_printable_utf8(token)) return;
    map.fault(*map.find(key), fmt::format("{} must have {} to {} printable characters", map.path_of(key),
                                          kFewestTokenCharacters, kMostTokenCharacters));
}

void read_tokens(MapReader& map, RouteSetup& setup) {
    if (map.find("token")) {
        setup.keeps_tokens = false;
        setup.tokens.push_back(read_route_token(map, "token"));
    }
    if (map.find("tokens")) {
        setup.keeps_tokens = false;
        std::vector<std::string> tokens;
        read_texts(map, "tokens", tokens);
        for (std::string& token : tokens) {
            check_token(map, "tokens", token);
            setup.tokens.push_back(std::move(token));
        }
    }
}

void read_result(SetupContext& context, MapReader& map, RouteSetup& setup) {
    if (map.find("result_url")) setup.result_url = read_url(map, "result_url");
    const Node* secret = map.find("result_secret");
    setup.place = context.place(secret ? secret->at : map.node().at);
    setup.path = map.path_of("result_secret");
    if (secret) setup.result_secret = map.secret("result_secret", true);
}

}  // namespace

std::string read_route_token(MapReader& map, std::string_view key) {
    std::string token = map.secret(key, true);
    check_token(map, key, token);
    return token;
}

RouteSetup read_route(SetupContext& context, const Node& node, const std::string& path) {
    MapReader map(
        context, node, path,
        {"name",       "preset",       "token",       "tokens", "enabled",         "schema",       "callee",
         "variables",  "spread",       "recommended", "robot",  "robot_from",      "robot_method", "line",
         "line_from",  "zone",         "start",       "end",    "repeat_interval", "repeat_num",   "repeat_on",
         "result_url", "result_secret"});
    RouteSetup setup;
    if (const Node* named = map.find("preset")) {
        std::string word = map.name("preset", 64);
        if (auto known = leads::preset(word)) {
            setup.route = std::move(*known);
            setup.name = word;
        } else {
            map.fault(*named,
                      fmt::format("{} \"{}\" must be one of {}", map.path_of("preset"), word, leads::preset_names()));
            return setup;
        }
    }
    if (!map.find("preset") || map.find("name")) setup.name = map.name("name", 64);
    if (const Node* named = map.find("name"); named && !leads::is_route_name(setup.name)) {
        map.fault(*named, fmt::format("{} \"{}\" must be letters, digits, - and _, at most 48", map.path_of("name"),
                                      setup.name));
    }
    size_t faults_before = context.count();
    leads::Route& route = setup.route;
    setup.enabled = map.truth("enabled", true);
    if (const Node* schema = map.find("schema")) route.schema = read_schema(*schema);
    read_texts(map, "callee", route.callee);
    read_variables(map, route);
    read_texts(map, "spread", route.spread);
    read_texts(map, "recommended", route.recommended);
    read_named(map, "robot", route.robot);
    read_named(map, "line", route.line);
    read_robot_method(map, route);
    if (map.find("zone")) route.zone = map.name("zone", 64);
    if (map.find("start")) route.start = map.time_of_day("start");
    if (map.find("end")) route.end = map.time_of_day("end");
    route.repeat.interval_minutes = static_cast<int>(map.integer("repeat_interval", 0, 30, 0));
    route.repeat.num = static_cast<int>(map.integer("repeat_num", 0, 15, 0));
    route.repeat.on = map.outcomes("repeat_on", campaign::kDefaultRepeatOn);
    read_tokens(map, setup);
    read_result(context, map, setup);
    const Node* robot = map.find("robot");
    setup.robot = {route.robot.name, route.robot_is_group, context.place(robot ? robot->at : node.at),
                   map.path_of("robot")};
    // The rules between values would be told wrongly of values that could not be read.
    if (context.count() > faults_before) return setup;
    for (const std::string& fault : leads::faults(route)) map.rule_fault(fault);
    return setup;
}

}  // namespace tiller::setup
