#pragma once
// A strategy: the rounds of a plan (docs/contract/voice.md, "Plans"). Pure values and rules.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/zone.h"
#include "model/outcome.h"

namespace tiller::campaign {

inline constexpr OutcomeSet kDefaultRepeatOn =
    bit(Outcome::no_answer) | bit(Outcome::busy) | bit(Outcome::unreachable) | bit(Outcome::failed);

/// Which numbers of the rounds before take part in a later round. The default: those that were never connected and are
/// not final.
struct Include {
    bool is_default = true;
    OutcomeSet outcomes = 0;  // the last outcome of the number in the plan
    std::vector<std::string>
        intentions;  // one capital letter each; both lists are alternatives: either one lets a number in
    bool operator==(const Include&) const = default;
};

struct Round {
    std::string robot;  // RobotID or RobotName
    bool robot_is_group = false;
    int day_offset = 0;          // 0–4
    int32_t start = 0, end = 0;  // seconds of the local day, end up to 24:00
    int repeat_interval = 0;     // minutes, 0–30
    int repeat_num = 0;          // 0–15
    OutcomeSet repeat_on = kDefaultRepeatOn;
    Include include;
    bool operator==(const Round&) const = default;
};

struct Strategy {
    std::string name;           // under 40 characters
    std::vector<Round> rounds;  // 1–12
    bool operator==(const Strategy&) const = default;
};

struct Window {
    Instant start, end;
};

/// The instants of a round of a plan that begins on `date`, in the account's zone. Daylight saving is respected.
Window window_of(const Round& round, Date date, const Zone& zone);

/// Everything that can be wrong with a strategy: lengths, ranges, windows that overlap or lie in the wrong order.
/// "rounds[1].repeat_interval 31: must be 0 to 30 minutes".
std::vector<std::string> faults(const Strategy& strategy);

/// Contract code 10907: a round whose window is not longer than interval × repeats. Nothing if all are long enough,
/// else the number of the first such round, from 1.
int first_round_too_short(const Strategy& strategy);

/// The form in which a strategy is stored and in which GET /strategy tells it:
/// {"Name":…,"Rounds":[{"Robot":…,"RobotMethod":"single","DayOffset":0,"StartTime":"09:00","EndTime":"12:00",
///   "RepeatInterval":10,"RepeatNum":2,"RepeatOn":["no_answer",…],"Include":{"Outcomes":[…],"Intentions":[…]}}]};
///   Include is left out when it is the default.
std::string to_json(const Strategy& strategy);
Result<Strategy> strategy_from_json(std::string_view json);

/// Does a number with this history take part in a later round? `connected_before`: in any round before.
bool takes_part(const Include& include, Outcome last, bool connected_before, std::string_view intention);

}  // namespace tiller::campaign
