#pragma once
// What a simulated world is made of, drawn or given before it begins: the same scenario always runs the same way.
#include <string>
#include <vector>

#include "campaign/line.h"
#include "campaign/strategy.h"
#include "simulate/guard_draw.h"
#include "simulate/people.h"

namespace tiller::simulate {

struct AccountDraw {
    std::string zone = "Etc/UTC";
    bool guard = true;
    Service service = Service::collection;
    std::string country{};  // ISO 3166
};

struct LineDraw {
    campaign::LineConfig config;
    size_t account = 0;  // index into the scenario's accounts
};

struct PlanDraw {
    std::string name;
    campaign::Strategy strategy;
    Date date;
    size_t line = 0;  // index into the scenario's lines: whose account orders the plan
    std::vector<std::string> callees;
    Millis ordered_at{0};  // since the world began
};

/// A task outside of any plan.
struct TaskDraw {
    std::string name;
    Date date;
    campaign::Round rule;  // its window and its repeats
    size_t line = 0;
    std::vector<std::string> callees;
    Millis ordered_at{0};
};

/// A customer's webhook receiver. It misbehaves, by these shares of all tries, until `well_after`.
struct ReceiverDraw {
    std::string url;
    size_t account = 0;
    double fails = 0;  // answers 500
    double hangs = 0;  // takes the event, but has not answered when the sender gives up
    Millis answer{50};
    Millis well_after{0};  // since the world began
};

enum class TroubleKind {
    kill,        // the process and its disk's memory go at the `pick`th write or flush from then, at once if that is 0;
                 // back after `lasts`; once more at the `again`th from its restart
    kill_node,   // one of two nodes dies at its `pick`th write from then, at once if that is 0; back after `lasts`
    stop_node,   // it stands still for `lasts`, then goes on as if nothing had happened
    disk_full,   // for `lasts`
    slow_disk,   // for `lasts` each flush takes `by`
    clock_jump,  // the wall clock by `by`, either way
    stop_plan,
    stop_task,
    cancel_plan_number,
    cancel_number,
    pause_task,   // the client resumes it after `lasts`
    dnc_number,   // put on the account's do-not-call list, or (after) on the one for all accounts
    line_change,  // the operator gives a line other limits
};

/// Something that happens to the world at a moment.
struct Trouble {
    TroubleKind kind = TroubleKind::kill;
    Millis at{0};  // since the world began
    Millis lasts{0};
    Millis by{0};
    uint64_t pick = 0;  // which plan, task, number or operation, modulo how many there are
    bool after = false, torn = false;
    size_t node = 0;        // which
    bool at_flush = false;  // `pick` counts flushes only: around them a commit becomes durable
    int64_t again = 0;      // 0: no second kill
};

struct Scenario {
    uint64_t seed = 0;  // of the draws made while it runs, too
    size_t nodes = 1;   // that share the store
    std::vector<AccountDraw> accounts{1};
    Instant start;
    std::vector<LineDraw> lines;
    std::vector<PlanDraw> plans;
    std::vector<TaskDraw> tasks;
    std::vector<ReceiverDraw> receivers;
    std::vector<std::string> dnc;      // from the start, of the first account
    std::vector<GuardDraw> guards{1};  // each start of the process takes the next one, then the last
    /// A forecast: the guard judges by its built-in packs, as it will in earnest, and the witness does not reckon with it.
    bool built_in_guard = false;
    std::vector<std::string> consents;  // numbers of people who agreed to be called, by the first account
    std::vector<Trouble> troubles;
    People people;
    double opt_outs = 0;     // share of answered calls in which the callee asks not to be called again
    double late_ends = 0;    // share of calls whose end the phone tells minutes late
    double double_ends = 0;  // share of calls whose end it tells twice, the second time with another outcome
    double refusals = 0;     // share of calls that the line itself does not take

    /// Whose line it is.
    const AccountDraw& account_of(size_t line) const { return accounts[lines[line].account]; }
};

/// A world of up to a few hundred numbers with trouble of every kind, drawn from the seed.
Scenario draw_scenario(uint64_t seed);

/// So many numbers, up to 10,000, in one plan of three rounds over five days, with the troubles of a bad week.
Scenario big_scenario(uint64_t seed, int64_t numbers);

/// What is drawn on top of a scenario: a second account, tasks outside of plans, rules of the guard, people who opt
/// out, changes of lines (scenario_more.cc). From draws of its own, so that what was drawn before stays as it was.
void draw_more(Scenario& scenario);

/// A second node in some of the scenarios, and what befalls either (scenario_nodes.cc); the others stay as they were.
void draw_nodes(Scenario& scenario);

}  // namespace tiller::simulate
