#include "simulate/guard_draw.h"

#include <fmt/format.h>

namespace tiller::simulate {
namespace {

constexpr int32_t kHour = 3600, kDay = 24 * kHour;

HoursDraw draw_hours(Dice& dice, Date date) {
    HoursDraw hours;
    // Some begin in the hour that clocks skip or that comes twice, some end with the day.
    hours.start = static_cast<int32_t>(dice.between(0, 20)) * kHour / 2 + static_cast<int32_t>(dice.between(0, 59));
    hours.end = std::min(hours.start + static_cast<int32_t>(dice.between(8, 40)) * kHour / 2, kDay);
    hours.closed_on_sunday = dice.chance(0.3);
    if (dice.chance(0.3)) hours.holidays.push_back(date + static_cast<int>(dice.between(0, 2)));
    return hours;
}

std::string hours_text(const HoursDraw& hours) {
    std::string day = fmt::format("\"{}-{}\"", format_time_of_day(hours.start), format_time_of_day(hours.end));
    return fmt::format("hours: {{mon-sat: {}, sun: {}, holidays: drawn}}", day,
                       hours.closed_on_sunday ? "closed" : day);
}

}  // namespace

GuardDraw draw_guard(Dice& dice, Date date, const std::vector<std::string>& prefixes) {
    GuardDraw guard;
    if (dice.chance(0.6)) guard.hours.push_back(draw_hours(dice, date));
    if (dice.chance(0.3)) {
        guard.hours.push_back(draw_hours(dice, date));
        guard.hours.back().prefix = dice.pick(prefixes);
    }
    for (bool by_debt : {false, true}) {
        if (dice.chance(0.4)) {
            CapDraw cap{.by_debt = by_debt, .most = static_cast<int>(dice.between(1, 4))};
            (dice.chance(0.7) ? cap.days : cap.hours) = static_cast<int>(dice.pick({1, 1, 2, 7}));
            cap.skips_unconnected = dice.chance(0.4);
            guard.caps.push_back(cap);
        }
        if (dice.chance(0.3)) guard.cool_downs.push_back({by_debt, static_cast<int>(dice.pick({1, 2, 7}))});
    }
    return guard;
}

std::string to_pack(const GuardDraw& guard) {
    std::string rules, days;
    int count = 0;
    auto add = [&](std::string_view id, const std::string& prefix, const std::string& body) {
        rules += fmt::format(
            "  - id: simulated.{}.{}\n    version: 1\n    title: drawn\n"
            "    source: {{law: none, section: the simulator, date: 2026-11-21}}\n{}    {}\n",
            id, ++count, prefix.empty() ? "" : fmt::format("    prefixes: [\"{}\"]\n", prefix), body);
    };
    add("do_not_call", "", "do_not_call: lists");
    std::string calendars;
    for (auto& hours : guard.hours) {
        // All drawn holidays of a pack are in one calendar: the witness does the same.
        for (Date date : hours.holidays) days += (days.empty() ? "" : ", ") + format_date(date);
        add("hours", hours.prefix, hours_text(hours));
    }
    for (auto& cap : guard.caps) {
        std::string span = cap.days > 0 ? fmt::format("days: {}", cap.days) : fmt::format("hours: {}", cap.hours);
        add("cap", "",
            fmt::format("cap: {{by: {}, most: {}, {}, unconnected: {}}}", cap.by_debt ? "debt" : "number", cap.most,
                        span, cap.skips_unconnected ? "skip" : "count"));
    }
    for (auto& rest : guard.cool_downs)
        add("cool_down", "",
            fmt::format("cool_down: {{by: {}, days: {}}}", rest.by_debt ? "debt" : "number", rest.days));
    return fmt::format("pack: simulated\ncalendars:\n  drawn: {{until: 2100-01-01, days: [{}]}}\nrules:\n{}", days,
                       rules);
}

const std::vector<Region>& regions() {
    static const std::vector<Region> list = {
        {"+62812", {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}},
        {"+1212", {"America/New_York"}},
        {"+1312", {"America/Chicago"}},
        {"+4420", {"Europe/London"}},
        {"+9122", {"Asia/Kolkata"}},
    };
    return list;
}

std::string debt_of(const std::string& callee) {
    return std::to_string(std::stoll(callee.substr(callee.size() - 4)) / 2);
}

std::string fields_of(const std::string& callee) {
    return fmt::format(R"({{"Debtor":"Ani {}","Platform":"AIRUDDER","LoanDate":"2026-01-01","LoanAmount":65}})",
                       debt_of(callee));
}

}  // namespace tiller::simulate
