#include "base/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include "base/text.h"

namespace tiller {
namespace {

const date::time_zone* tz(const void* zone) { return static_cast<const date::time_zone*>(zone); }

/// `count` digits at `at`, or -1.
int digits(std::string_view text, size_t at, size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
    if (y < 0 || m < 0 || d < 0) return std::nullopt;
    date::year_month_day ymd{date::year(y), date::month(static_cast<unsigned>(m)), date::day(static_cast<unsigned>(d))};
    if (!ymd.ok()) return std::nullopt;
    return Date{static_cast<int32_t>(date::sys_days(ymd).time_since_epoch().count())};
}

std::string format_date(Date date) {
    date::year_month_day ymd{date::sys_days(date::days(date.days))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

std::optional<int32_t> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 && text.size() != 8) return std::nullopt;
    int h = digits(text, 0, 2), m = digits(text, 3, 2), s = text.size() == 8 ? digits(text, 6, 2) : 0;
    if (text[2] != ':' || (text.size() == 8 && text[5] != ':')) return std::nullopt;
    if (h < 0 || m < 0 || s < 0 || h > 24 || m > 59 || s > 59) return std::nullopt;
    int32_t seconds = h * 3600 + m * 60 + s;
    if (seconds > 24 * 3600) return std::nullopt;
    return seconds;
}

std::string format_time_of_day(int32_t seconds) {
    if (seconds % 60 == 0) return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string to_rfc3339_ms(Instant t) {
    int64_t ms = to_ms(t), day = ms >= 0 ? ms / 86'400'000 : (ms - 86'399'999) / 86'400'000,
            rest = ms - day * 86'400'000;
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", format_date({static_cast<int32_t>(day)}), rest / 3'600'000,
                       rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

Result<Zone> Zone::find(std::string_view name) {
    try {
        return Zone(std::string(name), date::locate_zone(std::string(name)));
    } catch (const std::exception&) {
        return invalid(fmt::format("zone \"{}\" is not an IANA time zone", name));
    }
}

Zone Zone::utc() { return Zone("Etc/UTC", date::locate_zone("Etc/UTC")); }

Date Zone::date_of(Instant t) const {
    auto local = tz(zone_)->to_local(t);
    return {static_cast<int32_t>(date::floor<date::days>(local).time_since_epoch().count())};
}

int32_t Zone::time_of_day(Instant t) const {
    auto local = tz(zone_)->to_local(t);
    auto since_midnight = local - date::floor<date::days>(local);
    return static_cast<int32_t>(std::chrono::duration_cast<std::chrono::seconds>(since_midnight).count());
}

Instant Zone::at(Date date, int32_t seconds) const {
    date::local_seconds local{std::chrono::seconds(int64_t(date.days) * 86400 + seconds)};
    auto info = tz(zone_)->get_info(local);
    if (info.result == date::local_info::nonexistent) return std::chrono::time_point_cast<Millis>(info.second.begin);
    auto offset = info.first.offset;
    return std::chrono::time_point_cast<Millis>(date::sys_seconds(local.time_since_epoch() - offset));
}

std::string Zone::format(Instant t) const {
    auto info = tz(zone_)->get_info(t);
    auto local = std::chrono::floor<std::chrono::seconds>(t) + info.offset;
    Date day{static_cast<int32_t>(date::floor<date::days>(local).time_since_epoch().count())};
    int64_t s = local.time_since_epoch().count() - int64_t(day.days) * 86400;
    auto minutes = std::chrono::duration_cast<std::chrono::minutes>(info.offset).count();
    return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", format_date(day), s / 3600, s / 60 % 60, s % 60,
                       minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

std::optional<Instant> Zone::parse(std::string_view text) const {
    if (text.size() < 19) return std::nullopt;
    auto day = parse_date(text.substr(0, 10));
    auto seconds = parse_time_of_day(text.substr(11, 8));
    if (!day || !seconds || *seconds >= 86400) return std::nullopt;
    if (text.size() == 19 && text[10] == ' ') return at(*day, *seconds);
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    std::string_view rest = text.substr(19);
    if (rest.starts_with('.')) {
        size_t end = rest.find_first_not_of("0123456789", 1);
        if (end == std::string_view::npos || end == 1) return std::nullopt;
        rest.remove_prefix(end);
    }
    int64_t offset = 0;
    if (rest != "Z" && rest != "z") {
        int h = digits(rest, 1, 2), m = digits(rest, 4, 2);
        if (rest.size() != 6 || rest[3] != ':' || (rest[0] != '+' && rest[0] != '-') || h < 0 || m < 0 || h > 23 ||
            m > 59)
            return std::nullopt;
        offset = (h * 60 + m) * (rest[0] == '-' ? -60 : 60);
    }
    return from_ms((int64_t(day->days) * 86400 + *seconds - offset) * 1000);
}

}  // namespace tiller
