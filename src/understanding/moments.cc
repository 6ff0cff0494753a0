#include "understanding/moments.h"

#include <chrono>

#include "understanding/shapes.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

namespace cal = std::chrono;
using Words = std::vector<std::string>;

cal::sys_days to_days(Date date) { return cal::sys_days(cal::days(date.days)); }
Date to_date(cal::sys_days days) { return {static_cast<int32_t>(days.time_since_epoch().count())}; }

/// Monday is 1.
int weekday_of(Date date) { return static_cast<int>(cal::weekday(to_days(date)).iso_encoding()); }

std::optional<Date> make_date(cal::year year, int month, int day) {
    cal::year_month_day date{year, cal::month(static_cast<unsigned>(month)), cal::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return to_date(cal::sys_days(date));
}

Date last_of(cal::year_month month) {
    return to_date(cal::sys_days(cal::year_month_day_last(month.year(), cal::month_day_last(month.month()))));
}

/// The first such day from today on; the 29th of February comes every few years, the 31st not in each month.
std::optional<Date> next_day_and_month(Date today, int month, int day) {
    cal::year year = cal::year_month_day(to_days(today)).year();
    for (int i = 0; i < 9; ++i) {
        auto date = make_date(year + cal::years(i), month, day);
        if (date && *date >= today) return date;
    }
    return std::nullopt;
}

std::optional<Date> next_day_of_month(Date today, int day) {
    cal::year_month_day from(to_days(today));
    cal::year_month month = from.year() / from.month();
    for (int i = 0; i < 3; ++i, month += cal::months(1)) {
        auto date = make_date(month.year(), static_cast<int>(static_cast<unsigned>(month.month())), day);
        if (date && *date >= today) return date;
    }
    return std::nullopt;
}

Date same_day_next_month(Date today) {
    cal::year_month_day from(to_days(today));
    cal::year_month month = from.year() / from.month() + cal::months(1);
    cal::year_month_day date = month / from.day();
    return date.ok() ? to_date(cal::sys_days(date)) : last_of(month);
}

std::optional<Date> date_of(const ShapeFound& found, std::optional<Date> today) {
    const Places& places = found.places;
    if (found.shape->meaning == Meaning::day_and_month && places.year) {
        return make_date(cal::year(*places.year), *places.month, *places.day);
    }
    if (!today) return std::nullopt;
    int amount = places.n.value_or(found.shape->value);
    int to_weekday = places.weekday ? (*places.weekday - weekday_of(*today) + 7) % 7 : 0;
    switch (found.shape->meaning) {
        case Meaning::in_days:
            return *today + amount;
        case Meaning::in_weeks:
            return *today + 7 * amount;
        case Meaning::coming_weekday:
            return *today + (to_weekday == 0 ? 7 : to_weekday);
        case Meaning::this_weekday:
            return *today + to_weekday;
        case Meaning::weekday_next_week:
            if (!places.weekday) return std::nullopt;
            return *today + (8 - weekday_of(*today) + *places.weekday - 1);
        case Meaning::day_of_month:
            return next_day_of_month(*today, *places.day);
        case Meaning::day_and_month:
            return next_day_and_month(*today, *places.month, *places.day);
        case Meaning::next_month:
            return same_day_next_month(*today);
        case Meaning::end_of_month: {
            cal::year_month_day from(to_days(*today));
            return last_of(from.year() / from.month());
        }
        default:
            return std::nullopt;
    }
}

/// Of the two that an hour without its part of the day may be.
int likelier(int minutes, int from, int to) {
    constexpr int kDay = 24 * 60, kHalf = 12 * 60, kMorning = 7 * 60, kEvening = 19 * 60;
    if (minutes < 60 || minutes >= 13 * 60) return minutes % kDay;
    int early = minutes % kHalf, late = early + kHalf;
    bool early_fits = early >= from && early <= to, late_fits = late >= from && late <= to;
    if (early_fits != late_fits) return early_fits ? early : late;
    return early >= kMorning || late >= kEvening ? early : late;
}

std::optional<int> time_of(const ShapeFound& found, int from, int to) {
    const Places& places = found.places;
    if (found.shape->meaning == Meaning::time_of_day) return found.shape->value;
    if (!places.hour) return std::nullopt;
    int hour = *places.hour, minutes = places.minute.value_or(found.shape->value);
    if (hour == 24 && minutes != 0) return std::nullopt;
    int signed_minutes = found.shape->meaning == Meaning::before_hour ? -minutes : minutes;
    if (!places.part) return likelier((hour * 60 + signed_minutes + 24 * 60) % (24 * 60), from, to);
    for (int candidate : {hour, hour + 12, hour - 12, hour + 24}) {
        if (candidate < places.part->from || candidate > places.part->to) continue;
        return (candidate * 60 + signed_minutes + 24 * 60) % (24 * 60);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Read<Date>> read_date(const Words& words, size_t at, const Language& language,
                                    std::optional<Date> today) {
    if (at >= words.size()) return std::nullopt;
    if (auto date = parse_date(words[at])) return Read<Date>{*date, at + 1};
    for (const ShapeFound& found : match_shapes(language.dates, words, at, language)) {
        if (auto date = date_of(found, today)) return Read<Date>{*date, found.end};
    }
    return std::nullopt;
}

std::optional<Read<int>> read_time(const Words& words, size_t at, const Language& language, int from, int to) {
    if (at >= words.size()) return std::nullopt;
    std::vector<std::string> spread = words;  // "9:30" and "9.30" as an hour and minutes
    size_t colon = is_figures(words[at]) ? words[at].find_first_of(":.") : std::string::npos;
    bool joined = colon != std::string::npos && words[at].size() - colon == 3;
    if (joined) {
        spread[at] = words[at].substr(0, colon);
        spread.insert(spread.begin() + static_cast<ptrdiff_t>(at) + 1, words[at].substr(colon + 1));
    }
    for (const ShapeFound& found : match_shapes(language.times, spread, at, language)) {
        if (joined && (!found.places.minute || found.end < at + 2)) continue;
        if (auto time = time_of(found, from, to)) return Read<int>{*time, found.end - (joined ? 1 : 0)};
    }
    return std::nullopt;
}

}  // namespace tiller::understanding
