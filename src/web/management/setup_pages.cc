#include "web/management/setup_pages.h"

#include <fmt/format.h>

#include "base/json/json.h"
#include "base/log.h"
#include "base/text.h"
#include "setup/apply.h"
#include "setup/exported_lists.h"
#include "setup/installed_setup.h"
#include "setup/setup_file.h"
#include "setup/voice_faults.h"
#include "web/management/document.h"
#include "web/management/problem.h"

namespace tiller::management {
namespace {

bool flag(const RequestContext& ctx, std::string_view name) {
    std::string value = ctx.request.parameter(name).value_or("0");
    if (value != "0" && value != "1") {
        throw Refusal{problem(400, fmt::format("{} \"{}\" must be 0 or 1", name, utf8_prefix(value, 64)))};
    };
    return value == "1";
}

http::Response post_setup(const RequestContext& ctx) {
    const AdminContext& outside = ctx.shared.outside;
    setup::ApplyMode mode{.dry_run = flag(ctx, "dry_run"),
                          .prune = flag(ctx, "prune"),
                          .actor = ctx.actor.name,
                          .address = ctx.request.remote_address};
    mode.unknown_words = outside.unknown_words;
    if (outside.running) mode.rules = outside.running->rules;
    auto setup = setup::read_setup(ctx.request.body, {});
    if (auto* faults = std::get_if<std::vector<Fault>>(&setup)) return wrong_file(*faults);
    const auto& wanted = std::get<setup::Setup>(setup);
    auto faults = outside.store.read([&](store::Db& db) { return setup::faults_against(db, wanted); });
    if (outside.has_voice)
        std::ranges::move(setup::voice_faults(wanted, outside.has_voice), std::back_inserter(faults));
    if (!faults.empty()) return wrong_file(faults);
    auto report = setup::apply(outside.store, outside.clock, outside.random, wanted, mode);
    if (!report) return to_response(report.error());
    if (!report->dry_run && report->changed > 0) {
        log::info("set-up changed", {{"changes", report->changed}, {"request", ctx.request.request_id}});
        if (outside.setup_changed) outside.setup_changed();
    }
    return {.body = to_json(*report)};
}

/// JSON has no remarks: what is left out stands in a key, which `apply` passes over.
std::string as_json(const setup::Setup& setup, const std::vector<std::string>& left_out) {
    if (left_out.empty()) return setup::to_setup_text(setup);
    JsonWriter json;
    json.begin_object();
    json.key("left_out");
    json.begin_array();
    for (const std::string& what : left_out) json.value(what);
    json.end_array();
    json.end_object();
    return merge_patch(setup::to_setup_text(setup), json.take());
}

http::Response get_setup(const RequestContext& ctx) {
    std::string form = ctx.request.parameter("form").value_or("yaml");
    if (form != "yaml" && form != "json") {
        return problem(400, fmt::format("form \"{}\" must be yaml or json", utf8_prefix(form, 64)));
    }
    std::vector<std::string> left_out;
    setup::Setup setup = ctx.shared.outside.store.read([&](store::Db& db) {
        setup::Setup installed = setup::read_installed(db);
        left_out = setup::add_number_lists(db, installed);
        return installed;
    });
    if (form == "json") return {.body = as_json(setup, left_out)};
    return {.content_type = "application/yaml", .body = setup::told_left_out(left_out) + setup::export_text(setup)};
}

}  // namespace

void add_setup_pages(http::Router& router, const SharedStatePtr& shared) {
    router.add("GET", "/admin/v1/setup", page_handler(shared, {.role = store::Role::operating}, get_setup));
    router.add("POST", "/admin/v1/setup", page_handler(shared, {.role = store::Role::owner}, post_setup));
}

}  // namespace tiller::management
