#pragma once
// Calls: one row each. Written before the INVITE (the intent), completed at the call's end.
#include <vector>

#include "model/outcome.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Numbers of the tables: never changed.
enum class Direction { outbound = 0, inbound = 1 };
/// On whose behalf a call is made or taken: owner.h.
enum class OwnerKind { attempt = 0, inbound_number = 1 };

/// The published dialogue that a call speaks.
struct CallRobot {
    std::string id;  // of the robot
    int64_t version = 0;

    bool operator==(const CallRobot&) const = default;
};

struct Call {
    int64_t account = 0;
    std::string id;  // CallID
    Direction direction = Direction::outbound;
    OwnerKind owner = OwnerKind::attempt;
    std::optional<int64_t> task, row;  // of an attempt both, and its number
    std::optional<int> attempt;        // at the row, from 1
    int64_t line = 0;
    int64_t run = 0;                 // of the node that makes it (nodes.h)
    std::optional<CallRobot> robot;  // who talks, if that is a robot
    std::string callee;
    bool ended_state = false;  // false: an intent without an outcome
    Instant intended;
    std::optional<Instant> rang, answered, ended;
    Outcome outcome = Outcome::none;
    int sip_code = 0;
    std::string hangup_by;  // robot, callee, agent, system
    std::string hangup_reason;
    std::string answered_by;           // human, machine, unknown
    std::string answering;             // why that is thought, JSON (answering/judgement.h); empty: not judged
    std::optional<bool> message_left;  // whole, at a machine; nothing: no machine was to get one
    std::string intention;
    int talk_rounds = 0;                   // turns of the callee
    std::optional<Millis> answer_latency;  // from the answer to the robot's first packet of sound
    /// From the end of a callee's turn to the first packet of the robot's answer, turn by turn: milliseconds, as a JSON
    /// array. A turn that got no answer (hung up, nothing to say) is not in it.
    std::string turn_latencies = "[]";
    std::string labels = "[]", slots = "{}", transcript = "[]";  // JSON, as the call record shows them
    /// What happened in it, moment by moment, as a JSON array: calls/timeline.h.
    std::string timeline = "[]";
    bool recorded = false;
    bool opt_out = false;  // asked not to be called again: no column, it becomes an entry of a do-not-call list
};

/// False if an outbound call of a run to the same number is up in the account: it is on one call at a time, whichever
/// node makes it.
bool insert_call(Tx& tx, const Call& call);
void update_call(Tx& tx, const Call& call);
std::optional<Call> find_call(Db& db, int64_t account, std::string_view id);
/// All calls of a number of a task, first to last.
std::vector<Call> calls_of_number(Db& db, int64_t account, int64_t task, int64_t row);
/// For people who look for something: newest first, older than the CallID `before`.
struct CallSearch {
    std::optional<int64_t> task;
    std::optional<Outcome> outcome;
    std::optional<bool> ended;
    std::string text;    // part of a number or a CallID; empty: all
    std::string before;  // empty: from the newest
};
std::vector<Call> search_calls(Db& db, int64_t account, const CallSearch& search, int64_t limit);
/// Intents without an outcome whose run is over: what a dead process left behind.
std::vector<Call> orphaned_calls(Db& db);
/// Calls that are up on a line and of other runs.
int64_t calls_of_others(Db& db, int64_t line, int64_t run);

}  // namespace tiller::store
