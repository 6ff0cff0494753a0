// Robots: a draft is edited, published versions never change.
#include <fmt/format.h>

#include "base/ids.h"
#include "base/json/json.h"
#include "base/text.h"
#include "dialogue/dialogue.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "setup/setup_file.h"
#include "web/management/resources.h"
#include "web/management/trial_call.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","required":["name","definition"],"properties":{
"name":{"type":"string","maxLength":64},
"platforms":{"type":"array","items":{"type":"string","maxLength":20}},
"definition":{"type":"string","description":"the dialogue as YAML: the draft if there is one, else the published one"},
"id":{"type":"string","readOnly":true},
"language":{"type":"string","readOnly":true},
"version":{"type":"integer","readOnly":true,"description":"the published one; 0: none"},
"has_draft":{"type":"boolean","readOnly":true}}})json";

std::string to_document(store::Db& db, const store::Robot& robot) {
    auto published = store::find_robot_definition(db, robot.account, robot.id, robot.version);
    JsonWriter json;
    json.begin_object();
    json.field("name", robot.name);
    json.raw_field("platforms", robot.platforms);
    json.field("definition", robot.draft.value_or(published.value_or("")));
    json.field("id", robot.id);
    json.field("language", robot.language);
    json.field("version", robot.version);
    json.field("has_draft", robot.draft.has_value());
    json.end_object();
    return json.take();
}

Commit prepare(setup::SetupContext& context, const document::Node& node, const Visit& visit, const std::string& id) {
    setup::RobotSetup wanted = setup::read_robot(context, node, "");
    const AdminContext& outside = visit.desk.context;
    return [wanted, id, account = visit.account.key, fresh_id = new_id(outside.clock, outside.random)](store::Tx& tx) {
        auto stored = store::find_robot(tx, account, wanted.name);
        if (id.empty() && stored) throw taken("name", wanted.name);
        store::Robot robot = stored.value_or(store::Robot{account, fresh_id, wanted.name, wanted.language, "", 0});
        JsonWriter platforms;
        platforms.begin_array();
        for (const std::string& platform : wanted.platforms) platforms.value(platform);
        platforms.end_array();
        robot.platforms = platforms.take();
        auto published = store::find_robot_definition(tx, account, robot.id, robot.version);
        robot.draft.reset();
        if (published != wanted.definition) robot.draft = wanted.definition;
        store::put_robot(tx, robot);
        return Written{robot.name};
    };
}

/// Makes the draft the version that calls speak from now on.
http::Response publish(const Visit& visit, const std::string& id);

http::Response list_versions(const Visit& visit, const std::string& id) {
    JsonWriter json;
    json.begin_object();
    json.key("items");
    json.begin_array();
    visit.desk.context.store.read([&](store::Db& db) {
        auto robot = store::find_robot(db, visit.account.key, id);
        if (!robot)
            throw Refusal{problem(404, fmt::format("name \"{}\": there is no such robot", utf8_prefix(id, 64)))};
        for (const store::RobotVersion& version : store::list_robot_versions(db, visit.account.key, robot->id)) {
            json.begin_object();
            json.field("version", version.version);
            json.field("created", to_rfc3339_ms(version.created));
            json.field("definition",
                       store::find_robot_definition(db, visit.account.key, robot->id, version.version).value_or(""));
            json.end_object();
        }
    });
    json.end_array();
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

Resource robots_resource() {
    return {
        .name = "robots",
        .noun = "robot",
        .read_only = {"id", "language", "version", "has_draft"},
        .schema = std::string(kSchema),
        .find = [](store::Db& db, const Visit& visit, const std::string& id) -> std::optional<std::string> {
            auto robot = store::find_robot(db, visit.account.key, id);
            if (!robot) return std::nullopt;
            return to_document(db, *robot);
        },
        .list =
            [](store::Db& db, const Visit& visit, const ListQuery& query) {
                std::vector<Item> all;
                for (const auto& robot : store::list_robots(db, visit.account.key)) {
                    all.push_back({robot.name, to_document(db, robot)});
                }
                return page_of(std::move(all), query);
            },
        .prepare = prepare,
        .remove = [](store::Tx& tx, const Visit& visit,
                     const std::string& id) { need(setup::remove_robot(tx, visit.account.key, id)); },
        .actions = {{"POST", "publish", store::Role::operating, "Makes the draft the next version.", publish},
                    {"GET", "versions", store::Role::viewer, "The published versions, newest first.", list_versions},
                    robot_call_action()}};
}

namespace {

http::Response publish(const Visit& visit, const std::string& id) {
    const AdminContext& outside = visit.desk.context;
    std::string document = outside.store.write([&](store::Tx& tx) {
        auto robot = store::find_robot(tx, visit.account.key, id);
        if (!robot)
            throw Refusal{problem(404, fmt::format("name \"{}\": there is no such robot", utf8_prefix(id, 64)))};
        if (!robot->draft)
            throw Refusal{problem(409, fmt::format("robot \"{}\" has no draft: edit its definition", id))};
        std::string before = to_document(tx, *robot);
        auto loaded = dialogue::load(*robot->draft);
        if (auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded)) {
            robot->language = dialogue::language(**definition);
        }
        store::insert_robot_version(tx, robot->account, robot->id, ++robot->version, *robot->draft, visit.now());
        robot->draft.reset();
        store::put_robot(tx, *robot);
        std::string after = to_document(tx, *robot);
        audit(tx, visit, "published", robots_resource(), robot->name, before, after);
        return after;
    });
    if (outside.setup_changed) outside.setup_changed();
    return {.body = document};
}

}  // namespace

}  // namespace tiller::management
