// `engines` of the installation: engines/engine_form.cc has the fields of an engine itself.
#include "engines/engine.h"

#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

constexpr std::string_view kNameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A robot names a voice as "engine/voice".
std::optional<form::Wrong> check_engine_name(std::string& name) {
    if (name.find_first_not_of(kNameLetters) == name.npos) return std::nullopt;
    return form::Wrong{" must be made of letters, digits, \"-\" and \"_\""};
}

}  // namespace

const form::Form<EngineSetup>& engine_form() {
    static const auto form = form::Form<EngineSetup>()
                                 .name("name", &EngineSetup::name,
                                       {.required = true,
                                        .longest = 64,
                                        .check = check_engine_name,
                                        .about = "what robots, logs and metrics call it"})
                                 .flag("enabled", &EngineSetup::enabled, {.about = "off: our own engines do its work"})
                                 .include(engines::engine_form(), &EngineSetup::engine)
                                 .leave_out("key", [](const EngineSetup& engine) { return engine.keeps_key; });
    return form;
}

void finish(SetupContext& context, const document::Node& node, const std::string& path, EngineSetup& engine) {
    MapReader map(context, node, path);
    engine.engine.name = engine.name;
    const auto* url = map.find("url");
    engine.keeps_key = !map.find("key");
    engine.place = context.place(url ? url->at : node.at);
    engine.path = map.path_of("key");
    if (!is_well_formed(context, engine_form().fields(), node)) return;
    if (std::string fault = engines::engine_fault(engine.engine); !fault.empty()) map.rule_fault(fault);
}

}  // namespace tiller::setup
