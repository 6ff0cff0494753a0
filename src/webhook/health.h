#pragma once
#include <optional>

#include "base/clock.h"

namespace tiller::webhook {

/// How an endpoint does. Not thread-safe.
///
///   well ── a try fails ──► failing ── 5 days without a success, and 5 tries failed in this process ──► off
///    ▲                         │
///    └──── any try succeeds ───┘
///
/// While it fails, few tries are out at once, and after a long row of failures they come a second apart: an endpoint
/// that is down is probed, not hammered, and what waits behind it is not driven up the ladder. The first 20 failures in
/// a row cost no pause, so that a short outage with few events keeps the ladder's promised moments.
class Health {
  public:
    explicit Health(std::optional<Instant> failing_since) : failing_since_(failing_since) {}

    /// True if this ended a time of failures.
    bool succeeded();
    /// True if this began a time of failures.
    bool failed(Instant now);

    std::optional<Instant> failing_since() const { return failing_since_; }
    /// True if the endpoint is to be switched off. A clock that jumped alone is not enough.
    bool is_hopeless(Instant now) const;
    /// Tries that may be out at once, of `limit` while it does well.
    int parallel(int limit) const;
    /// No try before this.
    Instant next_probe() const { return next_probe_; }
    /// The wall clock was set back to `now`.
    void clock_set_back(Instant now);

  private:
    std::optional<Instant> failing_since_;
    int failures_ = 0;  // in a row, since the process began
    Instant next_probe_ = Instant::min();
};

}  // namespace tiller::webhook
