#pragma once
// What a client asks for with POST /task, and what its account has for it.
#include "campaign/attempt.h"
#include "campaign/robot_choice.h"
#include "campaign/strategy.h"
#include "web/cloud/list_request.h"

namespace tiller::cloud {

struct TaskRequest {
    std::string name;
    std::string robot;
    bool robot_is_group = false;
    std::string line;
    std::optional<Instant> start;  // nothing: now
    Instant end;
    campaign::RepeatRule repeat;
    Perform perform = Perform::check_only;
    bool dnc_switch = false;
    simdjson::dom::array rows;
};

/// Top-level fields, judged in documented order. Times without an offset are in the caller's zone.
Checked<TaskRequest> read_task_request(simdjson::dom::object body, const Zone& zone);

/// What the names of a request stand for.
struct TaskParts {
    store::Line line;
    campaign::RobotChoice robot;
    campaign::Window window;
    RobotDemands demands;  // of the robot, or all robots of the group
};

/// Name, line, robot, window: judged in this order.
Checked<TaskParts> find_task_parts(store::Db& db, const Caller& caller, const TaskRequest& request, Instant now);

}  // namespace tiller::cloud
