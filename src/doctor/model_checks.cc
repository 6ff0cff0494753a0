#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dialogue/definition.h"
#include "doctor/doctor_checks.h"
#include "engines/packs/pack_store.h"
#include "installation/installed.h"

namespace tiller::doctor {
namespace {

constexpr std::string_view kNoModel = "add the engine, or the state goes by its script: docs/model-states.md";
constexpr std::string_view kNoEars =
    "add a recognizer from outside or a model pack for the language, or the state goes by its script: "
    "docs/model-states.md";

bool hears_any_words(const ModelMeans& means, std::string_view language) {
    bool is_engine = std::ranges::any_of(means.engines, [&](const engines::Engine& engine) {
        return engine.kind == engines::EngineKind::recognizer && engines::is_for(engine, language);
    });
    return is_engine || std::ranges::any_of(means.packs, [&](const engines::Pack& pack) {
               return !pack.is_voice() && engines::is_for({.languages = pack.languages}, language);
           });
}

bool has_model(const ModelMeans& means, std::string_view name) {
    return std::ranges::any_of(means.engines, [&](const engines::Engine& engine) {
        return engine.kind == engines::EngineKind::model && (name.empty() || engine.name == name);
    });
}

}  // namespace

Checks judge_models(const std::string& robot, const std::string& yaml, const ModelMeans& means) {
    auto loaded = dialogue::load(yaml);
    auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded);
    Checks checks;
    if (!definition) return checks;
    std::set<std::string> told;
    auto tell = [&](std::string found, std::string_view advice) {
        if (told.insert(found).second)
            checks.push_back({Grade::warning, "robot " + robot, std::move(found), std::string(advice)});
    };
    bool has_any = false;
    for (const dialogue::State& state : (*definition)->states) {
        if (!state.model) continue;
        has_any = true;
        const std::string& engine = state.model->engine;
        if (!has_model(means, engine)) {
            tell(engine.empty()
                     ? fmt::format("a model runs its state \"{}\", and none is set up", state.name)
                     : fmt::format("the model \"{}\" runs its state \"{}\", and is not set up", engine, state.name),
                 kNoModel);
        }
        if (!hears_any_words(means, (*definition)->language))
            tell(fmt::format("a model runs its states, and nothing here hears any words in \"{}\"",
                             (*definition)->language),
                 kNoEars);
    }
    if (has_any && checks.empty()) checks.push_back({Grade::ok, "robot " + robot, "its models are set up", ""});
    return checks;
}

Checks check_models(const DoctorOptions& options) {
    auto installed = installation::installed_engines(options.data_dir);
    if (!installed) return {};  // that the database cannot be read is told with the lines
    ModelMeans means{.engines = {}, .packs = engines::list_packs(options.data_dir)};
    for (const installation::InstalledEngine& one : *installed) {
        auto engine = engines::engine_from_json(one.engine.config);
        if (!engine || !one.engine.enabled) continue;
        engine->name = one.engine.name;
        means.engines.push_back(std::move(*engine));
    }
    Checks checks;
    for (const auto& [name, yaml] : installation::installed_robots(options.data_dir)) {
        for (Check& check : judge_models(name, yaml, means)) checks.push_back(std::move(check));
    }
    return checks;
}

}  // namespace tiller::doctor
