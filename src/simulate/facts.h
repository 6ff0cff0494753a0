#pragma once
// What an onlooker knows of a simulated world: what was ordered, what the carrier and the receivers saw, which events
// were told. Nothing here asks the code under test what it means to do.
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "simulate/local_time.h"
#include "simulate/scenario.h"

namespace tiller::simulate {

/// A number in one task.
struct NumberFacts {
    int invites = 0;
    Outcome last = Outcome::none;  // of its last attempt
    Instant last_end{};
    std::string call;        // CallID of its last INVITE
    bool cancelled = false;  // the client was told so
    bool done = false;       // its event was told
};

struct TaskFacts {
    int64_t key = 0;
    std::string id;
    int64_t plan = 0, line = 0;
    size_t round = 0;  // index into the strategy
    campaign::Round rule;
    Instant start, end;
    std::map<std::string, NumberFacts> numbers;  // by callee
    size_t done = 0;                             // numbers whose event was told
    bool stopped = false, paused = false;
    bool doubtful =
        false;          // an answer to the client was lost: it may be stopped, paused or resumed, a number cancelled
    bool told = false;  // its own event
};

struct PlanNumberFacts {
    Outcome last = Outcome::none;
    std::string intention;
    bool connected = false, excluded = false;
};

struct PlanFacts {
    const PlanDraw* draw = nullptr;
    int64_t key = 0;
    size_t rounds_seen = 0;  // rounds up to here were opened or passed over
    std::map<std::string, PlanNumberFacts> numbers;
    bool stopped = false, doubtful = false, told = false;
};

/// A call that left, until its outcome is on disk.
struct CallFacts {
    int64_t task = 0, line = 0;
    std::string callee;
    bool up = true;                   // on the wire
    Outcome outcome = Outcome::none;  // the phone's first word
    bool orphaned = false;            // the process died meanwhile: it may become unknown
};

struct LineFacts {
    campaign::LineConfig config;
    int up = 0;
    std::vector<Millis> starts;        // monotonic; those of the last second matter
    std::optional<Millis> idle_since;  // it could call somebody and does not
};

struct Violation {
    int rule = 0;  // of the eight
    std::string what;
};

struct Facts {
    explicit Facts(const Scenario& drawn) : scenario(drawn), local(drawn.zone) {}

    void complain(int rule, std::string what) {
        if (violations.size() < 20) violations.push_back({rule, std::move(what)});
    }

    const Scenario& scenario;
    LocalTime local;
    int64_t account = 0;
    std::map<int64_t, PlanFacts> plans;
    std::map<int64_t, TaskFacts> tasks;
    std::map<int64_t, LineFacts> lines;
    std::unordered_map<std::string, CallFacts> calls;  // open ones, by CallID
    std::set<std::string> call_ids;                    // all
    std::map<std::string, int> up;                     // callees on the wire
    std::set<std::string> dnc;
    bool dnc_doubtful = false;
    int kills = 0;
    Instant latest_wall{};  // the farthest that the wall clock ever was
    std::vector<Violation> violations;
};

}  // namespace tiller::simulate
