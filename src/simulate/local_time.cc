#include "simulate/local_time.h"

#include <date/tz.h>

namespace tiller::simulate {

LocalTime::LocalTime(const std::string& zone) : zone_(date::locate_zone(zone)) {}

int64_t LocalTime::shown_at(Instant t) const {
    auto seconds = date::floor<std::chrono::seconds>(t);
    return static_cast<const date::time_zone*>(zone_)->to_local(seconds).time_since_epoch().count();
}

LocalTime::Shown LocalTime::shown(Instant t) const {
    int64_t seconds = shown_at(t), day = seconds / 86'400 - (seconds % 86'400 < 0);
    return {{static_cast<int32_t>(day)}, static_cast<int32_t>(seconds - day * 86'400)};
}

std::chrono::seconds LocalTime::offset(Instant t) const {
    return std::chrono::seconds(shown_at(t)) - date::floor<std::chrono::seconds>(t).time_since_epoch();
}

Instant LocalTime::first_at(Date date, int64_t second_of_day) const {
    int64_t wanted = int64_t{date.days} * 86'400 + second_of_day;
    // Clocks change at full quarters of an hour, UTC: within one, local time runs evenly.
    constexpr int64_t kQuarter = 900, kFarthest = 20 * 3600;
    int64_t from = (wanted - kFarthest) / kQuarter * kQuarter;
    for (int64_t t = from; t <= wanted + kFarthest; t += kQuarter) {
        int64_t first = shown_at(from_ms(t * 1000));
        if (first >= wanted) return from_ms(t * 1000);
        if (first + kQuarter > wanted) return from_ms((t + wanted - first) * 1000);
    }
    return Instant::max();
}

}  // namespace tiller::simulate
