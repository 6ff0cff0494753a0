#include "simulate/world.h"

#include <fmt/format.h>

#include <atomic>

#include "campaign/plans.h"
#include "campaign/task_order.h"

namespace tiller::simulate {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr Millis kIdle{900};       // a nap from which on the store is asked what comes next
constexpr Millis kIdleOfNodes{3};  // the same where several nodes look round, each in its own time
constexpr Millis kGrain{100};
constexpr hours kLongestLeap{2};
constexpr seconds kRetryOrder{5};
constexpr hours kPlansOverdue{3};    // after the last window
constexpr hours kEventsOverdue{40};  // longer than the ladder takes
constexpr const char* kRobot =
    "robot: test\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: Hello.\n    hang_up: true\n";

std::vector<campaign::GoodRow> rows_of(const Scenario& scenario, const std::vector<std::string>& callees) {
    std::vector<campaign::GoodRow> rows;
    for (auto& callee : callees) {
        // What a list says of people's debts a forecast does not know: everybody has one.
        auto fields =
            scenario.built_in_guard ? fmt::format(R"({{"Platform":"-","LoanID":"{}"}})", callee) : fields_of(callee);
        rows.push_back({static_cast<uint32_t>(rows.size() + 1), callee, std::move(fields)});
    }
    return rows;
}

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
      witness_(scenario_, clock_) {
    for (size_t i = 0; i < scenario_.nodes; ++i) nodes_.push_back(std::make_unique<Node>(*this, i));
    journal_.subscribe(store::insert_deliveries);
    journal_.subscribe(HearingRules::hear);
    events_due_ = scenario_.start;
    for (auto& receiver : scenario_.receivers)
        events_due_ = std::max(events_due_, scenario_.start + receiver.well_after);
    auto ends_at = [&](size_t line, Date date, int32_t second) {
        last_end_ = std::max(last_end_, LocalTime(scenario_.account_of(line).zone).first_at(date, second));
    };
    for (auto& plan : scenario_.plans) {
        for (auto& round : plan.strategy.rounds) ends_at(plan.line, plan.date + round.day_offset, round.end);
    }
    for (auto& task : scenario_.tasks) ends_at(task.line, task.date, task.rule.end);
    events_due_ = std::max(events_due_, last_end_) + kEventsOverdue;
}

World::Node::Node(World& world, size_t which)
    : fate(world.disk_, world.clock_, world.witness_.facts().coverage),
      carrier(which, world.scenario_, world.clock_, world.agenda_, world.dice_, world.witness_, fate, world.records_),
      receivers(world.scenario_, world.clock_, world.agenda_, world.dice_, world.witness_, fate),
      process(which, world.scenario_.nodes == 1, world.context_, fate, world.witness_.facts().coverage, carrier,
              receivers) {}

/// The installation, before any trouble.
void World::found() {
    open_store();
    for (size_t i = 0; i < nodes_.size(); ++i) start_node(i);
    begin_life();
    store_->write([&](store::Tx& tx) {
        HearingRules::found(tx);
        for (auto& draw : scenario_.accounts) {
            store::Account account{.name = fmt::format("simulated {}", accounts_.size() + 1),
                                   .service = draw.service,
                                   .zone = draw.zone,
                                   .country = draw.country,
                                   .guard = draw.guard};
            account.key = store::insert_account(tx, account, clock_.now());
            std::string robot = fmt::format("{:0>32}", account.key);
            store::put_robot(tx, {account.key, robot, "robot", "en", "[]", 1});
            store::insert_robot_version(tx, account.key, robot, 1, kRobot, clock_.now());
            witness_.add_account(account.key, draw);
            accounts_.push_back(std::move(account));
        }
        for (auto& draw : scenario_.lines) {
            store::Line line{.account = accounts_[draw.account].key, .name = fmt::format("line {}", lines_.size() + 1)};
            line.config = campaign::to_json(draw.config);
            line.key = store::put_line(tx, line);
            witness_.add_line(line.key, draw.config);
            lines_.push_back(std::move(line));
        }
        for (auto& receiver : scenario_.receivers) {
            store::Endpoint endpoint;
            endpoint.account = accounts_[receiver.account].key;
            endpoint.url = receiver.url;
            endpoint.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
            store::put_endpoint(tx, endpoint);
            witness_.facts().receivers[receiver.url] = endpoint.account;
        }
        for (auto& callee : scenario_.consents) {
            store::put_consent(tx, {accounts_[0].key, callee, "simulated", clock_.now(), std::nullopt});
        }
        for (auto& callee : scenario_.dnc) {
            store::put_dnc_number(tx, accounts_[0].key, callee, "simulated", clock_.now());
            witness_.facts().dnc.emplace(accounts_[0].key, callee);
            witness_.facts().coverage.count(Seen::dnc_from_the_start);
        }
    });
}

void World::run() {
    found();
    for (auto& plan : scenario_.plans) agenda_.put(plan.ordered_at, [this, &plan] { order(plan); });
    for (auto& task : scenario_.tasks) agenda_.put(task.ordered_at, [this, &task] { order(task); });
    for (auto& trouble : scenario_.troubles) agenda_.put(trouble.at, [this, &trouble] { strike(trouble); });
    disk_.set_on_flush([this] {
        clock_.advance(slow_by_);
        if (slow_by_ > Millis(0)) witness_.facts().coverage.count(Seen::slow_flush);
    });
    while (violations().empty() && !is_over()) step();
    if (is_up() && violations().empty()) witness_.finish(*store_);
}

void World::step() {
    agenda_.run(clock_.steady());
    if (!store_) return go_on(Millis::max());
    if (disk_.is_dead()) return power_cut();
    if (slow_by_ > Millis(0) || full_) witness_.disturbed();
    Millis nap = Millis::max();
    size_t first = nodes_.size() > 1 ? fate_.below(nodes_.size()) : 0;
    for (size_t i = 0; i < nodes_.size(); ++i) {
        nap = std::min(nap, step_node((first + i) % nodes_.size()));
        if (disk_.is_dead()) return power_cut();
    }
    go_on(nap);
}

Millis World::step_node(size_t which) {
    Node& node = *nodes_[which];
    if (!node.process.is_up()) return Millis::max();
    if (node.fate.is_stopped()) return node.fate.stopped_until() - clock_.steady();
    auto look = [this] {
        if (!disk_.is_dead()) witness_.look(*store_);
    };
    acting_ = &node.fate;
    Millis nap = node.fate.is_dead() ? Millis(0) : node.process.step(look);
    acting_ = nullptr;
    if (disk_.is_dead()) return Millis(0);
    if (node.fate.is_dead()) return node_died(which), Millis(0);
    look();
    return nap;
}

/// Turns the clock to the next thing that happens.
void World::go_on(Millis nap) {
    Millis idle = nodes_.size() == 1 ? kIdle : kIdleOfNodes;
    if (is_up() && nap >= idle && slow_by_ == Millis(0) && is_settled()) {
        // The server looks round every second; where nothing can be due before a moment that the store knows, these
        // looks are left out.
        Millis leap = next_due(*store_, clock_.now()) - clock_.now();
        if (leap > nap) nap = std::min<Millis>(leap, kLongestLeap);
    }
    // What several nodes look for once a second, each in its own time, falls into few steps.
    if (nodes_.size() > 1 && nap > dialer::Dialer::kShortestNap && nap < Millis(kLongestLeap))
        nap += kGrain - (clock_.steady() + nap) % kGrain;
    if (auto next = agenda_.next()) nap = std::min(nap, *next - clock_.steady());
    clock_.advance(std::clamp<Millis>(nap, Millis(0), kLongestLeap));
}

bool World::is_up() const {
    return store_ && std::any_of(nodes_.begin(), nodes_.end(), [](auto& node) { return node->process.is_up(); });
}

/// Is no node stopped, and none dead whose work is not taken over yet?
bool World::is_settled() const {
    if (nodes_.size() == 1) return true;
    if (std::any_of(nodes_.begin(), nodes_.end(), [](auto& node) { return node->fate.is_stopped(); })) return false;
    auto up = std::count_if(nodes_.begin(), nodes_.end(), [](auto& node) { return node->process.is_up(); });
    return std::ssize(store_->read(store::list_runs)) == up;
}

/// One that can take a client's request; nullptr if there is none.
World::Node* World::some_node() {
    if (!store_ || disk_.is_dead()) return nullptr;
    std::vector<Node*> able;
    for (auto& node : nodes_) {
        if (node->process.is_up() && !node->fate.is_dead() && !node->fate.is_stopped()) able.push_back(node.get());
    }
    if (able.empty()) return nullptr;
    return able.size() == 1 ? able[0] : able[fate_.below(able.size())];
}

bool World::is_over() {
    if (!is_up() || ordered_ < scenario_.plans.size() + scenario_.tasks.size()) return clock_.now() > events_due_;
    Facts& facts = witness_.facts();
    bool all_told = std::all_of(facts.plans.begin(), facts.plans.end(), [](auto& p) { return p.second.told; }) &&
                    std::all_of(facts.tasks.begin(), facts.tasks.end(), [](auto& t) { return t.second.told; });
    if (!all_told) return clock_.now() > last_end_ + kPlansOverdue;
    return store_->read(store::count_waiting_deliveries) == 0 || clock_.now() > events_due_;
}

/// All is dark: every node, and what the disk had not flushed.
void World::power_cut() {
    count_cut();
    bool was_up = is_up();
    for (auto& node : nodes_) {
        node->process.kill();
        node->fate.live_again();
    }
    store_.reset();
    if (was_up) witness_.process_died();
    if (!was_up) witness_.facts().coverage.count(Seen::cut_at_start);
    agenda_.put(clock_.steady() + (was_up ? downtime_ : Millis(seconds(1))), [this] { power_on(); });
}

void World::node_died(size_t which) {
    Node& node = *nodes_[which];
    node.process.kill();
    node.fate.live_again();
    node.is_back = true;
    witness_.node_died(*store_, which);
    agenda_.put(clock_.steady() + node.downtime, [this, which] { start_node(which); });
}

void World::count_cut() {
    using Disk = store::MemoryDisk;
    auto cut = disk_.cut();
    if (!cut) return;
    Seen what = cut->operation == Disk::Operation::truncation ? Seen::cut_at_truncation : Seen::cut_at_deletion;
    auto one_of = [&](Seen before, Seen torn, Seen after) {
        what = cut->torn ? torn : cut->when == Disk::When::before ? before : after;
    };
    if (cut->operation == Disk::Operation::write)
        one_of(Seen::cut_before_write, Seen::cut_in_write, Seen::cut_after_write);
    if (cut->operation == Disk::Operation::flush)
        one_of(Seen::cut_before_flush, Seen::cut_in_flush, Seen::cut_after_flush);
    witness_.facts().coverage.count(what);
}

void World::begin_life() { witness_.process_started(lives_++); }

void World::power_on() {
    disk_.power_on(fate_);
    if (auto at = std::exchange(cut_again_, 0)) disk_.die_at(disk_.operations() + at, store::MemoryDisk::When::before);
    if (open_store()) start_node(0);
    if (disk_.is_dead()) return power_cut();
    if (!is_up() && nodes_.size() == 1) {
        store_.reset();
        return agenda_.put(clock_.steady() + seconds(1), [this] { power_on(); });
    }
    begin_life();
    witness_.disturbed();
    for (size_t i = 1; i < nodes_.size(); ++i) {
        agenda_.put(clock_.steady() + dice_.between(Millis(0), seconds(5)), [this, i] { start_node(i); });
    }
}

bool World::open_store() {
    store::StoreOptions options;
    options.vfs = disk_.vfs();
    options.own_thread = false;
    options.readers = 2;
    options.around_commit = [this](store::Around around) {
        if (acting_) acting_->around_commit(around);
    };
    auto opened = store::Store::open(options);
    if (!opened) return false;
    store_ = std::move(*opened);
    return true;
}

/// If it cannot start yet, it is tried again.
void World::start_node(size_t which) {
    Node& node = *nodes_[which];
    if (!store_ || disk_.is_dead() || node.process.is_up()) return;
    acting_ = &node.fate;
    bool started = false;
    try {
        started = node.process.start(*store_, rules());
    } catch (const store::StoreError&) {
    }
    acting_ = nullptr;
    if (disk_.is_dead()) return;
    if (node.fate.is_dead()) return node_died(which);
    if (started) {
        witness_.disturbed();
        if (std::exchange(node.is_back, false)) witness_.facts().coverage.count(Seen::node_entered_again);
    } else if (nodes_.size() > 1) {
        agenda_.put(clock_.steady() + seconds(1), [this, which] { start_node(which); });
    }
}

/// Of the guard, for the life that begins.
std::shared_ptr<const guard::Rules> World::rules() const {
    if (scenario_.built_in_guard) return *guard::load_rules("");
    auto& drawn = scenario_.guards[std::min(lives_, scenario_.guards.size() - 1)];
    return *guard::Rules::load({{"simulated", to_pack(drawn)}});
}

bool World::write(const std::function<void(store::Tx&)>& what) {
    auto lost = [&] {
        witness_.facts().coverage.count(Seen::order_answer_lost);
        return false;
    };
    Node* node = some_node();
    try {
        store_->write(what);
    } catch (const store::StoreError&) {
        if (full_) witness_.facts().coverage.count(Seen::write_refused_by_full_disk);
        return lost();
    }
    if (disk_.is_dead()) return lost();
    node->process.refresh();
    return true;
}

/// True if a client's order was answered; it may have been taken without that, under its name.
bool World::is_taken(const std::function<void(store::Tx&)>& order) {
    if (!some_node() || !write(order)) return false;
    ++ordered_;
    return true;
}

void World::order(const PlanDraw& plan) {
    bool taken = is_taken([&](store::Tx& tx) {
        campaign::PlanOrder wanted{.account = accounts_[scenario_.lines[plan.line].account],
                                   .name = plan.name,
                                   .strategy = plan.strategy,
                                   .line = lines_[plan.line],
                                   .date = plan.date};
        wanted.rows = rows_of(scenario_, plan.callees);
        (void)campaign::create_plan(tx, context_, wanted);
    });
    if (!taken) agenda_.put(clock_.steady() + kRetryOrder, [this, &plan] { order(plan); });
}

void World::order(const TaskDraw& task) {
    bool taken = is_taken([&](store::Tx& tx) {
        auto& account = accounts_[scenario_.lines[task.line].account];
        campaign::TaskOrder wanted{.account = account.key, .name = task.name, .line = lines_[task.line]};
        wanted.robot = *campaign::find_robot_choice(tx, account.key, task.rule.robot, false);
        wanted.window = campaign::window_of(task.rule, task.date, *Zone::find(account.zone));
        wanted.repeat = {task.rule.repeat_interval, task.rule.repeat_num, task.rule.repeat_on};
        wanted.rows = rows_of(scenario_, task.callees);
        if (wanted.window.end <= clock_.now()) return;  // the API refuses it: 10405
        (void)campaign::create_task(tx, context_, wanted);
    });
    if (!taken) agenda_.put(clock_.steady() + kRetryOrder, [this, &task] { order(task); });
}

}  // namespace tiller::simulate
