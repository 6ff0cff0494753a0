#include "serve/warm_up.h"

#include "base/log.h"
#include "store/accounts.h"
#include "store/setup.h"

namespace tiller::serve {

void synthesize_prompts(store::Store& store, dialer::Robots& robots, speech::Speech& speech) {
    std::vector<store::Robot> all;
    store.read([&](store::Db& db) {
        for (auto& account : store::list_accounts(db)) {
            for (auto& robot : store::list_robots(db, account.key)) all.push_back(std::move(robot));
        }
    });
    for (auto& robot : all) {
        auto definition = robots.find(robot.account, robot.id, robot.version);
        if (!definition) continue;
        if (!speech.speaks(dialogue::language(*definition))) {
            log::error("no engine speaks this robot's language: its calls will be silent",
                       {{"robot", robot.name}, {"language", dialogue::language(*definition)}});
            continue;
        }
        for (auto& prompt : dialogue::prompts(*definition)) speech.render_async(prompt, [](auto) {});
    }
}

}  // namespace tiller::serve
