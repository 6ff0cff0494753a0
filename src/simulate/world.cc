#include "simulate/world.h"

#include <fmt/format.h>

#include <atomic>

#include "campaign/plans.h"

namespace tiller::simulate {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr Millis kIdle{900};  // a nap from which on the store is asked what comes next
constexpr hours kLongestLeap{2};
constexpr seconds kRetryOrder{5};
constexpr hours kPlansOverdue{3};    // after the last window
constexpr hours kEventsOverdue{40};  // longer than the ladder takes
constexpr const char* kRobot =
    "robot: test\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: Hello.\n    hang_up: true\n";

std::string disk_name() {
    static std::atomic<int> count{0};
    return fmt::format("simulated-{}", ++count);
}

}  // namespace

World::World(const Scenario& scenario)
    : scenario_(scenario),
      clock_(scenario.start),
      ids_(scenario.seed * 2 + 1),
      fate_(scenario.seed * 2 + 2),
      disk_(disk_name()),
      witness_(scenario_, clock_),
      carrier_(scenario_, clock_, agenda_, dice_, witness_, disk_),
      receivers_(scenario_, clock_, agenda_, dice_, witness_, disk_),
      process_(disk_, {clock_, ids_, links_}, carrier_, receivers_) {
    events_due_ = scenario_.start;
    for (auto& receiver : scenario_.receivers)
        events_due_ = std::max(events_due_, scenario_.start + receiver.well_after);
    for (auto& plan : scenario_.plans) {
        for (auto& round : plan.strategy.rounds) {
            last_end_ = std::max(last_end_, witness_.facts().local.first_at(plan.date + round.day_offset, round.end));
        }
    }
    events_due_ = std::max(events_due_, last_end_) + kEventsOverdue;
}

/// The installation, before any trouble.
void World::found() {
    process_.start();
    process_.store().write([&](store::Tx& tx) {
        account_ = {.name = "simulated", .zone = scenario_.zone};
        account_.key = store::insert_account(tx, account_, clock_.now());
        std::string robot(32, 'a');
        store::put_robot(tx, {account_.key, robot, "robot", "en", "[]", 1});
        store::insert_robot_version(tx, account_.key, robot, 1, kRobot, clock_.now());
        for (size_t i = 0; i < scenario_.lines.size(); ++i) {
            store::Line line{.account = account_.key, .name = fmt::format("line {}", i + 1)};
            line.config = campaign::to_json(scenario_.lines[i]);
            line.key = store::put_line(tx, line);
            lines_.push_back(line);
            witness_.add_line(line.key, scenario_.lines[i]);
        }
        for (auto& receiver : scenario_.receivers) {
            store::Endpoint endpoint;
            endpoint.account = account_.key;
            endpoint.url = receiver.url;
            endpoint.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
            store::put_endpoint(tx, endpoint);
        }
        for (auto& callee : scenario_.dnc) store::put_dnc_number(tx, account_.key, callee, "simulated", clock_.now());
    });
    witness_.facts().account = account_.key;
    witness_.facts().dnc.insert(scenario_.dnc.begin(), scenario_.dnc.end());
}

void World::run() {
    found();
    for (auto& plan : scenario_.plans) agenda_.put(plan.ordered_at, [this, &plan] { order(plan); });
    for (auto& trouble : scenario_.troubles) agenda_.put(trouble.at, [this, &trouble] { strike(trouble); });
    disk_.set_on_flush([this] { clock_.advance(slow_by_); });
    while (violations().empty() && !is_over()) step();
    if (process_.is_up() && violations().empty()) witness_.finish(process_.store());
}

void World::step() {
    agenda_.run(clock_.steady());
    if (!process_.is_up()) return go_on(Millis::max());
    if (slow_by_ > Millis(0) || full_) witness_.disturbed();
    auto look = [this] {
        if (!disk_.is_dead()) witness_.look(process_.store());
    };
    Millis nap = disk_.is_dead() ? Millis(0) : process_.step(look);
    if (disk_.is_dead()) return process_died();
    look();
    go_on(nap);
}

/// Turns the clock to the next thing that happens.
void World::go_on(Millis nap) {
    if (process_.is_up() && nap >= kIdle && slow_by_ == Millis(0)) {
        // The server looks round every second; where nothing can be due before a moment that the store knows, these
        // looks are left out.
        Millis leap = process_.next_due() - clock_.now();
        if (leap > nap) nap = std::min<Millis>(leap, kLongestLeap);
    }
    if (auto next = agenda_.next()) nap = std::min(nap, *next - clock_.steady());
    clock_.advance(std::clamp<Millis>(nap, Millis(0), kLongestLeap));
}

bool World::is_over() {
    if (!process_.is_up() || ordered_ < scenario_.plans.size()) return clock_.now() > events_due_;
    Facts& facts = witness_.facts();
    bool all_told = std::all_of(facts.plans.begin(), facts.plans.end(), [](auto& p) { return p.second.told; });
    if (!all_told) return clock_.now() > last_end_ + kPlansOverdue;
    return process_.store().read(store::count_waiting_deliveries) == 0 || clock_.now() > events_due_;
}

void World::process_died() {
    process_.kill();
    witness_.process_died();
    agenda_.put(clock_.steady() + downtime_, [this] { start_process(); });
}

void World::start_process() {
    disk_.power_on(fate_);
    if (process_.start()) return witness_.disturbed();
    agenda_.put(clock_.steady() + seconds(1), [this] { start_process(); });
}

bool World::write(const std::function<void(store::Tx&)>& what) {
    try {
        process_.store().write(what);
    } catch (const store::StoreError&) {
        return false;
    }
    if (disk_.is_dead()) return false;
    process_.refresh();
    return true;
}

void World::order(const PlanDraw& plan) {
    auto later = [&] { agenda_.put(clock_.steady() + kRetryOrder, [this, &plan] { order(plan); }); };
    if (!process_.is_up() || disk_.is_dead()) return later();
    campaign::PlanOrder wanted{.account = account_,
                               .name = plan.name,
                               .strategy = plan.strategy,
                               .line = lines_[plan.line],
                               .date = plan.date};
    for (auto& callee : plan.callees)
        wanted.rows.push_back({static_cast<uint32_t>(wanted.rows.size() + 1), callee, R"({"Debtor":"Ani"})"});
    // A name that is taken is our own order, whose answer was lost.
    bool taken = write([&](store::Tx& tx) { (void)campaign::create_plan(tx, {clock_, ids_, links_}, wanted); });
    if (!taken) return later();
    witness_.plan_ordered(process_.store(), plan);
    ++ordered_;
}

}  // namespace tiller::simulate
