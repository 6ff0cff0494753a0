#pragma once
#include <optional>
#include <unordered_map>

#include "simulate/local_time.h"
#include "simulate/scenario.h"
#include "store/calls.h"

namespace tiller::simulate {

/// Rule 3, the guard's part, reckoned anew: hours by all clocks that the callee may have, caps, cool-down. Of the guard
/// it shares the drawn figures and nothing else: it asks whether an instant is forbidden and never computes when it
/// would be allowed.
class GuardRules {
  public:
    /// A call that is up: it counts as a conversation, or it is hoped that it comes to nothing.
    enum class Open { counts, is_hoped_away };

    explicit GuardRules(const Scenario& scenario);

    /// The process starts with these rules; the ones before are of no use any more.
    void use(const GuardDraw& guard) { guard_ = &guard; }
    /// An attempt counts from its intent on, as a conversation until it is known how it went.
    void called(const store::Call& call);
    void settled(const std::string& call, Outcome outcome);

    /// What forbids a call at this instant, for people; empty: nothing.
    std::string forbids(int64_t account, const std::string& callee, Instant at, Open open = Open::counts) const;
    /// True if there is an instant from `from` on and before `end` at which nothing forbids it, as far as is known now.
    bool allows_between(int64_t account, const std::string& callee, Instant from, Instant end, Open open) const;

  private:
    struct Past {
        std::string call;
        Instant at;
        Outcome outcome = Outcome::none;  // none: not known, or never told
    };
    using Subject = std::pair<int64_t, std::string>;  // account, and a number or "debt <n>"

    const std::vector<LocalTime>& clocks_of(const std::string& callee) const;
    const std::vector<Past>& past_of(int64_t account, const std::string& callee, bool by_debt) const;
    bool is_closed(const HoursDraw& hours, const LocalTime& clock, Instant at) const;

    const GuardDraw* guard_;
    std::map<std::string, std::vector<LocalTime>> clocks_;  // by prefix
    std::map<Subject, std::vector<Past>> past_;
    std::unordered_map<std::string, Subject> calls_;  // by CallID: the number
};

}  // namespace tiller::simulate
