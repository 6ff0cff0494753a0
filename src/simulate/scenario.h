#pragma once
// What a simulated world is made of, drawn or given before it begins: the same scenario always runs the same way.
#include <string>
#include <vector>

#include "campaign/line.h"
#include "campaign/strategy.h"
#include "simulate/people.h"

namespace tiller::simulate {

struct PlanDraw {
    std::string name;
    campaign::Strategy strategy;
    Date date;
    size_t line = 0;  // index into the scenario's lines
    std::vector<std::string> callees;
    Millis ordered_at{0};  // since the world began
};

/// A customer's webhook receiver. It misbehaves, by these shares of all tries, until `well_after`.
struct ReceiverDraw {
    std::string url;
    double fails = 0;  // answers 500
    double hangs = 0;  // takes the event, but has not answered when the sender gives up
    Millis answer{50};
    Millis well_after{0};  // since the world began
};

enum class TroubleKind {
    kill,        // the process and its disk's memory go at the `pick`th write or flush from then; back after `lasts`
    disk_full,   // for `lasts`
    slow_disk,   // for `lasts` each flush takes `by`
    clock_jump,  // the wall clock by `by`, either way
    stop_plan,
    stop_task,
    cancel_plan_number,
    cancel_number,
    pause_task,  // the client resumes it after `lasts`
    dnc_number,  // put on the do-not-call list
};

/// Something that happens to the world at a moment.
struct Trouble {
    TroubleKind kind = TroubleKind::kill;
    Millis at{0};  // since the world began
    Millis lasts{0};
    Millis by{0};
    uint64_t pick = 0;  // which plan, task, number or operation, modulo how many there are
    bool after = false, torn = false;
};

struct Scenario {
    uint64_t seed = 0;  // of the draws made while it runs, too
    std::string zone = "Etc/UTC";
    Instant start;
    std::vector<campaign::LineConfig> lines;
    std::vector<PlanDraw> plans;
    std::vector<ReceiverDraw> receivers;
    std::vector<std::string> dnc;
    std::vector<Trouble> troubles;
    People people;
    double late_ends = 0;    // share of calls whose end the phone tells minutes late
    double double_ends = 0;  // share of calls whose end it tells twice, the second time with another outcome
    double refusals = 0;     // share of calls that the line itself does not take
};

/// A world of up to a few hundred numbers with trouble of every kind, drawn from the seed.
Scenario draw_scenario(uint64_t seed);

/// So many numbers, up to 10,000, in one plan of three rounds over five days, with the troubles of a bad week.
Scenario big_scenario(uint64_t seed, int64_t numbers);

}  // namespace tiller::simulate
