#include "campaign/strategy.h"

#include <fmt/format.h>

#include "base/text.h"
#include "campaign/strategy_bounds.h"

namespace tiller::campaign {
namespace {

constexpr int32_t kDay = 24 * 3600;

/// The client took the number back, or it must not be called at all: no later round may bring it back, whatever its
/// Include says.
constexpr OutcomeSet kNeverAgain = bit(Outcome::cancelled) | bit(Outcome::dnc);

/// Outcomes of a number that nobody answered and that is not final. `expired` is among them: its window closed before
/// its turn came, and `blocked`: a later round is at another time, and the guard judges again. Left out, though never
/// connected: `rejected`, `invalid_number` (final by the contract), `unknown` (somebody may have been on the line when
/// the process died). A round that wants them lists them.
constexpr OutcomeSet kTakesPartByDefault = bit(Outcome::busy) | bit(Outcome::no_answer) | bit(Outcome::unreachable) |
                                           bit(Outcome::failed) | bit(Outcome::expired) | bit(Outcome::blocked);

bool is_intention(std::string_view text) { return text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z'; }

/// Collects "<path> <value>: <rule>", or "<path>: <rule>" where there is no value to show.
class Faults {
  public:
    void add(std::string_view path, std::string_view rule) { list_.push_back(fmt::format("{}: {}", path, rule)); }
    template <class V>
    void add(std::string_view path, const V& value, std::string_view rule) {
        list_.push_back(fmt::format("{} {}: {}", path, value, rule));
    }
    void range(std::string_view path, int value, int max, std::string_view unit) {
        if (value < 0 || value > max) add(path, value, fmt::format("must be 0 to {}{}", max, unit));
    }
    std::vector<std::string> take() { return std::move(list_); }

  private:
    std::vector<std::string> list_;
};

void check_name(const Strategy& strategy, Faults& faults) {
    if (trim(strategy.name).empty()) {
        faults.add("name", "\"\"", "must not be empty");
    } else if (utf8_length(strategy.name) > kLongestStrategyName) {
        faults.add("name", fmt::format("\"{}\"", utf8_prefix(strategy.name, 64)), "must be shorter than 40 characters");
    }
    if (!is_printable_utf8(strategy.name)) faults.add("name", "must not hold control characters");
}

bool is_window(const Round& round) {
    return round.day_offset >= 0 && round.day_offset <= kMostDayOffset && round.start >= 0 && round.start < round.end &&
           round.end <= kDay;
}

void check_window(const Round& round, const std::string& path, Faults& faults) {
    faults.range(path + "day_offset", round.day_offset, kMostDayOffset, " days");
    if (round.start < 0 || round.start >= kDay) {
        faults.add(path + "start", round.start, "must be a time of day from 00:00 to 23:59");
    } else if (round.end <= 0 || round.end > kDay) {
        faults.add(path + "end", round.end, "must be a time of day up to 24:00");
    } else if (round.end <= round.start) {
        faults.add(path + "end", format_time_of_day(round.end),
                   fmt::format("must be after the start, {}: a window ends on the day it begins",
                               format_time_of_day(round.start)));
    }
}

void check_include(const Include& include, bool first_round, const std::string& path, Faults& faults) {
    if (include.is_default) return;
    if (first_round) {
        faults.add(path + "include", "does not belong to the first round, which takes all numbers");
        return;
    }
    if (include.outcomes == 0 && include.intentions.empty()) {
        faults.add(path + "include", "must name outcomes or intentions");
    }
    for (size_t i = 1; i < kOutcomeNames.size(); ++i) {
        auto outcome = static_cast<Outcome>(i);
        if (contains(include.outcomes & kNeverAgain, outcome)) {
            faults.add(path + "include.outcomes", to_name(outcome), "such a number is never called again");
        }
    }
    for (const std::string& intention : include.intentions) {
        if (!is_intention(intention)) {
            faults.add(path + "include.intentions", '"' + intention + '"', "must be one capital letter, A to Z");
        }
    }
}

int64_t begin_of(const Round& round) { return int64_t{round.day_offset} * kDay + round.start; }
int64_t end_of(const Round& round) { return int64_t{round.day_offset} * kDay + round.end; }

void check_order(const Round& before, const Round& round, size_t index, Faults& faults) {
    if (!is_window(before) || !is_window(round) || begin_of(round) >= end_of(before)) return;
    auto window = fmt::format("{}–{} of day {}", format_time_of_day(round.start), format_time_of_day(round.end),
                              round.day_offset);
    bool overlaps = end_of(round) > begin_of(before);
    faults.add(fmt::format("rounds[{}]", index), window,
               fmt::format("{} rounds[{}]: rounds must follow one another", overlaps ? "overlaps" : "comes before",
                           index - 1));
}

}  // namespace

Window window_of(const Round& round, Date date, const Zone& zone) {
    Date day = date + round.day_offset;
    // Local clocks decide, so a window is an hour shorter or longer on a day of change. Its end never lies before its
    // start: a window that falls whole into the skipped hour is empty.
    return {zone.at(day, round.start), zone.at(day, round.end)};
}

std::vector<std::string> faults(const Strategy& strategy) {
    Faults faults;
    check_name(strategy, faults);
    if (strategy.rounds.empty() || strategy.rounds.size() > kMostRounds) {
        faults.add("rounds", strategy.rounds.size(), "a strategy has 1 to 12 rounds");
    }
    for (size_t i = 0; i < strategy.rounds.size(); ++i) {
        const Round& round = strategy.rounds[i];
        std::string path = fmt::format("rounds[{}].", i);
        if (trim(round.robot).empty()) faults.add(path + "robot", "\"\"", "must name a robot");
        check_window(round, path, faults);
        faults.range(path + "repeat_interval", round.repeat_interval, kMostRepeatMinutes, " minutes");
        faults.range(path + "repeat_num", round.repeat_num, kMostRepeats, "");
        check_include(round.include, i == 0, path, faults);
        if (i > 0) check_order(strategy.rounds[i - 1], round, i, faults);
    }
    return faults.take();
}

int first_round_too_short(const Strategy& strategy) {
    for (size_t i = 0; i < strategy.rounds.size(); ++i) {
        const Round& round = strategy.rounds[i];
        int64_t repeats_take = int64_t{round.repeat_interval} * round.repeat_num * 60;
        if (int64_t{round.end} - round.start <= repeats_take) return static_cast<int>(i) + 1;
    }
    return 0;
}

bool takes_part(const Include& include, Outcome last, bool connected_before, std::string_view intention) {
    if (contains(kNeverAgain, last)) return false;
    if (include.is_default) return !connected_before && contains(kTakesPartByDefault, last);
    if (last != Outcome::none && contains(include.outcomes, last)) return true;
    return std::find(include.intentions.begin(), include.intentions.end(), intention) != include.intentions.end();
}

}  // namespace tiller::campaign
