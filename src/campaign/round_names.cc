#include "campaign/round_names.h"

#include <fmt/format.h>

#include "base/text.h"
#include "campaign/strategy.h"
#include "store/tasks.h"

namespace tiller::campaign {
namespace {

constexpr std::string_view kBetween = "_Round_";

}  // namespace

std::string round_name(std::string_view plan, int round) { return fmt::format("{}{}{}", plan, kBetween, round); }

std::optional<std::string> plan_that_names(store::Db& db, int64_t account, std::string_view task) {
    size_t between = task.rfind(kBetween);
    if (between == std::string_view::npos) return std::nullopt;
    std::string_view name = task.substr(0, between);
    auto number = parse_integer(task.substr(between + kBetween.size()));
    // "x_Round_02" is nobody's: the number is written in one way only.
    if (!number || *number < 1 || *number > 99 || round_name(name, static_cast<int>(*number)) != task) {
        return std::nullopt;
    }
    auto plan = store::find_plan(db, account, name);
    if (!plan || plan->finished) return std::nullopt;
    auto strategy = strategy_from_json(plan->definition);
    bool has_round = strategy && static_cast<size_t>(*number) <= strategy->rounds.size();
    return has_round ? std::optional(std::string(name)) : std::nullopt;
}

std::optional<std::string> taken_round_name(store::Db& db, int64_t account, std::string_view plan, size_t rounds) {
    for (size_t i = 1; i <= rounds; ++i) {
        std::string name = round_name(plan, static_cast<int>(i));
        if (store::task_name_exists(db, account, name)) return name;
    }
    return std::nullopt;
}

}  // namespace tiller::campaign
