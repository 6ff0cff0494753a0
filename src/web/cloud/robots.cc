// GET /robot (docs/contract/voice.md, "Tasks"): the robots that have a published version.
#include "dialogue/dialogue.h"
#include "store/setup.h"
#include "web/cloud/pages.h"

namespace tiller::cloud {
namespace {

void write_variables(JsonWriter& json, store::Db& db, const store::Robot& robot) {
    json.key("Variables");
    json.begin_array();
    auto yaml = store::find_robot_definition(db, robot.account, robot.id, robot.version);
    auto loaded = dialogue::load(yaml.value_or(""));
    if (auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded)) {
        for (const dialogue::Variable& variable : dialogue::variables(**definition)) {
            json.begin_object();
            json.field("Name", variable.name);
            json.field("Required", variable.required);
            json.end_object();
        }
    }
    json.end_array();
}

http::Response robots(const RequestContext& ctx) {
    JsonWriter json;
    json.begin_object();
    json.key("Robots");
    json.begin_array();
    ctx.shared.outside.store.read([&](store::Db& db) {
        for (const store::Robot& robot : store::list_robots(db, ctx.account())) {
            if (robot.version == 0) continue;
            json.begin_object();
            json.field("RobotID", robot.id);
            json.field("RobotName", robot.name);
            json.field("Language", robot.language);
            json.raw_field("Platforms", robot.platforms);
            write_variables(json, db, robot);
            json.field("Version", robot.version);
            json.end_object();
        }
    });
    json.end_array();
    json.end_object();
    return answer(json.text());
}

}  // namespace

void add_robots(Routes& routes) { routes.read("/robot", robots); }

}  // namespace tiller::cloud
