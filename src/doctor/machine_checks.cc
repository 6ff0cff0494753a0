#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include <thread>

#include "base/zone.h"
#include "doctor/doctor_checks.h"

namespace tiller::doctor {
namespace {

// A call has a socket and a recording's file; webhooks and API connections come on top.
constexpr uint64_t kLeastFiles = 512, kComfortableFiles = 8192;
constexpr Millis kTolerance{50};

bool is_synchronized() {
    timex state{};
    int verdict = adjtimex(&state);
    return verdict >= 0 && verdict != TIME_ERROR && !(state.status & STA_UNSYNC);
}

}  // namespace

ClockReading read_clock(const Clock& clock) { return {clock.now(), clock.steady()}; }

Check judge_clock(const ClockReading& first, const ClockReading& second) {
    Check check{.name = "clock", .found = to_rfc3339_ms(second.wall)};
    std::string_view year = std::string_view(check.found).substr(0, 4);
    auto drift = (second.wall - first.wall) - (second.steady - first.steady);
    if (year < "2024" || year > "2100") {
        check.grade = Grade::error;
        check.advice = "set the machine's clock: calling windows and links go by it";
    } else if (std::chrono::abs(drift) > kTolerance) {
        check.grade = Grade::warning;
        check.found += fmt::format(", it jumped by {} ms while the doctor looked", drift.count());
        check.advice = "let one service only set the clock, and let it slew (chrony, systemd-timesyncd)";
    } else if (!is_synchronized()) {
        check.grade = Grade::warning;
        check.found += ", steady, but the system does not say that it is synchronized";
        check.advice = "switch on chrony or systemd-timesyncd (timedatectl set-ntp true), unless the host does it";
    } else {
        check.found += ", steady and synchronized";
    }
    return check;
}

Check check_zones() {
    Check check{.name = "time zones"};
    for (const char* name : {"Asia/Jakarta", "America/New_York", "Etc/UTC"}) {
        if (Zone::find(name)) continue;
        check.grade = Grade::error;
        check.found = fmt::format("the system's database does not have {}", name);
        check.advice = "install the package tzdata";
        return check;
    }
    check.found = "present";
    return check;
}

Check judge_file_limit(uint64_t limit) {
    Check check{.name = "open files", .found = fmt::format("at most {}", limit)};
    if (limit >= kComfortableFiles) return check;
    check.grade = limit < kLeastFiles ? Grade::error : Grade::warning;
    check.advice =
        fmt::format("enough for about {} calls at once; for more: ulimit -n 65536, or LimitNOFILE=65536 in the service",
                    limit > 256 ? (limit - 256) / 3 : 0);
    return check;
}

Check check_file_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return judge_file_limit(limit.rlim_cur);
}

Check check_real_time_priority() {
    Check check{.name = "real-time priority"};
    bool permitted = false;
    // In a thread of its own, which takes the priority with it.
    std::thread([&] {
        sched_param priority{.sched_priority = 1};
        permitted = sched_setscheduler(0, SCHED_RR, &priority) == 0;
    }).join();
    if (permitted) {
        check.found = "permitted";
        return check;
    }
    check.grade = Grade::warning;
    check.found = "not permitted: on a busy machine voices may stutter";
    check.advice = "LimitRTPRIO=20 or AmbientCapabilities=CAP_SYS_NICE in the service, or rtprio in limits.conf";
    return check;
}

}  // namespace tiller::doctor
