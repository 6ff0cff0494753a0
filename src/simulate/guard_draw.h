#pragma once
// Rules of the guard as a world draws them: the guard gets them as a pack, the witness reckons with the figures.
#include <string>
#include <vector>

#include "base/zone.h"
#include "simulate/dice.h"

namespace tiller::simulate {

/// When calls may be made, by the callee's clock.
struct HoursDraw {
    std::string prefix;          // of the numbers it holds for; empty: all
    int32_t start = 0, end = 0;  // seconds of the local day, every day
    bool closed_on_sunday = false;
    std::vector<Date> holidays;
};

/// At most `most` calls in `days` calendar days of the callee, or in `hours`.
struct CapDraw {
    bool by_debt = false;
    int most = 1, days = 0, hours = 0;
    bool skips_unconnected = false;
};

/// Days without a call from a conversation on, its own day the first.
struct CoolDownDraw {
    bool by_debt = false;
    int days = 1;
};

struct GuardDraw {
    std::vector<HoursDraw> hours;
    std::vector<CapDraw> caps;
    std::vector<CoolDownDraw> cool_downs;
};

/// Rules that bite in windows of the days around `date`. `prefixes` begin the world's numbers.
GuardDraw draw_guard(Dice& dice, Date date, const std::vector<std::string>& prefixes);

/// The pack for the guard; do-not-call lists hold in it, too.
std::string to_pack(const GuardDraw& guard);

/// A kind of number and the zones of its owners.
struct Region {
    std::string prefix;
    std::vector<std::string> zones;
};
const std::vector<Region>& regions();

/// Two neighbours, number 6 and number 7, owe the same debt.
std::string debt_of(const std::string& callee);
/// The row that a client sends, as JSON.
std::string fields_of(const std::string& callee);

}  // namespace tiller::simulate
