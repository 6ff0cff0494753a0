#include "dialogue/flow_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace tiller::dialogue {
namespace {

using Ways = std::vector<std::vector<int>>;  // by state, the states that it can lead to

Ways backwards(const Ways& ways) {
    Ways back(ways.size());
    for (size_t from = 0; from < ways.size(); ++from) {
        for (int to : ways[from]) back[static_cast<size_t>(to)].push_back(static_cast<int>(from));
    }
    return back;
}

Ways ways_of(const Definition& definition, bool silent_only) {
    Ways ways(definition.states.size());
    for (size_t i = 0; i < ways.size(); ++i) {
        for_each_way(definition.states[i], [&](const Transition& way, bool silent) {
            if (way.target != kHangUp && (silent || !silent_only)) ways[i].push_back(way.target);
        });
    }
    return ways;
}

/// The states that can be come to in one step or more; `before` holds the state that each was first come to from.
struct Reached {
    std::vector<bool> yes;
    std::vector<int> before;
};

Reached reach(const Ways& ways, int from) {
    Reached reached{std::vector<bool>(ways.size()), std::vector<int>(ways.size(), -1)};
    std::deque<int> open{from};
    while (!open.empty()) {
        int state = open.front();
        open.pop_front();
        for (int next : ways[static_cast<size_t>(state)]) {
            if (reached.yes[static_cast<size_t>(next)]) continue;
            reached.yes[static_cast<size_t>(next)] = true;
            reached.before[static_cast<size_t>(next)] = state;
            open.push_back(next);
        }
    }
    return reached;
}

void check_reached(const Definition& definition, document::Faults& faults) {
    Reached reached = reach(ways_of(definition, false), definition.start);
    for (size_t i = 0; i < definition.states.size(); ++i) {
        if (reached.yes[i] || static_cast<int>(i) == definition.start) continue;
        faults.add(definition.states[i].at, fmt::format("state \"{}\" cannot be reached", definition.states[i].name));
    }
}

void tell_loop(const Definition& definition, const std::vector<int>& loop, document::Faults& faults) {
    constexpr int kMostShown = 8;
    int shown = 0;
    bool speaks = false, listens = false;
    std::string path;
    for (int index : loop) {
        const State& state = definition.states[static_cast<size_t>(index)];
        speaks |= !state.say.empty();
        listens |= state.listens();
        ++shown;
        if (shown <= kMostShown) path += state.name + " → ";
        if (shown == kMostShown + 1) path += "… → ";
    }
    const State& first = definition.states[static_cast<size_t>(loop.front())];
    std::string_view what = listens  ? "a loop that a silent callee never leaves"
                            : speaks ? "a loop that talks and never listens"
                                     : "a loop that waits for nothing";
    faults.add(first.at, fmt::format("{}: {}{}", what, path, first.name));
}

/// Tells one loop for each state in file order, then sets aside all states that share a loop with it.
void check_loops(const Definition& definition, document::Faults& faults) {
    Ways ways = ways_of(definition, true), back = backwards(ways);
    std::vector<bool> told(ways.size());
    for (size_t i = 0; i < ways.size(); ++i) {
        if (told[i]) continue;
        int start = static_cast<int>(i);
        Reached reached = reach(ways, start);
        if (!reached.yes[i]) continue;
        std::vector<int> loop;
        for (int at = reached.before[i]; at != start; at = reached.before[static_cast<size_t>(at)]) loop.push_back(at);
        loop.push_back(start);
        std::reverse(loop.begin(), loop.end());
        tell_loop(definition, loop, faults);
        Reached reaching = reach(back, start);
        for (size_t other = i; other < ways.size(); ++other) {
            if (reached.yes[other] && reaching.yes[other]) told[other] = true;
        }
    }
}

}  // namespace

void check_flow(const Definition& definition, document::Faults& faults) {
    check_reached(definition, faults);
    check_loops(definition, faults);
}

}  // namespace tiller::dialogue
