#pragma once
// IANA time zones, dates and the forms of time on the wire (docs/contract/README.md rule 7).
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace tiller {

/// A calendar date, days since 1970-01-01. Ordered, and steps by `+ days`.
struct Date {
    int32_t days = 0;
    auto operator<=>(const Date&) const = default;
    Date operator+(int n) const { return {days + n}; }
};

/// "YYYY-MM-DD" to a date that exists; nothing else.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);

/// A time of day in seconds since midnight: "HH:MM" or "HH:MM:SS"; "24:00" is the end of the day.
std::optional<int32_t> parse_time_of_day(std::string_view text);
std::string format_time_of_day(int32_t seconds);

/// RFC 3339 in UTC with milliseconds, e.g. "2026-11-21T02:00:00.123Z": for logs and webhooks' times.
std::string to_rfc3339_ms(Instant t);

/// A time zone. Cheap to copy; safe from any thread.
class Zone {
  public:
    /// An IANA name such as "Asia/Jakarta".
    static Result<Zone> find(std::string_view name);
    static Zone utc();

    const std::string& name() const { return name_; }
    Date date_of(Instant t) const;
    /// Seconds since local midnight.
    int32_t time_of_day(Instant t) const;
    /// The instant at which local clocks show `date` and `seconds`. A time that daylight saving skips becomes the
    /// first instant after the gap; one that comes twice is the first of the two.
    Instant at(Date date, int32_t seconds) const;
    /// RFC 3339 with this zone's offset and seconds, e.g. "2026-11-21T09:00:00+07:00".
    std::string format(Instant t) const;
    /// "YYYY-MM-DD HH:MM:SS" in this zone, or RFC 3339 with an offset.
    std::optional<Instant> parse(std::string_view text) const;

  private:
    Zone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}
    std::string name_;
    const void* zone_;
};

}  // namespace tiller
