// The fields of a route, and its stored form.
#include <simdjson.h>

#include "base/text.h"
#include "campaign/strategy_bounds.h"
#include "document/yaml_tree.h"
#include "form/json.h"
#include "leads/route_form.h"

namespace tiller::leads {
namespace {

using document::Node;

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

/// JSON as a text, which keeps "1" and 1 apart, or the same as a map.
std::optional<form::Value> read_schema(const Node& node, const std::string&, document::Faults&) {
    if (node.is_scalar()) return node.text;
    JsonWriter json;
    write_node(json, node);
    return json.take();
}

using Variables = std::vector<std::pair<std::string, JsonPointer>>;
struct AsVariables {
    static form::Value to(const Variables& variables) {
        form::Value::Map map;
        for (const auto& [name, pointer] : variables) map.push_back({name, pointer});
        return map;
    }
    static void from(const form::Value& value, Variables& variables) {
        auto* map = value.as<form::Value::Map>();
        if (!map) return;
        variables.clear();
        for (const auto& [name, pointer] : *map) {
            if (auto* text = pointer.as<std::string>()) variables.emplace_back(name, *text);
        }
    }
};

form::Form<Route> make_form() {
    const form::Field pointer{.longest = 256};
    constexpr std::string_view kInBody = "JSON Pointer to a name in the body";
    return form::Form<Route>()
        .put("schema", form::Type::custom,
             {.about = "JSON Schema (draft 4, without `$ref`) of the body, as text or as a map", .read = read_schema},
             &Route::schema, form::AsText())
        .texts("callee", &Route::callee, pointer,
               {.or_one = true, .about = "JSON Pointers (RFC 6901): the first that the body has"})
        .map("variables", &Route::variables, AsVariables(), pointer,
             {.noun = "a map of names and JSON Pointers", .about = "of the dialogue: name to JSON Pointer"})
        .texts("spread", &Route::spread, pointer,
               {.or_one = true, .about = "objects whose members all become variables"})
        .texts("recommended", &Route::recommended, pointer, {.or_one = true, .about = "absent ones are warnings"})
        .name("robot", [](auto& route) -> auto& { return route.robot.name; },
              {.longest = 64, .about = "its name, or a group's; required, or `robot_from`"})
        .name("robot_from", [](auto& route) -> auto& { return route.robot.from; }, {.longest = 256, .about = kInBody})
        .choice("robot_method", &Route::robot_is_group, form::Words<bool>{{"single", false}, {"group", true}})
        .name("line", [](auto& route) -> auto& { return route.line.name; },
              {.longest = 64, .about = "its name; required, or `line_from`"})
        .name("line_from", [](auto& route) -> auto& { return route.line.from; }, {.longest = 256, .about = kInBody})
        .name("zone", &Route::zone, {.longest = 64, .fallback_told = "the account's", .about = "IANA time zone"})
        .time_of_day("start", &Route::start, {.example = "09:00"})
        .time_of_day("end", &Route::end, {.example = "18:00", .about = "before the start: of the next day"})
        .integer("repeat_interval", [](auto& route) -> auto& { return route.repeat.interval_minutes; },
                 {.least = 0, .most = campaign::kMostRepeatMinutes, .about = "minutes between tries"})
        .integer("repeat_num", [](auto& route) -> auto& { return route.repeat.num; },
                 {.least = 0, .most = campaign::kMostRepeats, .about = "further tries"})
        .outcomes("repeat_on", [](auto& route) -> auto& { return route.repeat.on; },
                  {.about = "outcomes after which a number is tried again"});
}

}  // namespace

const form::Form<Route>& route_form() {
    static const form::Form<Route> form = make_form();
    return form;
}

// The stored schema is JSON as it was written, down to its numbers: it goes past the form.

std::string to_json(const Route& route) {
    form::Value::Map fields = form::to_stored(route_form().fields(), route_form().to_map(route));
    JsonWriter json;
    json.begin_object();
    for (const form::Member& member : fields) {
        json.key(member.name);
        member.name == "schema" ? json.raw(route.schema) : form::write(json, member.value);
    }
    json.end_object();
    return json.take();
}

Result<Route> route_from_json(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element root, schema;
    if (parser.parse(text.data(), text.size()).get(root) || !root.is_object())
        return invalid("a route: no JSON object");
    if (root["schema"].get(schema)) return invalid("a route: schema is missing");
    auto route = form::from_stored_json(route_form(), text, "a route");
    if (route) route->schema = simdjson::to_string(schema);
    return route;
}

}  // namespace tiller::leads
