#include <fmt/format.h>

#include "setup/setup_reader.h"

#include "model/wire_code.h"

namespace tiller::setup {
namespace {

using document::Node;

campaign::Include read_include(SetupContext& context, const Node& node, const std::string& path) {
    MapReader map(context, node, path, {"outcomes", "intentions"});
    campaign::Include include;
    include.is_default = false;
    include.outcomes = map.outcomes("outcomes", 0);
    map.texts("intentions", 16, [&](const std::string& letter, const Node&, const std::string&) {
        include.intentions.push_back(letter);
    });
    return include;
}

campaign::Round read_round(SetupContext& context, const Node& node, const std::string& path, RobotMention& mention) {
    MapReader map(context, node, path,
                  {"robot", "robot_method", "day_offset", "start", "end", "repeat_interval", "repeat_num", "repeat_on",
                   "include"});
    campaign::Round round;
    round.robot = map.name("robot", 64);
    const Node* robot = map.find("robot");
    if (const Node* method = map.find("robot_method")) {
        std::string word = map.text("robot_method", 16);
        round.robot_is_group = word == "group";
        if (word != "single" && word != "group") {
            map.fault(*method, map.told("robot_method") + " must be single or group");
        }
    }
    mention = {round.robot, round.robot_is_group, context.place(robot ? robot->at : node.at), map.path_of("robot")};
    round.day_offset = static_cast<int>(map.integer("day_offset", 0, 4, 0));
    round.start = map.time_of_day("start");
    round.end = map.time_of_day("end");
    round.repeat_interval = static_cast<int>(map.integer("repeat_interval", 0, 30, 0));
    round.repeat_num = static_cast<int>(map.integer("repeat_num", 0, 15, 0));
    round.repeat_on = map.outcomes("repeat_on", campaign::kDefaultRepeatOn);
    if (const Node* include = map.find("include")) {
        round.include = read_include(context, *include, map.path_of("include"));
    }
    return round;
}

}  // namespace

StrategySetup read_strategy(SetupContext& context, const Node& node, const std::string& path) {
    MapReader map(context, node, path, {"name", "rounds"});
    size_t faults_before = context.count();
    StrategySetup setup;
    setup.strategy.name = map.name("name", 1000);
    map.list("rounds", [&](const Node& round, const std::string& round_path) {
        RobotMention mention;
        setup.strategy.rounds.push_back(read_round(context, round, round_path, mention));
        setup.robots.push_back(std::move(mention));
    });
    // The rules between values would be told wrongly of values that could not be read.
    if (context.count() > faults_before) return setup;
    auto faults = campaign::faults(setup.strategy);
    for (const std::string& fault : faults) map.rule_fault(fault);
    if (int round = faults.empty() ? campaign::first_round_too_short(setup.strategy) : 0) {
        const auto& short_one = setup.strategy.rounds[static_cast<size_t>(round) - 1];
        map.rule_fault(fmt::format("rounds[{}]: the window must be longer than its repeats take, {} x {} minutes",
                                   round - 1, short_one.repeat_num, short_one.repeat_interval),
                       wire_code::window_too_short);
    }
    return setup;
}

}  // namespace tiller::setup
