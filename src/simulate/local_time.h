#pragma once
#include <string>

#include "base/zone.h"

namespace tiller::simulate {

/// The simulation's own reckoning of local time, so that it shares no mistake with base/zone.h: it goes from UTC to
/// local only, which is never in doubt, and looks for the moment wanted.
class LocalTime {
  public:
    explicit LocalTime(const std::string& zone);
    /// The first instant at which local clocks show `date` and `second_of_day`, or later.
    Instant first_at(Date date, int64_t second_of_day) const;
    struct Shown {
        Date date;
        int32_t second = 0;  // of the day
    };
    /// What local clocks show.
    Shown shown(Instant t) const;
    int hour_of(Instant t) const { return shown(t).second / 3600; }
    /// How far local clocks are ahead of UTC.
    std::chrono::seconds offset(Instant t) const;

  private:
    /// What local clocks show, as seconds since 1970-01-01 00:00 local.
    int64_t shown_at(Instant t) const;
    const void* zone_;
};

}  // namespace tiller::simulate
