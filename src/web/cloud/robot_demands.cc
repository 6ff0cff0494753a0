#include "web/cloud/robot_demands.h"

#include <simdjson.h>

#include <algorithm>

#include "dialogue/dialogue.h"
#include "dialogue/ssml.h"

namespace tiller::cloud {

void RobotDemands::add(store::Db& db, const store::Robot& robot) {
    std::vector<std::string>& names = platforms_.emplace_back();
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    if (!parser.parse(robot.platforms).get(list)) {
        for (auto element : list) {
            std::string_view name;
            if (!element.get(name)) names.emplace_back(name);
        }
    }

    auto definition = store::find_robot_definition(db, robot.account, robot.id, robot.version);
    if (!definition || !dialogue::holds_markup(*definition)) return;  // most robots: nothing to read
    auto loaded = dialogue::load(*definition);
    if (auto* dialogue = std::get_if<dialogue::DefinitionPtr>(&loaded)) {
        for (std::string& name : dialogue::variables_in_ssml(**dialogue)) in_ssml_.insert(std::move(name));
    }
}

bool RobotDemands::are_bound_to(std::string_view platform) const {
    return std::ranges::all_of(platforms_, [&](const auto& names) {
        return names.empty() || std::ranges::find(names, platform) != names.end();
    });
}

std::optional<std::string> RobotDemands::markup_fault(std::string_view field, std::string_view value) const {
    return in_ssml_.contains(field) ? dialogue::ssml_value_fault(value) : std::nullopt;
}

}  // namespace tiller::cloud
