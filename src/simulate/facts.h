#pragma once
// What an onlooker knows of a simulated world: what was ordered, what the carrier and the receivers saw, which events
// were told. Nothing here asks the code under test what it means to do.
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "simulate/coverage.h"
#include "simulate/local_time.h"
#include "simulate/scenario.h"

namespace tiller::simulate {

/// A number in one task.
struct NumberFacts {
    int invites = 0;
    int unsent = 0;                // intents whose INVITE never left
    Outcome last = Outcome::none;  // of its last attempt
    Instant last_end{};
    bool cancelled = false;  // the client was told so
    bool done = false;       // its event was told
};

struct TaskFacts {
    int64_t key = 0, account = 0;
    std::string id, name;
    int64_t plan = 0, line = 0;  // plan 0: a task of its own
    size_t round = 0;            // index into the strategy
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
    int64_t key = 0, account = 0;
    size_t rounds_seen = 0;  // rounds up to here were opened or passed over
    std::map<std::string, PlanNumberFacts> numbers;
    bool stopped = false, doubtful = false, told = false;
};

/// A call that left, until its outcome is on disk.
struct CallFacts {
    int64_t account = 0, task = 0, line = 0;
    size_t node = 0;  // whose phone it left from
    std::string callee;
    bool up = true;                   // on the wire
    Outcome outcome = Outcome::none;  // the phone's first word
    bool orphaned = false;            // the process died meanwhile: it may become unknown
    bool opts_out = false;            // the callee asked not to be called again
};

struct LineFacts {
    campaign::LineConfig config;
    bool doubtful = false;  // it was changed and no answer came: the greater limits are in `config`
    int up = 0;
    std::vector<Millis> starts;        // monotonic; those of the last second matter
    std::optional<Millis> idle_since;  // it could call somebody and does not
};

struct Violation {
    int rule = 0;  // of the eight
    std::string what;
};

struct AccountFacts {
    const AccountDraw* draw = nullptr;
    LocalTime local;
};

/// A number as an account knows it.
using Callee = std::pair<int64_t, std::string>;

struct Facts {
    explicit Facts(const Scenario& drawn) : scenario(drawn) {}

    void complain(int rule, std::string what) {
        if (violations.size() < 20) violations.push_back({rule, std::move(what)});
    }
    const LocalTime& local_of(int64_t account) const { return accounts.at(account).local; }

    const Scenario& scenario;
    std::map<int64_t, AccountFacts> accounts;
    std::map<int64_t, PlanFacts> plans;
    std::map<int64_t, TaskFacts> tasks;
    std::map<int64_t, LineFacts> lines;
    std::map<std::string, int64_t> receivers;          // accounts by URL
    std::unordered_map<std::string, CallFacts> calls;  // open ones, by CallID
    std::set<std::string> call_ids;                    // all
    std::map<Callee, int> up;                          // on the wire
    std::set<Callee> dnc;
    std::set<Callee> dnc_doubtful;  // put on a list without an answer
    bool rules_changed = false;     // the process was started with other rules of the guard
    int kills = 0;
    Instant latest_wall{};  // the farthest that the wall clock ever was
    std::vector<Violation> violations;
    Coverage coverage;
};

}  // namespace tiller::simulate
