#include "webhook/ladder.h"

#include <array>

namespace tiller::webhook {

std::optional<Millis> delay_after(int tries_made) {
    using std::chrono::hours;
    using std::chrono::minutes;
    static constexpr std::array<Millis, 10> kDelays = {
        minutes(1), minutes(1),  minutes(1), minutes(1),  // five tries in all
        minutes(5), minutes(30), hours(2),   hours(5),   hours(10), hours(10),
    };
    if (tries_made < 1) return Millis(0);
    auto rung = static_cast<size_t>(tries_made - 1);
    if (rung >= kDelays.size()) return std::nullopt;
    return kDelays[rung];
}

}  // namespace tiller::webhook
