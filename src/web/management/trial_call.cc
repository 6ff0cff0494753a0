#include "web/management/trial_call.h"

#include <fmt/format.h>

#include "base/emergency_number.h"
#include "base/json/json.h"
#include "base/numbers/phone_number.h"
#include "base/text.h"
#include "campaign/task_order.h"
#include "dialogue/dialogue.h"
#include "document/fields.h"
#include "guard/preview.h"
#include "store/hold.h"
#include "store/trial_tasks.h"
#include "web/management/document.h"
#include "web/management/number_fields.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr std::chrono::minutes kWindow{5};  // to get a free channel of the line
constexpr size_t kLongestVariable = 255;    // characters, as of a row (docs/contract/voice.md)
constexpr std::string_view kDraft = "draft", kPublished = "published";

std::string read_variables(setup::MapReader& map) {
    JsonWriter json;
    json.begin_object();
    if (const auto* given = map.find("variables")) {
        if (!given->is_map())
            map.fault(*given, map.told("variables") + " must be an object, such as {\"Debtor\":\"Ani\"}");
        for (const auto& field : given->fields) {
            std::string path = "variables." + std::string(utf8_prefix(field.key, 64));
            if (!field.value.is_scalar() || utf8_length(field.value.text) > kLongestVariable) {
                map.fault(field.value, fmt::format("{}{} must be a text of at most {} characters", path,
                                                   document::told(field.value), kLongestVariable));
            } else {
                json.field(field.key, field.value.text);
            }
        }
    }
    json.end_object();
    return json.take();
}

std::string read_version(setup::MapReader& map) {
    std::string word = map.find("version") ? map.name("version", 20) : "";
    auto number = parse_integer(word);
    if (word.empty() || word == kDraft || word == kPublished || (number && *number > 0)) return word;
    map.fault(*map.find("version"), map.told("version") + " must be draft, published, or the number of a version");
    return "";
}

[[noreturn]] void refuse(std::string message) { throw Refusal{problem(409, message)}; }

store::Line find_line(store::Db& db, const RequestContext& ctx, const std::string& name) {
    if (!name.empty()) {
        auto line = store::find_line(db, ctx.account.key, name);
        if (!line) throw Refusal{wrong_fields({{.message = fmt::format("line \"{}\": there is no such line", name)}})};
        if (!line->enabled) refuse(fmt::format("line \"{}\" is switched off", name));
        return *line;
    }
    auto lines = store::list_lines(db, ctx.account.key);
    std::erase_if(lines, [](const store::Line& line) { return !line.enabled; });
    if (lines.size() == 1) return lines.front();
    throw Refusal{wrong_fields({{.message = fmt::format("line is missing: the account has {}", lines.size())}})};
}

/// The only one that speaks what is asked for, unless it is named.
store::Robot find_robot(store::Db& db, const RequestContext& ctx, const TrialCall& call) {
    if (!call.robot.empty()) {
        auto robot = store::find_robot(db, ctx.account.key, call.robot);
        if (!robot) refuse(fmt::format("robot \"{}\" does not exist", call.robot));
        return *robot;
    }
    auto robots = store::list_robots(db, ctx.account.key);
    std::erase_if(
        robots, [&](const store::Robot& robot) { return call.version == kDraft ? !robot.draft : robot.version == 0; });
    if (robots.size() == 1) return robots.front();
    throw Refusal{wrong_fields({{.message = fmt::format("robot is missing: the account has {}", robots.size())}})};
}

/// The version that the call speaks, whatever is published before it begins. A draft gets a number of its own, so that
/// the call's record names the very text.
int64_t pin_version(store::Tx& tx, const RequestContext& ctx, const store::Robot& robot, const std::string& wanted) {
    if (wanted == kDraft) {
        if (!robot.draft) refuse(fmt::format("robot \"{}\" has no draft: edit its definition", robot.name));
        return store::keep_draft(tx, robot.account, robot.id, *robot.draft, ctx.now());
    }
    if (wanted.empty() || wanted == kPublished) {
        if (robot.version > 0) return robot.version;
        refuse(fmt::format("robot \"{}\" has no published version: publish it, or say version \"draft\"", robot.name));
    }
    int64_t version = parse_integer(wanted).value_or(0);
    if (store::find_robot_definition(tx, robot.account, robot.id, version)) return version;
    throw Refusal{
        wrong_fields({{.message = fmt::format("version {}: robot \"{}\" has no such version", wanted, robot.name)}})};
}

dialogue::DefinitionPtr load(store::Db& db, const store::Robot& robot, int64_t version) {
    auto text = store::find_robot_definition(db, robot.account, robot.id, version);
    auto loaded = dialogue::load(text.value_or(""));
    if (auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded)) return *definition;
    refuse(fmt::format("robot \"{}\" does not load any more: publish it again", robot.name));
}

void need_variables(const dialogue::Definition& definition, const TrialCall& call) {
    std::vector<Fault> faults;
    for (const dialogue::Variable& variable : dialogue::variables(definition)) {
        bool comes_by_itself = variable.name == "Callee" || variable.name == "Mobile";
        if (!variable.required || comes_by_itself || !text_field(call.variables, variable.name).empty()) continue;
        faults.push_back({.message = fmt::format("variables.{} is missing: the robot says it", variable.name)});
    }
    if (!faults.empty()) throw Refusal{wrong_fields(faults)};
}

/// What the guard would refuse in a moment is refused now, with its reason.
void need_leave(store::Db& db, const RequestContext& ctx, const TrialCall& call, const dialogue::Definition& robot) {
    guard::PreviewQuestion question{
        .account = ctx.account,
        .at = ctx.now(),
        .window_end = ctx.now() + kWindow,
        .first_words = guard::FirstWords{std::string(dialogue::language(robot)), dialogue::first_words(robot)}};
    std::vector<guard::PreviewRow> rows = {{call.number, call.variables}};
    auto preview = guard::preview(db, *need_running(ctx).rules, question, rows);
    if (!preview.skipped.empty()) refuse("the guard refuses: " + preview.skipped.front().verdict.told());
}

http::Response call_by_robot(const RequestContext& ctx, const std::string& name) {
    TrialCall call;
    read_body(ctx, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"number", "line", "version", "variables"});
        call = read_trial_call(map);
        if (map.find("line")) call.line = map.name("line", 64);
    });
    Resource robots = robots_resource();
    auto robot =
        ctx.shared.outside.store.read([&](store::Db& db) { return store::find_robot(db, ctx.account.key, name); });
    if (!robot) throw no_such(robots, name);
    call.robot = robot->id;
    return {.status = 202, .body = place(ctx, call, robots, robot->name)};
}

}  // namespace

TrialCall read_trial_call(setup::MapReader& map) {
    TrialCall call;
    call.number = read_number(map, "number");
    if (is_emergency_number(call.number)) {
        std::string rule = check_number(call.number, NumberCheck::possible).error().message;
        map.fault(*map.find("number"), fmt::format("number \"{}\" {}", call.number, rule));
    }
    call.version = read_version(map);
    call.variables = read_variables(map);
    return call;
}

std::string place(const RequestContext& ctx, const TrialCall& call, const Resource& audited, std::string_view subject) {
    const RunningParts& running = need_running(ctx);
    const AdminContext& outside = ctx.shared.outside;
    campaign::Context context{outside.clock, outside.random, running.links, outside.journal};
    std::string answer = outside.store.write([&](store::Tx& tx) {
        if (auto hold = store::find_hold(tx)) refuse("Tiller is " + store::told(*hold));
        store::Robot robot = find_robot(tx, ctx, call);
        int64_t version = pin_version(tx, ctx, robot, call.version);
        campaign::TaskOrder order{.account = ctx.account.key,
                                  .robot = {.name = robot.name, .robots = {robot}, .version = version},
                                  .line = find_line(tx, ctx, call.line),
                                  .window = {ctx.now(), ctx.now() + kWindow},
                                  .rows = {{1, call.number, call.variables}}};
        auto definition = load(tx, robot, version);
        need_variables(*definition, call);
        need_leave(tx, ctx, call, *definition);
        constexpr size_t kRoomForName = 48;
        order.name = fmt::format("test_{}_{}", utf8_prefix(order.robot.name, kRoomForName), outside.random.hex(4));
        auto task = campaign::create_task(tx, context, order);
        if (!task) refuse(task.error().message);
        store::mark_trial_task(tx, task->key);
        JsonWriter json;
        json.begin_object();
        json.field("task", task->id);
        json.field("task_name", task->name);
        json.field("number", call.number);
        json.field("robot", task->robot_name);
        json.field("version", version);
        json.field("line", task->line_name);
        json.end_object();
        std::string document = json.take();
        audit(tx, ctx, "called", audited, subject, "", document);
        return document;
    });
    running.work_arrived();
    return answer;
}

Action robot_call_action() {
    return {.method = "POST",
            .name = "call",
            .summary = "Calls one number with its published version, a former one or its draft: a test call.",
            .run = call_by_robot,
            .body = R"json({"type":"object","required":["number"],"properties":{
"number":{"type":"string","examples":["+6281234560101"]},
"line":{"type":"string","description":"may be left out where there is only one"},
"version":{"type":["string","integer"],"default":"published","description":"draft, published, or the number of a published version"},
"variables":{"type":"object","description":"what the robot says of the callee, such as Debtor"}}})json",
            .answer = kPlacedCall,
            .success = 202};
}

}  // namespace tiller::management
