// Robot groups: each call of a group's task draws one of its robots by weight.
#include <fmt/format.h>

#include "form/json.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

Commit prepare_robot_group(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                           const std::string& id) {
    setup::RobotGroupSetup setup = setup::read_whole(context, setup::robot_group_form(), node, "");
    return [setup, id, account = ctx.account.key](store::Tx& tx) -> Written {
        if (id.empty() && store::find_robot_group(tx, account, setup.name)) throw taken("name", setup.name);
        std::vector<setup::RobotMention> mentions;
        for (const auto& member : setup.members) mentions.push_back(member.robot);
        need_robots(tx, account, mentions);
        store::put_robot_group(tx, setup::to_store(tx, account, setup));
        return {setup.name};
    };
}

}  // namespace

void need_robots(store::Db& db, int64_t account, const std::vector<setup::RobotMention>& mentions) {
    std::vector<Fault> faults;
    for (const setup::RobotMention& mention : mentions) {
        bool is_there = mention.is_group ? store::find_robot_group(db, account, mention.robot).has_value()
                                         : store::find_robot(db, account, mention.robot).has_value();
        if (is_there) continue;
        faults.push_back({.message = fmt::format("{} \"{}\": there is no such robot{}", mention.path, mention.robot,
                                                 mention.is_group ? " group" : "")});
    }
    if (!faults.empty()) throw Refusal{wrong_fields(faults)};
}

Resource robot_groups_resource() {
    return with_form(
        setup::robot_group_form().fields(),
        {.name = "robot-groups",
         .noun = "robot group",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto group = store::find_robot_group(db, ctx.account.key, id);
             if (!group) return std::nullopt;
             return form::to_json(setup::robot_group_form(), setup::to_setup(db, *group));
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& group : store::list_robot_groups(db, ctx.account.key)) {
                     all.push_back({group.name, form::to_json(setup::robot_group_form(), setup::to_setup(db, group))});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_robot_group,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { need(setup::remove_robot_group(tx, ctx.account.key, id)); }});
}

}  // namespace tiller::management
