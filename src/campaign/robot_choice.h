#pragma once
// Who speaks in a task: one robot, or a group that gives each call a robot by its weights (docs/contract/voice.md,
// `RobotMethod`).
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "store/setup.h"
#include "store/tasks.h"

namespace tiller::campaign {

struct RobotChoice {
    std::string name;  // of the robot or the group
    bool is_group = false;
    std::vector<store::Robot> robots;  // one, or the group's members
    int64_t version = 0;               // of the one robot, that all calls speak; 0: the one that is published then

    /// As a task keeps it: nothing for a group, whose robot each call draws.
    std::string id() const { return is_group ? std::string() : robots.at(0).id; }
};

/// What a name stands for: RobotID or RobotName, or a group's name. `not_found` if there is none of this name, or one
/// of its robots has no published version.
Result<RobotChoice> find_robot_choice(store::Db& db, int64_t account, std::string_view name, bool is_group);

/// The robot of the next call of a task, drawn by the weights as they are now. Nothing if an operator has taken it
/// away.
std::optional<store::Robot> draw_robot(store::Db& db, Random& random, const store::Task& task);

}  // namespace tiller::campaign
