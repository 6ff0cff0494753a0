#include "web/cloud/robot_demands.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "dialogue/definition.h"
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
    if (!definition) return;
    auto loaded = dialogue::load(*definition);
    auto* dialogue = std::get_if<dialogue::DefinitionPtr>(&loaded);
    if (!dialogue) return;  // the call tells it
    for (std::string& name : dialogue::variables_in_ssml(**dialogue)) in_ssml_.insert(std::move(name));
    for (const dialogue::Variable& variable : dialogue::variables(**dialogue)) {
        variables_[variable.name] |= variable.required;
    }
    voices_.push_back({robot.name, (*dialogue)->language, (*dialogue)->voice});
}

std::string RobotDemands::voice_fault(const HasVoice& has_voice) const {
    if (!has_voice) return {};
    for (const Voice& voice : voices_) {
        auto good = has_voice(voice.language, voice.voice);
        if (!good) return fmt::format("robot \"{}\" cannot speak: {}", voice.robot, good.error().message);
    }
    return {};
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
