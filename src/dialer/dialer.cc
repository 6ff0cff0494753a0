#include "dialer/dialer.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "campaign/plans.h"
#include "guard/history.h"

namespace tiller::dialer {
namespace {

constexpr int64_t kDrainAtOnce = 500;  // numbers settled in one transaction
constexpr int kOrdersAtOnce = 128;     // intents in one transaction
constexpr int kForgottenAtOnce = 500;  // contacts in one transaction: more than an order can add
constexpr Millis kStoreRest{1'000};    // until a store that refused is asked again
constexpr Millis kOverloadNap{100};    // until an overloaded phone is asked again

auto& orders_total() {
    static auto& counter = metrics::counter("tiller_dialer_calls_total", "calls ordered");
    return counter;
}

}  // namespace

Dialer::Dialer(store::Store& store, campaign::Context context, Robots& robots, Hooks hooks)
    : store_(store), context_(context), robots_(robots), hooks_(std::move(hooks)) {
    static const auto built_in = guard::load_rules("");
    rules_ = *built_in;  // a pack of the program's own that did not load would have failed its test
}

void Dialer::on_channel_free(int64_t line, bool refused_us) {
    notes_.post(ChannelFree{line, refused_us});
    hooks_.wake();
}

void Dialer::on_finished(store::Call call) {
    notes_.post(std::move(call));
    hooks_.wake();
}

Millis Dialer::step() {
    Instant now = context_.clock.now();
    if (now < last_step_) {
        // The wall clock was set back: what was looked up against the old time is looked up again.
        for (auto& [key, task] : tasks_) task.next_due = Instant{};
    }
    last_step_ = now;
    take_notes();
    open_rounds(now);
    if (stale_.exchange(false) || now >= reload_at_ || reload_at_ > now + kLongestNap) reload(now);
    bool more = begin_and_drain_tasks(now);
    Millis next = dial(now, context_.clock.steady());
    return more ? Millis(0) : std::clamp(next - context_.clock.steady(), Millis(0), kLongestNap);
}

void Dialer::take_notes() {
    if (context_.clock.steady() >= store_again_at_) {
        for (auto& call : std::exchange(refused_, {})) save_outcome(std::move(call));
    }
    while (auto note = notes_.try_take()) {
        if (auto* free = std::get_if<ChannelFree>(&*note)) {
            lines_[free->line].gate.end(context_.clock.steady(), free->refused_us);
        } else if (auto* call = std::get_if<store::Call>(&*note)) {
            if (unfinished_.erase(call->id) == 0) continue;  // told twice
            save_outcome(std::move(*call));
        } else if (auto& settled = std::get<Settled>(*note); settled.ok) {
            busy_.erase({settled.call.account, settled.call.callee});
            if (auto task = tasks_.find(settled.call.task); task != tasks_.end()) task->second.next_due = Instant{};
            // Another task of the account may wait for this very number.
            for (auto& [key, task] : tasks_) {
                if (task.task.account == settled.call.account) task.next_due = Instant{};
            }
            --unsettled_;
            stale_ = true;
        } else {
            refused_.push_back(std::move(settled.call));
            store_again_at_ = context_.clock.steady() + kStoreRest;
        }
    }
}

void Dialer::save_outcome(store::Call call) {
    auto shared = std::make_shared<store::Call>(std::move(call));
    store_.write_async([this, shared](store::Tx& tx) { write_outcome(tx, *shared); },
                       [this, shared](std::exception_ptr error) {
                           notes_.post(Settled{*shared, !error});
                           if (error) return;  // tried again in its time: a wake would only hurry
                           hooks_.committed();
                           hooks_.wake();
                       });
}

void Dialer::write_outcome(store::Tx& tx, const store::Call& call) {
    // Whoever asked not to be called again is on the list before a repeat or a later round can be thought of.
    if (call.opt_out) guard::opt_out(tx, call.account, call.callee, call.id, context_.clock.now());
    if (auto number = store::find_number(tx, call.account, call.task, call.row)) {
        guard::note_end(tx, call, number->fields);
    }
    campaign::end_attempt(tx, context_, call);
}

void Dialer::reload(Instant now) {
    reload_at_ = now + kLongestNap;
    auto [lines, tasks] =
        store_.read([](store::Db& db) { return std::make_pair(store::list_lines(db), store::open_tasks(db)); });
    for (auto& line : lines) {
        auto config = campaign::line_from_json(line.config);
        if (!config) {
            log::error("a line does not load", {{"line", line.name}, {"error", config.error().message}});
            continue;
        }
        auto& state = lines_[line.key];
        state.config = std::make_shared<const campaign::LineConfig>(std::move(*config));
        state.gate.set_limits(state.config->max_channels, state.config->max_calls_per_second);
        state.enabled = line.enabled;
    }
    auto old = std::exchange(tasks_, {});
    for (auto& task : tasks) {
        auto before = old.find(task.key);
        Instant next_due =
            before == old.end() || before->second.task.status != task.status ? Instant{} : before->second.next_due;
        tasks_[task.key] = {std::move(task), next_due};
    }
    for (auto& [key, line] : lines_) {
        // Tasks keep their turn; new ones go to the end.
        std::erase_if(line.tasks, [&](int64_t task) { return !tasks_.contains(task); });
        for (auto& [task_key, task] : tasks_) {
            if (task.task.line == key &&
                std::find(line.tasks.begin(), line.tasks.end(), task_key) == line.tasks.end()) {
                line.tasks.push_back(task_key);
            }
        }
    }
}

void Dialer::open_rounds(Instant now) {
    auto due = store_.read([&](store::Db& db) { return store::plans_with_round_due(db, now); });
    for (auto& plan : due) {
        try {
            store_.write([&](store::Tx& tx) {
                auto current = store::find_plan(tx, plan.key);
                if (current && current->next_round_at && *current->next_round_at <= now)
                    campaign::open_round(tx, context_, *current);
            });
            hooks_.committed();
            stale_ = true;
        } catch (const store::StoreError& e) {
            log::error("round not opened, will try again", {{"plan", plan.name}, {"error", e.what()}});
        }
    }
}

bool Dialer::begin_and_drain_tasks(Instant now) {
    bool more = false;
    for (auto& [key, state] : tasks_) {
        const store::Task& task = state.task;
        bool to_start = task.status == Status::waiting && task.starts <= now && now < task.ends;
        bool to_drain = task.status == Status::stopped || now >= task.ends;
        if (!to_start && !to_drain) continue;
        if (to_drain && state.next_due > now) continue;  // drained: only calls in progress are left
        try {
            store_.write([&, task_key = key](store::Tx& tx) {
                if (to_start) {
                    auto current = store::find_task(tx, task_key);
                    if (current) campaign::start_task(tx, *current);
                } else if (campaign::drain_task(tx, context_, task_key, kDrainAtOnce)) {
                    more = true;
                } else {
                    state.next_due = now + std::chrono::hours(1);
                }
            });
            hooks_.committed();
            stale_ = true;
        } catch (const store::StoreError& e) {
            log::error("task not moved on, will try again", {{"task", task.id}, {"error", e.what()}});
        }
    }
    return more || (stale_ && !tasks_.empty());
}

Millis Dialer::dial(Instant now, Millis steady) {
    Millis next = steady + kLongestNap;
    if (draining_) return next;
    if (steady < store_again_at_) return store_again_at_;
    if (phone_->is_overloaded()) return steady + kOverloadNap;
    for (auto& [key, line] : lines_) {
        if (!line.config || !line.enabled || line.tasks.empty()) continue;
        int room = std::min(line.gate.free(steady), kOrdersAtOnce);
        int placed = room > 0 ? dial_line(key, line, room, now, steady) : 0;
        // Out of room while numbers wait: come back when the line lets the next call begin.
        if (placed == room) next = std::min(next, line.gate.next_chance(steady));
    }
    for (auto& [key, state] : tasks_) {
        Instant wanted = state.task.status == Status::running ? state.next_due : state.task.starts;
        if (wanted > now) next = std::min(next, steady + (wanted - now));
    }
    return next;
}

std::vector<store::Number> Dialer::candidates(TaskState& state, int room, Instant now) {
    const store::Task& task = state.task;
    if (task.status != Status::running || now < task.starts || now >= task.ends || state.next_due > now) return {};
    auto wanted = static_cast<int64_t>(room) + static_cast<int64_t>(busy_.size());
    auto [due, next] = store_.read([&](store::Db& db) {
        return std::make_pair(store::due_numbers(db, task.account, task.key, now, wanted),
                              store::next_number_due(db, task.account, task.key));
    });
    // A number that is up in another task waits until that call's outcome wakes this task again.
    std::erase_if(due, [&](auto& n) { return busy_.contains({n.account, n.callee}); });
    if (due.empty()) state.next_due = next && *next > now ? *next : now + kLongestNap;
    if (due.size() > static_cast<size_t>(room)) due.resize(static_cast<size_t>(room));
    return due;
}

int Dialer::dial_line(int64_t key, LineState& line, int room, Instant now, Millis steady) {
    std::vector<store::Number> due;
    // A fair share for each task first; a second turn gives what is left to whoever has more numbers.
    size_t fair = std::max<size_t>(1, static_cast<size_t>(room) / line.tasks.size());
    for (size_t i = 0; i < 2 * line.tasks.size() && due.size() < static_cast<size_t>(room); ++i) {
        size_t share = i < line.tasks.size() ? fair : static_cast<size_t>(room);
        std::rotate(line.tasks.begin(), line.tasks.begin() + 1, line.tasks.end());
        auto found = tasks_.find(line.tasks.back());
        if (found == tasks_.end()) continue;
        size_t left = static_cast<size_t>(room) - due.size();
        for (auto& n : candidates(found->second, static_cast<int>(std::min(left, share)), now)) {
            busy_.insert({n.account, n.callee});
            due.push_back(std::move(n));
        }
    }
    if (due.empty()) return 0;
    // Counted before the last look at `draining_`: whoever drains sees this call in `unsettled`, or it is not made.
    unsettled_ += due.size();
    auto let_go = [&](const store::Number& n) {
        busy_.erase({n.account, n.callee});
        --unsettled_;
    };
    if (draining_) {
        for (auto& n : due) let_go(n);
        return 0;
    }

    std::vector<campaign::Intent> intents;
    std::vector<const store::Number*> not_called;
    try {
        store_.write([&](store::Tx& tx) {
            Admission admission(tx, context_, *rules_, robots_);
            for (auto& n : due) {
                if (auto intent = admission.admit(n)) {
                    intents.push_back(std::move(*intent));
                } else {
                    not_called.push_back(&n);
                }
            }
            guard::forget_old_contacts(tx, now, kForgottenAtOnce);
        });
    } catch (const store::StoreError& e) {
        log::error("no intent can be written, nothing is dialed", {{"error", e.what()}});
        for (auto& n : due) let_go(n);
        store_again_at_ = steady + kStoreRest;
        return 0;
    }
    for (auto* n : not_called) let_go(*n);
    if (!not_called.empty()) {
        stale_ = true;
        hooks_.committed();
    }
    for (auto& intent : intents) {
        line.gate.begin(steady);
        orders_total().Increment();
        log::info("calling", {{"call", intent.call.id},
                              {"task", intent.task.id},
                              {"attempt", intent.call.attempt},
                              {"callee", mask_number(intent.call.callee)},
                              {"line", key}});
        auto robot = robots_.find(intent.call.account, intent.call.robot, intent.call.robot_version);
        unfinished_.insert(intent.call.id);
        phone_->place(
            {std::move(intent.call), std::move(intent.number.fields), caller_of(line), line.config, std::move(robot)});
    }
    return static_cast<int>(due.size());
}

std::string Dialer::caller_of(LineState& line) {
    auto& numbers = line.config->caller_numbers;
    return numbers.empty() ? std::string() : numbers[line.next_caller++ % numbers.size()];
}

}  // namespace tiller::dialer
