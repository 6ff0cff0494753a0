#include "campaign/robot_choice.h"

#include <fmt/format.h>

namespace tiller::campaign {
namespace {

Result<store::Robot> find_published(store::Db& db, int64_t account, std::string_view id_or_name) {
    auto robot = store::find_robot(db, account, id_or_name);
    if (!robot) return not_found(fmt::format("robot \"{}\" does not exist", id_or_name));
    if (robot->version == 0) return not_found(fmt::format("robot \"{}\" has no published version", robot->name));
    return std::move(*robot);
}

}  // namespace

Result<RobotChoice> find_robot_choice(store::Db& db, int64_t account, std::string_view name, bool is_group) {
    RobotChoice choice{std::string(name), is_group, {}};
    if (!is_group) {
        auto robot = find_published(db, account, name);
        if (!robot) return robot.error();
        choice.name = robot->name;
        choice.robots.push_back(std::move(*robot));
        return choice;
    }
    auto group = store::find_robot_group(db, account, name);
    if (!group) return not_found(fmt::format("robot group \"{}\" does not exist", name));
    for (const auto& member : group->members) {
        auto robot = find_published(db, account, member.robot);
        if (!robot) return not_found(fmt::format("robot group \"{}\": {}", name, robot.error().message));
        choice.robots.push_back(std::move(*robot));
    }
    return choice;
}

std::optional<store::Robot> draw_robot(store::Db& db, Random& random, const store::Task& task) {
    if (!task.robot_is_group) {
        auto robot = store::find_robot(db, task.account, task.robot);
        if (robot && task.robot_version != 0) robot->version = task.robot_version;
        return robot;
    }
    auto group = store::find_robot_group(db, task.account, task.robot_name);
    if (!group) return std::nullopt;
    uint64_t sum = 0;
    for (const auto& member : group->members) sum += static_cast<uint64_t>(member.weight);
    uint64_t drawn = random.below(sum);
    for (const auto& member : group->members) {
        auto weight = static_cast<uint64_t>(member.weight);
        if (drawn < weight) return store::find_robot(db, task.account, member.robot);
        drawn -= weight;
    }
    return std::nullopt;
}

}  // namespace tiller::campaign
