#pragma once
// One call to a number that a person types, over a line and by a robot. It is a task of one number, so that the guard,
// the line's limits, the record and the webhooks are those of every call.
#include <string>

#include "web/management/resource.h"

namespace tiller::management {

struct TrialCall {
    std::string number;            // E.164
    std::string robot, line;       // empty: the only one that there is
    std::string version;           // "published" (or empty), "draft", or a published version's number
    std::string variables = "{}";  // of the robot, as JSON
};

/// Fields of a body that orders one: number, version, variables. Faults are left in the context.
TrialCall read_trial_call(setup::MapReader& map);

/// Makes the task, with its audit row. {"task","task_name","number","robot","version","line"}. Throws Refusal: 404, 409
/// for what the guard or the set-up forbids, 422 for a variable that the robot needs, 503 without a server.
std::string place(const RequestContext& ctx, const TrialCall& call, const Resource& audited, std::string_view subject);

/// What `place` answers, as a JSON Schema.
inline constexpr std::string_view kPlacedCall =
    R"json({"type":"object","required":["task","task_name","number","robot","version","line"],"properties":{
"task":{"type":"string","description":"its TaskID: GET calls?task= tells how the call goes"},"task_name":{"type":"string"},
"number":{"type":"string"},"robot":{"type":"string"},
"version":{"type":"integer","description":"the call's RobotVersion; below 0 for a draft"},"line":{"type":"string"}}})json";

Action robot_call_action();  // POST robots/{name}/call
Action line_trial_action();  // POST lines/{name}/test

}  // namespace tiller::management
