#include "simulate/local_time.h"
#include "simulate/scenario_draws.h"

namespace tiller::simulate {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// A third of the seeds. None that seeds.txt had named before there were nodes ends so: those worlds stay as they were.
bool has_nodes(uint64_t seed) {
    uint64_t last = seed % 10;
    return last == 5 || last == 6 || last == 8;
}

/// Each node needs a line of its own to call at the same time, and numbers that both would call.
void add_line(Scenario& s, Dice& dice) {
    s.lines.push_back({draw_line(dice), s.lines[s.plans[0].line].account});
    PlanDraw plan = s.plans[0];
    plan.name = "the same on another line";
    plan.line = s.lines.size() - 1;
    s.plans.push_back(std::move(plan));
}

Trouble draw_node_trouble(Dice& dice, Millis opens) {
    Trouble trouble{.kind = dice.chance(0.6) ? TroubleKind::kill_node : TroubleKind::stop_node};
    trouble.at = opens + dice.between(Millis(0), minutes(dice.chance(0.7) ? 10 : 90));
    trouble.node = static_cast<size_t>(dice.between(0, 1));
    if (trouble.kind == TroubleKind::stop_node) {
        trouble.lasts = dice.between(seconds(1), seconds(40));
    } else {
        trouble.pick = dice.chance(0.2) ? 0 : static_cast<uint64_t>(dice.between(1, 40));
        trouble.after = dice.chance(0.5);
        trouble.lasts =
            dice.chance(0.6) ? dice.between(Millis(200), seconds(30)) : dice.between(minutes(1), minutes(40));
    }
    return trouble;
}

}  // namespace

void draw_nodes(Scenario& s) {
    if (!has_nodes(s.seed)) return;
    SeededRandom random(s.seed ^ 0xd1b54a32d192ed03u);
    Dice dice(random);
    s.nodes = 2;
    s.guards.resize(1);  // all nodes judge by the same rules
    if (dice.chance(0.8)) add_line(s, dice);
    while (s.receivers.size() < 2 && dice.chance(0.7)) {
        s.receivers.push_back(draw_receiver(dice, 20 + static_cast<int64_t>(s.receivers.size())));
    }
    for (int64_t n = dice.between(1, 8); n > 0; --n) {
        const PlanDraw& plan = s.plans[static_cast<size_t>(dice.between(0, static_cast<int64_t>(s.plans.size()) - 1))];
        auto& rounds = plan.strategy.rounds;
        auto& round = rounds[static_cast<size_t>(dice.between(0, static_cast<int64_t>(rounds.size()) - 1))];
        Instant opens = LocalTime(s.account_of(plan.line).zone).first_at(plan.date + round.day_offset, round.start);
        s.troubles.push_back(draw_node_trouble(dice, std::max(opens - s.start, plan.ordered_at)));
    }
}

}  // namespace tiller::simulate
