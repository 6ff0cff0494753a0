#pragma once
// How calls went, counted: for the console's charts.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/outcome.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Calls of one line that ended one way; `none`: not ended yet.
struct CallCount {
    int64_t line = 0;
    Outcome outcome = Outcome::none;
    std::string intention;  // a letter, or empty
    int64_t calls = 0;
    Millis talk{0};  // from the answer to the end
    Millis busy{0};  // a channel of the line was taken
};

/// The calls that began in [from, to). Costs a look at each of them: CallIDs begin with the time, so no index of its
/// own is needed. `task`: only those of a task, by key.
std::vector<CallCount> count_calls(Db& db, int64_t account, Instant from, Instant to, std::optional<int64_t> task);

/// What calls can be counted by besides time.
enum class CallGroup { plan, task, robot, line };
/// Calls of one group, by its name: empty for calls of no plan or no robot. `count.line` is not told.
struct GroupCount {
    std::string name;
    CallCount count;
};
/// As `count_calls`, by name.
std::vector<GroupCount> count_calls_by(Db& db, int64_t account, CallGroup group, Instant from, Instant to,
                                       std::optional<int64_t> task);

/// Durations, counted by the whole millisecond: so the percentiles of several spans together are those of all their
/// durations, exactly, and no mean of percentiles. Holds one count for each different duration.
class DurationCounts {
  public:
    void add(Millis duration, int64_t times = 1) { counts_[duration] += times, total_ += times; }
    void add(const DurationCounts& more) {
        for (const auto& [duration, times] : more.counts_) add(duration, times);
    }
    int64_t total() const { return total_; }
    /// The shortest duration that at least `percent` of all do not exceed (nearest rank); 0 < percent <= 100, and
    /// there is one at least.
    Millis percentile(int percent) const;

  private:
    std::map<Millis, int64_t> counts_;
    int64_t total_ = 0;
};

/// How long callees waited for the robot (Call::answer_latency, Call::turn_latencies).
struct Latencies {
    DurationCounts answers, turns;
    void add(const Latencies& more) { answers.add(more.answers), turns.add(more.turns); }
};

/// Of the calls that began in [from, to), as in `count_calls`.
Latencies count_latencies(Db& db, int64_t account, Instant from, Instant to, std::optional<int64_t> task);

/// The same for each group, by its name.
std::map<std::string, Latencies> count_latencies_by(Db& db, int64_t account, CallGroup group, Instant from, Instant to,
                                                    std::optional<int64_t> task);

}  // namespace tiller::store
