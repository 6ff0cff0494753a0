#include "setup/voice_faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "dialogue/definition.h"

namespace tiller::setup {
namespace {

bool is_of_new_engine(const Setup& setup, std::string_view voice) {
    std::string_view engine = voice.substr(0, voice.find('/'));
    return std::ranges::any_of(setup.engines, [&](const EngineSetup& one) { return one.name == engine; });
}

}  // namespace

std::vector<Fault> voice_faults(const Setup& setup, const HasVoice& has_voice) {
    std::vector<Fault> faults;
    for (const AccountSetup& account : setup.accounts) {
        for (const RobotSetup& robot : account.robots) {
            auto loaded = dialogue::load(robot.definition);
            auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded);
            if (!definition) continue;
            if (is_of_new_engine(setup, (*definition)->voice)) continue;
            auto voice = has_voice((*definition)->language, (*definition)->voice);
            if (voice) continue;
            faults.push_back({.message = fmt::format("robot \"{}\" of account \"{}\" cannot speak: {}", robot.name,
                                                     account.account.name, voice.error().message),
                              .place = {.file = setup.file}});
        }
    }
    return faults;
}

}  // namespace tiller::setup
