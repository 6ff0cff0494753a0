#include "answering/settings.h"

#include <fmt/format.h>

namespace tiller::answering {
namespace {

Result<void> check_between(std::string_view name, Millis value, Millis least, Millis most) {
    if (value >= least && value <= most) return {};
    return invalid(fmt::format("{} is {} ms: must be {} to {} ms", name, value.count(), least.count(), most.count()));
}

}  // namespace

Result<void> check(const Settings& s) {
    if (auto ok = check_between("short_greeting", s.short_greeting, Millis(500), Millis(10'000)); !ok) return ok;
    if (auto ok = check_between("silence", s.silence, Millis(300), Millis(3000)); !ok) return ok;
    if (auto ok = check_between("long_silence", s.long_silence, s.silence, Millis(5000)); !ok) return ok;
    if (auto ok = check_between("longest_greeting", s.longest_greeting, s.short_greeting, Millis(30'000)); !ok)
        return ok;
    if (auto ok = check_between("nobody", s.nobody, Millis(1000), Millis(30'000)); !ok) return ok;
    return check_between("watch", s.watch, s.longest_greeting, Millis(120'000));
}

}  // namespace tiller::answering
