#include "simulate/scenario.h"

#include <fmt/format.h>

#include "simulate/scenario_draws.h"

namespace tiller::simulate {
namespace {

using campaign::Round;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int32_t kDay = 24 * 3600;

/// Days on which local clocks change, the days around them, and ordinary ones. "Australia/Lord_Howe" moves by half an
/// hour; in London the plan's nights hold the hour that is skipped or comes twice.
struct Place {
    const char* zone;
    const char* date;
};
const std::vector<Place> kPlaces = {
    {"America/New_York", "2027-03-12"},    {"America/New_York", "2027-03-14"}, {"America/New_York", "2026-10-30"},
    {"America/New_York", "2026-11-01"},    {"Europe/London", "2027-03-26"},    {"Europe/London", "2027-03-28"},
    {"Europe/London", "2026-10-23"},       {"Europe/London", "2026-10-25"},    {"Australia/Lord_Howe", "2027-04-02"},
    {"Australia/Lord_Howe", "2026-10-02"}, {"Asia/Jakarta", "2026-12-31"},     {"Asia/Kolkata", "2028-02-28"},
    {"America/St_Johns", "2027-03-13"},    {"Asia/Manila", "2026-11-23"},
};

}  // namespace

Round draw_round(Dice& dice, int day, int32_t start, int32_t end, bool first) {
    Round round{.robot = "robot", .day_offset = day, .start = start, .end = end};
    round.repeat_num = static_cast<int>(dice.chance(0.3) ? 0 : dice.between(1, 4));
    round.repeat_interval = static_cast<int>(dice.between(0, 15));
    while (int64_t{round.repeat_interval} * round.repeat_num * 60 >= end - start) --round.repeat_interval;
    if (dice.chance(0.2)) round.repeat_on = bit(Outcome::no_answer) | bit(Outcome::busy) | bit(Outcome::voicemail);
    if (!first && dice.chance(0.3)) {
        round.include.is_default = false;
        round.include.outcomes = bit(Outcome::no_answer) | bit(Outcome::busy) | bit(Outcome::expired);
        if (dice.chance(0.5)) round.include.outcomes |= bit(Outcome::voicemail) | bit(Outcome::unknown);
        if (dice.chance(0.5)) round.include.intentions = {"C"};
    }
    return round;
}

campaign::Strategy draw_strategy(Dice& dice) {
    campaign::Strategy strategy{.name = "drawn", .rounds = {}};
    int rounds = static_cast<int>(dice.between(1, 4));
    int day = dice.chance(0.3) ? 1 : 0;
    int32_t from = static_cast<int32_t>(dice.pick({0, 1, 2, 8, 9, 13, 22})) * 3600;
    for (int i = 0; i < rounds && day <= 4; ++i) {
        int32_t start = from + static_cast<int32_t>(dice.between(0, 6)) * 600;
        int32_t length = static_cast<int32_t>(dice.between(1, 12)) * 900;
        int32_t end = std::min(start + length, kDay);
        if (end - start >= 900) strategy.rounds.push_back(draw_round(dice, day, start, end, strategy.rounds.empty()));
        from = end;
        if (from > kDay - 3600 || dice.chance(0.4)) {
            ++day;
            from = static_cast<int32_t>(dice.between(0, 10)) * 3600;
        }
    }
    if (strategy.rounds.empty()) strategy.rounds.push_back(draw_round(dice, 0, 9 * 3600, 12 * 3600, true));
    return strategy;
}

campaign::LineConfig draw_line(Dice& dice) {
    campaign::LineConfig line;
    line.servers = {"sip:192.0.2.1"};
    line.max_channels = static_cast<int>(dice.pick({1, 2, 5, 20}));
    line.max_calls_per_second = dice.pick({0.2, 1.0, 2.5, 10.0, 100.0});
    line.ring_timeout = dice.pick({Millis(10'000), Millis(30'000)});
    line.repeat_unknown = dice.chance(0.3);
    return line;
}

ReceiverDraw draw_receiver(Dice& dice, int64_t number) {
    ReceiverDraw receiver{.url = fmt::format("https://receiver{}.example/hook", number)};
    if (dice.chance(0.6)) {
        receiver.fails = 0.5 * dice.unit();
        receiver.hangs = 0.4 * dice.unit();
        receiver.well_after = dice.between(Millis(0), hours(4));
    }
    receiver.answer = dice.between(Millis(1), Millis(14'000));
    return receiver;
}

namespace {

Trouble draw_trouble(Dice& dice, Millis span) {
    Trouble t;
    t.at = dice.between(Millis(0), span);
    t.pick = static_cast<uint64_t>(dice.between(0, 1'000'000));
    double which = dice.unit();
    if (which < 0.40) {
        t.kind = TroubleKind::kill;
        t.pick = static_cast<uint64_t>(dice.between(1, 60));
        t.lasts = dice.chance(0.7) ? dice.between(seconds(1), seconds(30)) : dice.between(minutes(1), hours(3));
        t.after = dice.chance(0.5);
        t.torn = dice.chance(0.5);
    } else if (which < 0.47) {
        t.kind = TroubleKind::disk_full;
        t.lasts = dice.between(seconds(1), minutes(10));
    } else if (which < 0.54) {
        t.kind = TroubleKind::slow_disk;
        t.lasts = dice.between(seconds(1), minutes(10));
        t.by = dice.between(Millis(5), Millis(3'000));
    } else if (which < 0.66) {
        t.kind = TroubleKind::clock_jump;
        t.by = dice.chance(0.5) ? dice.between(-seconds(5), seconds(5)) : dice.between(-hours(3), hours(3));
    } else {
        t.kind = dice.pick({TroubleKind::stop_plan, TroubleKind::stop_task, TroubleKind::cancel_plan_number,
                            TroubleKind::cancel_number, TroubleKind::cancel_plan_number, TroubleKind::cancel_number,
                            TroubleKind::pause_task, TroubleKind::pause_task, TroubleKind::dnc_number});
        t.lasts = dice.between(seconds(10), minutes(40));
    }
    return t;
}

std::string number(int64_t n) { return fmt::format("+62812{:08}", n); }

}  // namespace

Scenario draw_scenario(uint64_t seed) {
    SeededRandom random(seed);
    Dice dice(random);
    Place place = dice.pick(kPlaces);
    Scenario s{.seed = seed};
    s.accounts[0].zone = place.zone;
    Date date = *parse_date(place.date);
    s.lines.push_back({draw_line(dice)});
    if (dice.chance(0.4)) s.lines.push_back({draw_line(dice)});

    int plans = static_cast<int>(dice.between(1, 4));
    auto pool = dice.between(5, dice.chance(0.2) ? 400 : 60);  // plans share numbers
    Instant first = Instant::max();
    for (int p = 0; p < plans; ++p) {
        PlanDraw plan{.name = fmt::format("plan {}", p + 1), .strategy = draw_strategy(dice), .date = date};
        plan.line = static_cast<size_t>(dice.between(0, static_cast<int64_t>(s.lines.size()) - 1));
        for (int64_t n = 0; n < pool; ++n) {
            if (dice.chance(0.7)) plan.callees.push_back(number(n));
        }
        if (plan.callees.empty()) plan.callees.push_back(number(0));
        auto zone = Zone::find(s.accounts[0].zone);
        first = std::min(first, campaign::window_of(plan.strategy.rounds[0], date, *zone).start);
        plan.ordered_at = dice.chance(0.5) ? Millis(0) : dice.between(Millis(0), minutes(20));
        s.plans.push_back(std::move(plan));
    }
    s.start = first - (dice.chance(0.5) ? Millis(dice.between(0, 600'000)) : Millis(hours(dice.between(0, 3))));
    s.people.answer = 0.15 + 0.4 * dice.unit();
    s.people.busy = 0.1;
    s.people.voicemail = 0.1;
    s.people.rejected = s.people.invalid = s.people.failed = s.people.unreachable = 0.03;
    s.people.talk = dice.between(seconds(5), minutes(2));
    s.late_ends = dice.chance(0.5) ? 0.05 : 0;
    s.double_ends = dice.chance(0.5) ? 0.1 : 0;
    s.refusals = dice.chance(0.2) ? 0.2 : 0;

    for (int64_t r = dice.between(0, 3); r > 0; --r) s.receivers.push_back(draw_receiver(dice, r));
    if (dice.chance(0.5)) s.dnc.push_back(number(1));
    // Most of the trouble while the first windows are open.
    for (int64_t t = dice.between(0, 14); t > 0; --t) {
        s.troubles.push_back(draw_trouble(dice, dice.chance(0.8) ? Millis(hours(5)) : Millis(hours(100))));
    }
    draw_more(s);
    draw_nodes(s);
    return s;
}

Scenario big_scenario(uint64_t seed, int64_t numbers) {
    SeededRandom random(seed);
    Dice dice(random);
    Scenario s{.seed = seed};
    s.accounts[0].zone = "America/New_York";
    Date date = *parse_date("2026-10-30");  // clocks are set back on the third day
    campaign::LineConfig line;
    line.servers = {"sip:192.0.2.1"};
    line.max_channels = 100;
    line.max_calls_per_second = 20;
    s.lines.push_back({line});
    PlanDraw plan{.name = "big", .date = date};
    plan.strategy = {.name = "week", .rounds = {}};
    for (int day : {0, 2, 4}) {
        plan.strategy.rounds.push_back({.robot = "robot",
                                        .day_offset = day,
                                        .start = 9 * 3600,
                                        .end = 18 * 3600,
                                        .repeat_interval = 30,
                                        .repeat_num = 1});
    }
    for (int64_t n = 0; n < numbers; ++n) plan.callees.push_back(number(n));
    s.start =
        campaign::window_of(plan.strategy.rounds[0], date, *Zone::find(s.accounts[0].zone)).start - Millis(60'000);
    s.plans.push_back(std::move(plan));
    s.receivers.push_back({.url = "https://receiver.example/hook", .fails = 0.01});
    for (int t = 0; t < 12; ++t) {
        Trouble trouble = draw_trouble(dice, hours(100));
        if (trouble.kind != TroubleKind::stop_plan && trouble.kind != TroubleKind::stop_task)
            s.troubles.push_back(trouble);
    }
    return s;
}

}  // namespace tiller::simulate
