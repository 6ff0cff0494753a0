#include "campaign/line_hold.h"
#include "form/json.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "web/management/document.h"
#include "web/management/resources.h"
#include "web/management/trial_call.h"

namespace tiller::management {
namespace {

/// A patch that leaves the password out keeps it, for the servers and the user name that it was given for only.
void check_kept_password(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                         const std::string& id, const setup::LineSetup& line) {
    if (id.empty() || line.config.password.empty() || !text_field(ctx.request.body, "password").empty()) return;
    auto stored =
        ctx.shared.outside.store.read([&](store::Db& db) { return store::find_line(db, ctx.account.key, id); });
    if (!stored) return;  // gone meanwhile: told when it is written
    auto config = campaign::line_from_json(stored->config);
    std::string fault = campaign::kept_password_fault(config ? *config : campaign::LineConfig{}, line.config);
    if (!fault.empty()) context.add(node.at, "password " + fault);
}

Commit prepare_line(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                    const std::string& id) {
    setup::LineSetup line = setup::read_whole(context, setup::line_form(), node, "", ctx.account.country);
    check_kept_password(context, node, ctx, id, line);
    return [line, id, account = ctx.account.key](store::Tx& tx) -> Written {
        if (id.empty() && store::find_line(tx, account, line.name)) throw taken("name", line.name);
        int64_t key = store::put_line(tx, {0, account, line.name, line.enabled, campaign::to_json(line.config)});
        store::set_line_password(tx, account, key, line.config.password);
        return {line.name};
    };
}

/// A line as it is set up, and whether it is held.
struct LineThing {
    setup::LineSetup setup;
    std::string held;
};

const form::Form<LineThing>& line_thing_form() {
    static const auto form =
        form::Form<LineThing>()
            .include(setup::line_form(), &LineThing::setup)
            .text("held", &LineThing::held,
                  {.read_only = true,
                   .about = "empty, or since when and why no call begins over it: its server refuses us"});
    return form;
}

std::string document_of(store::Db& db, const store::Line& line) {
    auto hold = store::find_line_hold(db, line.key);
    return form::to_json(line_thing_form(), {setup::to_setup(db, line), hold ? campaign::told(*hold) : ""});
}

/// POST lines/{name}/release: whoever asks knows that the server takes us again.
http::Response release(const RequestContext& ctx, const std::string& name) {
    const AdminContext& outside = ctx.shared.outside;
    const LinkSigner no_links("", "", Millis(0));  // a line's event has none
    const campaign::Context context{outside.clock, outside.random, no_links, outside.journal};
    std::string document = outside.store.write([&](store::Tx& tx) {
        auto line = store::find_line(tx, ctx.account.key, name);
        if (!line) throw no_such(lines_resource(), name);
        std::string before = document_of(tx, *line);
        if (campaign::release_line(tx, context, *line, "by " + ctx.actor.name))
            audit(tx, ctx, "released", lines_resource(), name, before, document_of(tx, *line));
        return document_of(tx, *line);
    });
    if (outside.setup_changed) outside.setup_changed();
    return {.body = std::move(document)};
}

}  // namespace

Resource lines_resource() {
    return with_form(
        line_thing_form().fields(),
        {.name = "lines",
         .noun = "line",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto line = store::find_line(db, ctx.account.key, id);
             if (!line) return std::nullopt;
             return document_of(db, *line);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& line : store::list_lines(db, ctx.account.key)) {
                     all.push_back({line.name, document_of(db, line)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_line,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { need(setup::remove_line(tx, ctx.account.key, id)); },
         .actions = {line_trial_action(),
                     {.method = "POST",
                      .name = "release",
                      .summary = "Lets calls begin again over a line that is held because its server refused us.",
                      .run = release}}});
}

}  // namespace tiller::management
