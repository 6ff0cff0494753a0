#include "setup/setup_reader.h"

namespace tiller::setup {

using document::Node;

RobotGroupSetup read_robot_group(SetupContext& context, const Node& node, const std::string& path) {
    constexpr int64_t kMostWeight = 1'000;
    MapReader map(context, node, path, {"name", "robots"});
    RobotGroupSetup group;
    group.name = map.name("name", 64);
    UniqueNames names(context, "robot");
    map.list("robots", [&](const Node& item, const std::string& item_path) {
        MapReader member(context, item, item_path, {"robot", "weight"});
        std::string robot = member.name("robot", 64);
        names.add(robot, item, item_path);
        const Node* named = member.find("robot");
        group.members.push_back({{robot, false, context.place(named ? named->at : item.at), member.path_of("robot")},
                                 member.integer("weight", 1, kMostWeight, 1)});
    });
    if (group.members.empty() && map.node().is_map()) map.fault(node, map.path_of("robots") + " must not be empty");
    return group;
}

}  // namespace tiller::setup
