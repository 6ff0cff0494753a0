#include "guard/timing.h"

#include <algorithm>

namespace tiller::guard {
namespace {

/// Days looked ahead for an open one: more than kLongestWait.
constexpr int32_t kDaysAhead = 64;

/// 1970-01-01 was a Thursday; 0 is Monday.
size_t weekday_of(int32_t days) { return static_cast<size_t>(((days + 3) % 7 + 7) % 7); }

DayHours hours_of(const Hours& rule, int32_t day) {
    bool holiday = rule.holidays && std::binary_search(rule.holidays->days.begin(), rule.holidays->days.end(), day);
    return holiday ? DayHours{} : rule.days[weekday_of(day)];
}

std::optional<Instant> earliest_in(const Hours& rule, const Zone& zone, Instant at) {
    Date today = zone.date_of(at);
    int32_t time = zone.time_of_day(at);
    DayHours hours = hours_of(rule, today.days);
    if (hours.start <= time && time < hours.end) return at;
    for (int32_t ahead = time < hours.start ? 0 : 1; ahead <= kDaysAhead; ++ahead) {
        Date day{today.days + ahead};
        hours = hours_of(rule, day.days);
        if (hours.start == hours.end) continue;
        Instant opens = zone.at(day, hours.start);
        // When clocks are set back, a time of day comes twice: its first instant may be over already.
        if (opens > at) return opens;
    }
    return std::nullopt;
}

std::optional<Instant> earliest(const Hours& rule, const Subject& subject, Instant at) {
    Instant instant = at;
    for (bool moved = true; moved;) {
        moved = false;
        for (const Zone& zone : rule.zones.empty() ? *subject.zones : rule.zones) {
            auto opens = earliest_in(rule, zone, instant);
            if (!opens || *opens > at + kLongestWait) return std::nullopt;
            moved |= *opens != instant;
            instant = *opens;
        }
    }
    return instant;
}

std::optional<Instant> earliest(const Cap& rule, const Subject& subject, Instant at) {
    const auto& calls = rule.by == CountBy::debt ? subject.for_debt : subject.to_number;
    std::vector<Instant> counted;
    for (const PastCall& call : calls) {
        if (rule.counts_unconnected || call.contact != Contact::unconnected) counted.push_back(call.at);
    }
    auto most = static_cast<size_t>(rule.most);
    if (counted.size() < most) return at;
    // A call is allowed once the call that stands `most` before it is out of the span.
    Instant limiting = counted[counted.size() - most];
    if (rule.days == 0) return std::max(at, limiting + rule.hours);
    Instant instant = at;
    for (const Zone& zone : *subject.zones) {
        instant = std::max(instant, zone.at({zone.date_of(limiting).days + rule.days}, 0));
    }
    return instant;
}

std::optional<Instant> earliest(const CoolDown& rule, const Subject& subject, Instant at) {
    const auto& calls = rule.by == CountBy::debt ? subject.for_debt : subject.to_number;
    Instant instant = at;
    for (const PastCall& call : calls) {
        if (call.contact != Contact::talked && call.contact != Contact::open) continue;
        for (const Zone& zone : *subject.zones) {
            instant = std::max(instant, zone.at({zone.date_of(call.at).days + rule.days}, 0));
        }
    }
    return instant;
}

template <class Body>
std::optional<Instant> earliest(const Body&, const Subject&, Instant at) {
    return at;
}

}  // namespace

bool is_timed(const Rule& rule) {
    return std::holds_alternative<Hours>(rule.body) || std::holds_alternative<Cap>(rule.body) ||
           std::holds_alternative<CoolDown>(rule.body);
}

std::optional<Instant> earliest_allowed(const Rule& rule, const Subject& subject, Instant at) {
    return std::visit([&](const auto& body) { return earliest(body, subject, at); }, rule.body);
}

}  // namespace tiller::guard
