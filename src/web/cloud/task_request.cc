#include "web/cloud/task_request.h"

#include <fmt/format.h>

#include "base/text.h"
#include "campaign/round_names.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxTaskName = 64, kMaxCharacters = 255;
constexpr std::chrono::minutes kLateStart{15};
constexpr std::chrono::hours kLatestStart{5 * 24};

/// A whole number from 0 to `most`; the code for one outside is that of another type plus one.
int read_number(Fields& fields, std::string_view name, int64_t most, int wrong_type) {
    int64_t number = fields.integer(name, {.wrong_type = wrong_type});
    if (number < 0 || number > most) {
        fields.fail(wrong(wrong_type + 1, name, std::to_string(number), fmt::format("must be 0 to {}", most)));
        return 0;
    }
    return static_cast<int>(number);
}

bool read_method(Fields& fields) {
    std::string method = fields.text("RobotMethod", {.max_characters = kMaxCharacters,
                                                     .too_long = wire_code::robot_method_wrong,
                                                     .wrong_type = wire_code::robot_method_wrong});
    if (!method.empty() && method != "single" && method != "group") {
        fields.fail(wrong(wire_code::robot_method_wrong, "RobotMethod", method, "must be single or group"));
    }
    return method == "group";
}

std::optional<Instant> read_time(Fields& fields, std::string_view name, const Fields::TextRule& rule,
                                 const Zone& zone) {
    std::string text = fields.text(name, rule);
    if (text.empty()) return std::nullopt;
    auto time = zone.parse(text);
    if (!time) {
        fields.fail(
            wrong(rule.wrong_type, name, text, "must be a time, YYYY-MM-DD HH:MM:SS or RFC 3339 with an offset"));
    }
    return time;
}

OutcomeSet read_repeat_on(Fields& fields) {
    constexpr std::string_view kName = "RepeatOn";
    auto value = fields.find(kName);
    if (!value) return campaign::kDefaultRepeatOn;
    simdjson::dom::array words;
    OutcomeSet set = 0;
    if (value->get(words)) {
        fields.fail(wire_code::parameter_wrong, kName, *value, "must be a list of outcomes");
        return set;
    }
    for (simdjson::dom::element item : words) {
        std::string_view word;
        auto outcome = item.get(word) ? std::nullopt : parse_outcome(word);
        if (!outcome) {
            fields.fail(wire_code::parameter_wrong, kName, item, "is not an outcome such as no_answer or busy");
            break;
        }
        set |= bit(*outcome);
    }
    return set;
}

Checked<campaign::Window> check_window(const Caller& caller, const TaskRequest& request, Instant now) {
    campaign::Window window{request.start.value_or(now), request.end};
    auto refused = [&](int code, std::string_view name, Instant time, std::string_view rule) {
        return wrong(code, name, caller.zone.format(time), rule);
    };
    if (window.start + kLateStart < now) {
        return refused(wire_code::start_wrong, "StartTime", window.start, "is over 15 minutes ago");
    }
    if (window.start - now >= kLatestStart) {
        return refused(wire_code::start_wrong, "StartTime", window.start, "must be less than 5 days ahead");
    }
    if (window.end <= window.start) {
        return refused(wire_code::end_wrong, "EndTime", window.end,
                       "must be after the start, " + caller.zone.format(window.start));
    }
    if (window.end <= now) return refused(wire_code::end_wrong, "EndTime", window.end, "is past");
    return window;
}

}  // namespace

Checked<TaskRequest> read_task_request(simdjson::dom::object body, const Zone& zone) {
    Fields fields(body);
    TaskRequest request;
    request.name = fields.text("TaskName", {.max_characters = kMaxTaskName,
                                            .too_long = wire_code::name_too_long,
                                            .missing = wire_code::task_name_missing});
    request.robot = fields.text("Robot", {.max_characters = kMaxCharacters, .missing = wire_code::parameter_missing});
    request.robot_is_group = read_method(fields);
    request.line = fields.text("SIPLine", {.max_characters = kMaxCharacters, .missing = wire_code::parameter_missing});
    request.start = read_time(
        fields, "StartTime",
        {.max_characters = kMaxCharacters, .too_long = wire_code::start_wrong, .wrong_type = wire_code::start_wrong},
        zone);
    request.end = read_time(fields, "EndTime",
                            {.max_characters = kMaxCharacters,
                             .too_long = wire_code::end_wrong,
                             .missing = wire_code::parameter_missing,
                             .wrong_type = wire_code::end_wrong},
                            zone)
                      .value_or(Instant{});
    request.repeat.interval_minutes = read_number(fields, "RepeatInterval", 30, wire_code::interval_no_integer);
    request.repeat.num = read_number(fields, "RepeatNum", 15, wire_code::repeats_no_integer);
    request.repeat.on = read_repeat_on(fields);
    request.perform = read_perform(fields);
    request.dnc_switch = fields.truth("DncSwitch");
    request.rows = read_rows(fields);
    if (fields.fault()) return *fields.fault();
    return request;
}

Checked<TaskParts> find_task_parts(store::Db& db, const Caller& caller, const TaskRequest& request, Instant now) {
    int64_t account = caller.account.key;
    if (store::task_name_exists(db, account, request.name)) {
        return wrong(wire_code::task_name_exists, "TaskName", request.name, "there is a task of this name");
    }
    if (auto plan = campaign::plan_that_names(db, account, request.name)) {
        return wrong(wire_code::task_name_exists, "TaskName", request.name,
                     fmt::format("a round of plan \"{}\" has this name", *plan));
    }
    TaskParts parts;
    auto line = find_usable_line(db, caller, request.line, request.dnc_switch);
    if (!line.ok()) return line.fault();
    parts.line = std::move(*line);

    auto robot = campaign::find_robot_choice(db, account, request.robot, request.robot_is_group);
    if (!robot) return wrong(wire_code::robot_wrong, "Robot", request.robot, robot.error().message);
    parts.robot = std::move(*robot);
    for (const store::Robot& member : parts.robot.robots) parts.demands.add(db, member);

    auto window = check_window(caller, request, now);
    if (!window.ok()) return window.fault();
    parts.window = *window;
    return parts;
}

}  // namespace tiller::cloud
