// Engines from outside: of the installation, for all accounts. Who may write sends callees' voices wherever he likes, and
// may reach addresses of this network: owners only.
#include "base/json/json.h"
#include "form/json.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "web/management/document.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr int kTestsAtOnce = 4;

constexpr std::string_view kTested = R"json({"type":"object","required":["ok","took_ms","found","advice"],"properties":{
"ok":{"type":"boolean"},"took_ms":{"type":"integer"},"found":{"type":"string"},
"advice":{"type":"string","description":"empty if all is well"}}})json";

/// A patch that leaves the key out keeps it, for the host that it was given for only.
void check_kept_key(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                    const std::string& id, const setup::EngineSetup& engine) {
    if (id.empty() || engine.engine.key.empty() || !text_field(ctx.request.body, "key").empty()) return;
    auto stored = ctx.shared.outside.store.read([&](store::Db& db) { return store::find_engine(db, id); });
    if (!stored) return;  // gone meanwhile: told when it is written
    auto config = engines::engine_from_json(stored->config);
    std::string fault = engines::kept_key_fault(config ? *config : engines::Engine{}, engine.engine);
    if (!fault.empty()) context.add(node.at, "key " + fault);
}

Commit prepare_engine(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                      const std::string& id) {
    setup::EngineSetup engine = setup::read_whole(context, setup::engine_form(), node, "");
    check_kept_key(context, node, ctx, id, engine);
    return [engine, id](store::Tx& tx) -> Written {
        if (id.empty() && store::find_engine(tx, engine.name)) throw taken("name", engine.name);
        int64_t key = store::put_engine(tx, {0, engine.name, engine.enabled, engines::to_json(engine.engine)});
        store::set_engine_key(tx, key, engine.engine.key);
        return {engine.name};
    };
}

std::string document_of(store::Db& db, const store::StoredEngine& engine) {
    return form::to_json(setup::engine_form(), setup::to_setup(db, engine));
}

http::Response test(const RequestContext& ctx, const std::string& name) {
    auto engine = ctx.shared.outside.store.read([&](store::Db& db) -> std::optional<engines::Engine> {
        auto stored = store::find_engine(db, name);
        if (!stored) return std::nullopt;
        return setup::to_setup(db, *stored).engine;
    });
    if (!engine) throw no_such(engines_resource(), name);
    if (!ctx.shared.outside.try_engine) return problem(503, "only a running server tries: start it with tiller serve");
    AtOnce place(ctx.shared.engine_tests, kTestsAtOnce);
    const engines::Trial trial = ctx.shared.outside.try_engine(*engine);
    JsonWriter json;
    json.begin_object();
    json.field("ok", trial.ok);
    json.field("took_ms", trial.took.count());
    json.field("found", trial.found);
    json.field("advice", trial.advice);
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

Resource engines_resource() {
    return with_form(
        setup::engine_form().fields(),
        {.name = "engines",
         .noun = "engine",
         .in_account = false,
         .may_write = store::Role::owner,
         .urls = {"url"},
         .find = [](store::Db& db, const RequestContext&, const std::string& id) -> std::optional<std::string> {
             auto engine = store::find_engine(db, id);
             if (!engine) return std::nullopt;
             return document_of(db, *engine);
         },
         .list =
             [](store::Db& db, const RequestContext&, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& engine : store::list_engines(db))
                     all.push_back({engine.name, document_of(db, engine)});
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_engine,
         .remove = [](store::Tx& tx, const RequestContext&,
                      const std::string& id) { need(setup::remove_engine(tx, id)); },
         .actions = {{.method = "POST",
                      .name = "test",
                      .summary = "Tries it out, and tells what is wrong.",
                      .run = test,
                      .answer = kTested}}});
}

}  // namespace tiller::management
