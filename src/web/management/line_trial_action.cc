// POST lines/{name}/test: is each server of a line there and willing, is the line registered, and, on request, one
// call.
#include <fmt/format.h>

#include <future>

#include "base/json/json.h"
#include "base/text.h"
#include "campaign/line_hold.h"
#include "doctor/doctor_checks.h"
#include "setup/installed_setup.h"
#include "web/management/resources.h"
#include "web/management/trial_call.h"

namespace tiller::management {
namespace {

constexpr Millis kPatience{5'000};  // for all servers, which are asked at once
constexpr int kTestsAtOnce = 4;

constexpr std::string_view kAnswer =
    R"json({"type":"object","required":["ok","held","servers","registration","call"],"properties":{
"ok":{"type":"boolean"},
"held":{"type":"string","description":"empty, or since when and why no call begins over it; a test call that gets through releases it"},
"servers":{"type":"array","items":{"type":"object","required":["server","ok","code","found","advice"],"properties":{
"server":{"type":"string"},"ok":{"type":"boolean"},"code":{"type":"integer","description":"SIP; 0: no answer"},
"round_trip_ms":{"type":"integer"},"found":{"type":"string"},"advice":{"type":"string","description":"empty if all is well"}}}},
"registration":{"description":"null for a line that does not register","oneOf":[{"type":"null"},{"type":"object","required":["ok","found"],
"properties":{"ok":{"type":"boolean"},"found":{"type":"string"}}}]},
"call":{"description":"null unless a number was given: of a line that is well, and called","oneOf":[{"type":"null"},{"type":"object"}]}}})json";

/// Asks all servers at once; a silent one is told with code 0.
std::vector<sip::OptionsReport> ask_servers(const RunningParts& running, const campaign::LineConfig& config) {
    std::vector<std::future<sip::OptionsReport>> answers;
    for (const std::string& server : config.servers) {
        auto answered = std::make_shared<std::promise<sip::OptionsReport>>();  // an answer may come when we have gone
        answers.push_back(answered->get_future());
        running.ask_server({{server}, config.username, config.password},
                           [answered](const sip::OptionsReport& report) { answered->set_value(report); });
    }
    auto until = std::chrono::steady_clock::now() + kPatience;
    std::vector<sip::OptionsReport> reports;
    for (auto& answer : answers) {
        bool is_here = answer.wait_until(until) == std::future_status::ready;
        reports.push_back(is_here ? answer.get() : sip::OptionsReport{.reason = "no answer"});
    }
    return reports;
}

/// The members "servers". True if calls can go to one of them.
bool write_servers(JsonWriter& json, const RunningParts& running, const campaign::LineConfig& config) {
    auto reports = ask_servers(running, config);
    bool one_is_well = false;
    json.key("servers");
    json.begin_array();
    for (size_t i = 0; i < reports.size(); ++i) {
        doctor::Check check =
            doctor::judge_options("", config.servers[i], !config.username.empty(), kPatience, reports[i]);
        bool is_well = check.grade != doctor::Grade::error;
        one_is_well = one_is_well || is_well;
        json.begin_object();
        json.field("server", config.servers[i]);
        json.field("ok", is_well);
        json.field("code", reports[i].code);
        json.field("round_trip_ms", reports[i].round_trip.count());
        json.field("found", check.found);
        json.field("advice", check.advice);
        json.end_object();
    }
    json.end_array();
    return one_is_well;
}

/// The member "registration". False if the line should be registered and is not.
bool write_registration(JsonWriter& json, const RunningParts& running, const store::Line& line, bool registers) {
    json.key("registration");
    if (!registers || !line.enabled) {
        json.null();
        return true;
    }
    auto report = running.registration(line.key);
    bool ok = report && report->code >= 200 && report->code < 300;
    json.begin_object();
    json.field("ok", ok);
    json.field("found", ok        ? "registered"
                        : !report ? "not registered yet: the server has not answered"
                                  : fmt::format("not registered: {} {}", report->code, report->reason));
    json.end_object();
    return ok;
}

http::Response test(const RequestContext& ctx, const std::string& name) {
    const RunningParts& running = need_running(ctx);
    std::optional<TrialCall> call;
    read_body(ctx, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"number", "robot", "version", "variables"});
        if (node.fields.empty()) return;
        call = read_trial_call(map);
        if (map.find("robot")) call->robot = map.name("robot", 64);
    });
    std::optional<store::Line> line;
    campaign::LineConfig config;
    std::optional<store::LineHold> hold;
    ctx.shared.outside.store.read([&](store::Db& db) {
        line = store::find_line(db, ctx.account.key, name);
        if (!line) return;
        config = setup::to_setup(db, *line).config;
        hold = store::find_line_hold(db, line->key);
    });
    if (!line) throw no_such(lines_resource(), name);
    AtOnce place_taken(ctx.shared.line_trials, kTestsAtOnce);
    JsonWriter json;
    json.begin_object();
    json.field("held", hold ? campaign::told(*hold) : "");
    bool is_there = write_servers(json, running, config);
    bool is_registered = write_registration(json, running, *line, config.registers);
    json.key("call");
    if (call && is_there) {
        call->line = line->name;
        json.raw(place(ctx, *call, lines_resource(), line->name));
    } else {
        json.null();
    }
    json.field("ok", is_there && is_registered && (!hold || call));
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

Action line_trial_action() {
    return {.method = "POST",
            .name = "test",
            .summary = "Asks its servers (OPTIONS), and tells what is wrong; with a number, calls it.",
            .run = test,
            .body = R"json({"type":"object","properties":{
"number":{"type":"string","examples":["+6281234560101"]},
"robot":{"type":"string","description":"may be left out where there is only one"},
"variables":{"type":"object","description":"what the robot says of the callee, such as Debtor"}}})json",
            .answer = kAnswer};
}

}  // namespace tiller::management
