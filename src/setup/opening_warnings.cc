#include "setup/opening_warnings.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "dialogue/dialogue.h"
#include "guard/first_words.h"

namespace tiller::setup {
namespace {

std::set<std::string> countries_of(const AccountSetup& account) {
    std::set<std::string> countries = {account.account.country};
    for (const LineSetup& line : account.lines) countries.insert(line.config.country);
    return countries;
}

}  // namespace

std::vector<std::string> opening_warnings(const guard::Rules& rules, const Setup& setup) {
    std::vector<std::string> warnings;
    for (const AccountSetup& account : setup.accounts) {
        if (!account.account.guard) continue;
        for (const RobotSetup& robot : account.robots) {
            auto loaded = dialogue::load(robot.definition);
            auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded);
            if (!definition) continue;
            guard::FirstWords words{std::string(dialogue::language(**definition)), dialogue::first_words(**definition)};
            std::set<std::string> told;  // a rule for all countries is told once
            for (const std::string& country : countries_of(account)) {
                for (const auto& warning : guard::judge_first_words(rules, account.account.service, country, words)) {
                    if (!told.insert(warning.rule).second) continue;
                    warnings.push_back(
                        fmt::format("robot {}: {} v{}: {}", robot.name, warning.rule, warning.version, warning.text));
                }
            }
        }
    }
    return warnings;
}

std::vector<std::string> word_warnings(const rehearsal::UnknownWords& unknown, const Setup& setup) {
    std::vector<std::string> warnings;
    for (const AccountSetup& account : setup.accounts) {
        for (const RobotSetup& robot : account.robots) {
            for (const Fault& fault : rehearsal::guessed_words(robot.definition, unknown))
                warnings.emplace_back(trim(to_text({fault}, "robot " + robot.name)));
        }
    }
    return warnings;
}

}  // namespace tiller::setup
