// `routes` of an account (docs/contract/partners.md, "Flex routes"): leads/route_form.cc has the fields of a route
// itself.
#include <fmt/format.h>

#include "base/text.h"
#include "leads/route_form.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;
using form::Form;
using form::Value;
using form::Wrong;

std::optional<Wrong> check_name(std::string& name) {
    if (leads::is_route_name(name)) return std::nullopt;
    return Wrong{fmt::format(" must be letters, digits, - and _, at most {}", leads::kLongestRouteName)};
}

std::optional<Wrong> check_token(std::string& token) {
    size_t length = utf8_length(token);
    if (length >= kShortestToken && length <= kLongestToken && is_printable_utf8(token)) return std::nullopt;
    return Wrong{fmt::format(" must have {} to {} printable characters", kShortestToken, kLongestToken)};
}

/// What a new route begins with; no document tells it.
struct AsPreset {
    static Value to(const RouteSetup&) { return {}; }
    static void from(const Value& value, RouteSetup& setup) {
        auto* name = value.as<std::string>();
        if (auto known = name ? leads::preset(*name) : std::nullopt) {
            setup.route = std::move(*known);
            setup.name = *name;
        }
    }
};

std::optional<Wrong> check_preset(std::string& name) {
    return leads::preset(name) ? std::nullopt : std::optional(Wrong{" must be one of " + leads::preset_names()});
}

/// One token, and several: either is given.
struct AsToken {
    static Value to(const RouteSetup&) { return {}; }
    static void from(const Value& value, RouteSetup& setup) {
        if (auto* token = value.as<std::string>()) setup.tokens.push_back(*token);
        setup.keeps_tokens = false;
    }
};
struct AsTokens {
    static Value to(const RouteSetup& setup) { return setup.keeps_tokens ? Value() : form::AsTexts::to(setup.tokens); }
    static void from(const Value& value, RouteSetup& setup) {
        std::vector<std::string> tokens;
        form::AsTexts::from(value, tokens);
        std::ranges::move(tokens, std::back_inserter(setup.tokens));
        setup.keeps_tokens = false;
    }
};

form::Field token_field() { return {.fewest = kShortestToken, .longest = kLongestToken, .check = check_token}; }

Form<RouteSetup> make_form() {
    auto itself = [](auto& setup) -> auto& { return setup; };
    form::Field preset{.longest = 64,
                       .check = check_preset,
                       .about = "what a new route begins with: its name, too, unless that is given"};
    preset.words = leads::preset_words();
    form::Field token = token_field(), tokens;
    token.made = true;
    token.about = "in the path; made if a new route has neither token nor tokens";
    tokens.or_one = true;
    tokens.about = "several, instead of those that it has";
    form::Field one = token_field();
    one.type = form::Type::secret;
    tokens.item = std::make_shared<const form::Field>(std::move(one));
    return Form<RouteSetup>()
        .put("preset", form::Type::name, preset, itself, AsPreset())
        .name("name", &RouteSetup::name,
              {.longest = leads::kLongestRouteName,
               .check = check_name,
               .pattern = "^[A-Za-z0-9_-]+$",
               .fallback_told = "the preset's",
               .about = "in the path: `/api/push/<name>/<token>`"})
        .flag("enabled", &RouteSetup::enabled)
        .put("token", form::Type::secret, token, itself, AsToken())
        .put("tokens", form::Type::list, tokens, itself, AsTokens())
        .include(leads::route_form(), &RouteSetup::route)
        .name("result_url", &RouteSetup::result_url,
              {.longest = kLongestUrl, .check = check_url, .about = "gets the call records of the route's leads"})
        .secret("result_secret", &RouteSetup::result_secret,
                {.quiet = true,
                 .fewest = 1,
                 .longest = 256,
                 .about = "signs them; over HTTP it is made and told if a new `result_url` comes without"});
}

}  // namespace

const Form<RouteSetup>& route_form() {
    static const Form<RouteSetup> form = make_form();
    return form;
}

std::string read_route_token(MapReader& map, std::string_view key) {
    form::Field field = token_field();
    field.type = form::Type::secret;
    field.required = true;
    return map.text_of(key, field);
}

void finish(SetupContext& context, const Node& node, const std::string& path, RouteSetup& setup) {
    MapReader map(context, node, path);
    if (!map.find("preset") && !map.find("name") && node.is_map()) map.fault(node, map.path_of("name") + " is missing");
    const Node* secret = map.find("result_secret");
    setup.place = context.place(secret ? secret->at : node.at);
    setup.path = map.path_of("result_secret");
    setup.robot = mention(map, setup.route.robot.name, setup.route.robot_is_group);
    // The rules between values would be told wrongly of values that could not be read.
    if (!is_well_formed(context, route_form().fields(), node)) return;
    for (const std::string& fault : leads::faults(setup.route)) map.rule_fault(fault);
}

}  // namespace tiller::setup
