#include "dialer/robots.h"

#include "base/log.h"
#include "store/setup.h"

namespace tiller::dialer {

dialogue::DefinitionPtr Robots::find(int64_t account, const std::string& robot, int64_t version) {
    std::lock_guard lock(mutex_);
    auto [it, is_new] = loaded_.try_emplace({account, robot, version});
    if (!is_new) return it->second;
    auto text = store_.read([&](store::Db& db) { return store::find_robot_definition(db, account, robot, version); });
    if (!text) return nullptr;
    auto loaded = dialogue::load(*text);
    if (auto* definition = std::get_if<dialogue::DefinitionPtr>(&loaded)) {
        it->second = *definition;
    } else {
        log::error("a published robot does not load",
                   {{"robot", robot}, {"version", version}, {"faults", to_text(std::get<1>(loaded), "robot")}});
    }
    return it->second;
}

std::optional<guard::FirstWords> Robots::first_words(int64_t account, const std::string& robot, int64_t version) {
    auto definition = find(account, robot, version);
    if (!definition) return std::nullopt;
    return guard::FirstWords{std::string(dialogue::language(*definition)), dialogue::first_words(*definition)};
}

}  // namespace tiller::dialer
