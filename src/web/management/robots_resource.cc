// Robots: a draft is edited, published versions never change.
#include <fmt/format.h>

#include "base/ids.h"
#include "base/json/json.h"
#include "base/text.h"
#include "dialogue/definition.h"
#include "dialogue/dialogue.h"
#include "form/json.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "web/management/resources.h"
#include "web/management/trial_call.h"

namespace tiller::management {
namespace {

/// A robot as the management interface tells it.
struct RobotThing {
    setup::RobotSetup setup;
    std::string id;
    int64_t version = 0;
    bool has_draft = false;
};

const form::Form<RobotThing>& robot_thing_form() {
    static const auto form =
        form::Form<RobotThing>()
            .include(setup::robot_form(), &RobotThing::setup)
            .change("definition",
                    [](form::Field& field) {
                        field.about = "the dialogue as YAML: the draft if there is one, else the published one";
                        field.required = true;
                    })
            .text("id", &RobotThing::id, {.read_only = true})
            .text("language", [](auto& thing) -> auto& { return thing.setup.language; }, {.read_only = true})
            .integer("version", &RobotThing::version, {.read_only = true, .about = "the published one; 0: none"})
            .flag("has_draft", &RobotThing::has_draft, {.read_only = true});
    return form;
}

std::string robot_document(store::Db& db, const store::Robot& robot) {
    RobotThing thing{setup::to_setup(db, robot), robot.id, robot.version, robot.draft.has_value()};
    if (robot.draft) thing.setup.definition = *robot.draft;
    return form::to_json(robot_thing_form(), thing);
}

Commit prepare_robot(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                     const std::string& id) {
    setup::RobotSetup wanted = setup::read_whole(context, setup::robot_form(), node, "");
    const AdminContext& outside = ctx.shared.outside;
    return [wanted, id, account = ctx.account.key, fresh_id = new_id(outside.clock, outside.random)](store::Tx& tx) {
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
http::Response publish(const RequestContext& ctx, const std::string& id);

http::Response list_versions(const RequestContext& ctx, const std::string& id) {
    JsonWriter json;
    json.begin_object();
    json.key("items");
    json.begin_array();
    ctx.shared.outside.store.read([&](store::Db& db) {
        auto robot = store::find_robot(db, ctx.account.key, id);
        if (!robot)
            throw Refusal{problem(404, fmt::format("name \"{}\": there is no such robot", utf8_prefix(id, 64)))};
        for (const store::RobotVersion& version : store::list_robot_versions(db, ctx.account.key, robot->id)) {
            json.begin_object();
            json.field("version", version.version);
            json.field("created", to_rfc3339_ms(version.created));
            json.field("definition",
                       store::find_robot_definition(db, ctx.account.key, robot->id, version.version).value_or(""));
            json.end_object();
        }
    });
    json.end_array();
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

Resource robots_resource() {
    return with_form(
        robot_thing_form().fields(),
        {.name = "robots",
         .noun = "robot",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto robot = store::find_robot(db, ctx.account.key, id);
             if (!robot) return std::nullopt;
             return robot_document(db, *robot);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& robot : store::list_robots(db, ctx.account.key)) {
                     all.push_back({robot.name, robot_document(db, robot)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_robot,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { need(setup::remove_robot(tx, ctx.account.key, id)); },
         .actions = {{"POST", "publish", store::Role::operating, "Makes the draft the next version.", publish},
                     {"GET", "versions", store::Role::viewer, "The published versions, newest first.", list_versions},
                     robot_call_action()}});
}

namespace {

http::Response publish(const RequestContext& ctx, const std::string& id) {
    const AdminContext& outside = ctx.shared.outside;
    std::string document = outside.store.write([&](store::Tx& tx) {
        auto robot = store::find_robot(tx, ctx.account.key, id);
        if (!robot)
            throw Refusal{problem(404, fmt::format("name \"{}\": there is no such robot", utf8_prefix(id, 64)))};
        if (!robot->draft)
            throw Refusal{problem(409, fmt::format("robot \"{}\" has no draft: edit its definition", id))};
        std::string before = robot_document(tx, *robot);
        auto loaded = dialogue::load(*robot->draft);
        if (auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded)) {
            robot->language = dialogue::language(**definition);
            auto voice = outside.has_voice ? outside.has_voice(robot->language, (*definition)->voice) : Result<void>();
            if (!voice)
                throw Refusal{problem(409, fmt::format("robot \"{}\" cannot speak: {}", id, voice.error().message))};
        }
        store::insert_robot_version(tx, robot->account, robot->id, ++robot->version, *robot->draft, ctx.now());
        robot->draft.reset();
        store::put_robot(tx, *robot);
        std::string after = robot_document(tx, *robot);
        audit(tx, ctx, "published", robots_resource(), robot->name, before, after);
        return after;
    });
    if (outside.setup_changed) outside.setup_changed();
    return {.body = document};
}

}  // namespace

}  // namespace tiller::management
