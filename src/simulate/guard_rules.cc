#include "simulate/guard_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace tiller::simulate {
namespace {

constexpr int32_t kSunday = 3;  // day 3 of 1970, modulo 7

bool is_conversation(Outcome outcome) {
    return outcome == Outcome::answered || outcome == Outcome::unknown || outcome == Outcome::none;
}
bool is_unconnected(Outcome outcome) {
    return outcome == Outcome::busy || outcome == Outcome::invalid_number || outcome == Outcome::failed;
}
std::string debt_subject(const std::string& callee) { return "debt " + debt_of(callee); }

}  // namespace

GuardRules::GuardRules(const Scenario& scenario) : guard_(&scenario.guards.front()) {
    for (auto& region : regions()) {
        for (auto& zone : region.zones) clocks_[region.prefix].emplace_back(zone);
    }
}

void GuardRules::called(const store::Call& call) {
    calls_[call.id] = {call.account, call.callee};
    past_[{call.account, call.callee}].push_back({call.id, call.intended});
    past_[{call.account, debt_subject(call.callee)}].push_back({call.id, call.intended});
}

void GuardRules::settled(const std::string& call, Outcome outcome) {
    auto known = calls_.find(call);
    if (known == calls_.end()) return;
    auto& [account, callee] = known->second;
    for (auto& subject : {callee, debt_subject(callee)}) {
        for (Past& past : past_[{account, subject}]) {
            if (past.call == call) past.outcome = outcome;
        }
    }
}

const std::vector<LocalTime>& GuardRules::clocks_of(const std::string& callee) const {
    static const std::vector<LocalTime> utc = {LocalTime("Etc/UTC")};
    for (auto& [prefix, clocks] : clocks_) {
        if (callee.starts_with(prefix)) return clocks;
    }
    return utc;
}

const std::vector<GuardRules::Past>& GuardRules::past_of(int64_t account, const std::string& callee,
                                                         bool by_debt) const {
    static const std::vector<Past> none;
    auto found = past_.find({account, by_debt ? debt_subject(callee) : callee});
    return found == past_.end() ? none : found->second;
}

bool GuardRules::is_closed(const HoursDraw& hours, const LocalTime& clock, Instant at) const {
    auto [date, second] = clock.shown(at);
    if (second < hours.start || second >= hours.end) return true;
    if (hours.closed_on_sunday && date.days % 7 == kSunday) return true;
    return std::any_of(guard_->hours.begin(), guard_->hours.end(), [&, day = date](auto& of) {
        return std::find(of.holidays.begin(), of.holidays.end(), day) != of.holidays.end();
    });
}

std::string GuardRules::forbids(int64_t account, const std::string& callee, Instant at, Open open) const {
    auto& clocks = clocks_of(callee);
    auto comes_to_nothing = [&](const Past& past) {
        return open == Open::is_hoped_away && past.outcome == Outcome::none;
    };
    for (auto& hours : guard_->hours) {
        if (!callee.starts_with(hours.prefix)) continue;
        for (auto& clock : clocks) {
            if (is_closed(hours, clock, at))
                return fmt::format("outside the calling hours {} to {}", format_time_of_day(hours.start),
                                   format_time_of_day(hours.end));
        }
    }
    for (auto& cap : guard_->caps) {
        for (auto& clock : clocks) {
            Date today = clock.shown(at).date;
            auto counted = [&](const Past& past) {
                if (cap.skips_unconnected && (is_unconnected(past.outcome) || comes_to_nothing(past))) return false;
                if (cap.days == 0) return past.at > at - std::chrono::hours(cap.hours) && past.at <= at;
                Date day = clock.shown(past.at).date;
                return day > today + -cap.days && day <= today;
            };
            auto& past = past_of(account, callee, cap.by_debt);
            if (std::count_if(past.begin(), past.end(), counted) >= cap.most)
                return fmt::format("over the cap of {} calls a {} in {} {}", cap.most, cap.by_debt ? "debt" : "number",
                                   cap.days + cap.hours, cap.days > 0 ? "days" : "hours");
        }
    }
    for (auto& rest : guard_->cool_downs) {
        for (auto& clock : clocks) {
            Date today = clock.shown(at).date;
            for (auto& past : past_of(account, callee, rest.by_debt)) {
                Date day = clock.shown(past.at).date;
                if (is_conversation(past.outcome) && !comes_to_nothing(past) && day <= today && today < day + rest.days)
                    return fmt::format("in the {} days after a conversation", rest.days);
            }
        }
    }
    return {};
}

bool GuardRules::allows_between(int64_t account, const std::string& callee, Instant from, Instant end,
                                Open open) const {
    std::vector<Instant> candidates;
    for (bool by_debt : {false, true}) {
        for (auto& past : past_of(account, callee, by_debt)) {
            // A call from a time when the wall clock was ahead: what the guard makes of it is its own affair.
            if (past.at > from) return false;
            for (auto& cap : guard_->caps) candidates.push_back(past.at + std::chrono::hours(cap.hours));
        }
    }
    // Clocks, days and drawn hours begin within a minute of a full quarter.
    constexpr std::chrono::minutes kStep{15};
    candidates.push_back(from);
    for (Instant t = std::chrono::floor<std::chrono::minutes>(from); t < end; t += std::chrono::minutes(1)) {
        if (t.time_since_epoch() % kStep <= std::chrono::minutes(1)) candidates.push_back(t);
    }
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](Instant t) { return t >= from && t < end && forbids(account, callee, t, open).empty(); });
}

}  // namespace tiller::simulate
