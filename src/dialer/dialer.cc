#include "dialer/dialer.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "calls/robot_participant.h"
#include "campaign/line_hold.h"
#include "guard/history.h"
#include "store/trial_tasks.h"

namespace tiller::dialer {
namespace {

constexpr int kOrdersAtOnce = 128;     // intents in one transaction
constexpr int kForgottenAtOnce = 500;  // contacts in one transaction: more than an order can add
constexpr Millis kStoreRest{1'000};    // until a store that refused is asked again
constexpr Millis kOverloadNap{100};    // until an overloaded phone is asked again

auto& orders_total() {
    static auto& counter = metrics::counter("tiller_dialer_calls_total", "calls ordered");
    return counter;
}

auto& held_gauge(const std::string& line) {
    return metrics::gauge("tiller_line_held", "1 while the line is held because its server refuses us",
                          {{"line", line}});
}

}  // namespace

Dialer::Dialer(store::Store& store, campaign::Context context, Robots& robots, const nodes::Membership& node,
               Hooks hooks)
    : store_(store),
      context_(context),
      robots_(robots),
      hooks_(std::move(hooks)),
      share_(store, node, context.clock, store::HoldingKind::line) {
    static const auto built_in = guard::load_rules("");
    rules_ = *built_in;  // a pack of the program's own that did not load would have failed its test
}

void Dialer::on_channel_free(const store::Call& call, const calls::LineAnswer& answer) {
    notes_.post(ChannelFree{call.line, call.intended, answer});
    hooks_.wake();
}

void Dialer::on_finished(store::Call call) {
    notes_.post(std::move(call));
    hooks_.wake();
}

Instant Dialer::step(Instant now) {
    if (now < last_step_) {
        // The wall clock was set back: what was looked up against the old time is looked up again.
        for (auto& [key, task] : tasks_) look_at(task, Instant{});
    }
    last_step_ = now;
    take_notes();
    std::erase_if(elsewhere_, [&](auto& callee) { return callee.second <= context_.clock.steady(); });
    if (stale_.exchange(false) || now >= reload_at_ || reload_at_ > now + kLongestNap) reload_lines(now);
    take_changes();
    bool more = move_tasks_on(now);
    Millis nap = dial(now, context_.clock.steady()) - context_.clock.steady();
    if (!agenda_.empty()) nap = std::min<Millis>(nap, agenda_.begin()->first - now);
    return more ? now : now + std::clamp(nap, Millis(0), kLongestNap);
}

void Dialer::take_notes() {
    if (context_.clock.steady() >= store_again_at_) {
        for (auto& call : std::exchange(refused_, {})) save_outcome(std::move(call));
    }
    while (auto note = notes_.try_take()) {
        if (auto* free = std::get_if<ChannelFree>(&*note)) {
            heed(*free);
        } else if (auto* call = std::get_if<store::Call>(&*note)) {
            if (unfinished_.erase(call->id) == 0) continue;  // told twice
            save_outcome(std::move(*call));
        } else if (auto& settled = std::get<Settled>(*note); settled.ok) {
            release({settled.call.account, settled.call.callee});
            if (settled.call.task) wake_task(*settled.call.task);
            --unsettled_;
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
    auto number = call.row ? store::find_number(tx, call.account, call.task.value(), *call.row) : std::nullopt;
    bool is_first = campaign::end_call(tx, context_, call);
    // A call that another node ended as unknown, while this one stood still, stays one that may have been a conversation.
    if (is_first && number) guard::note_end(tx, call, number->fields);
}

/// The number may be called again: by another task that waits for it, too.
void Dialer::release(const Callee& callee) {
    busy_.erase(callee);
    if (auto waiting = waiting_for_.extract(callee)) {
        for (int64_t task : waiting.mapped()) wake_task(task);
    }
}

/// Asks for all lines, but reads and unseals only those that have changed.
void Dialer::reload_lines(Instant now) {
    reload_at_ = now + kLongestNap;
    auto is_loaded = [&](const store::Line& line) {
        auto known = lines_.find(line.key);
        if (known == lines_.end()) return false;
        const store::Line& loaded = known->second.loaded;
        return loaded.key == line.key && loaded.name == line.name && loaded.enabled == line.enabled &&
               loaded.config == line.config && loaded.sealed_password == line.sealed_password;
    };
    std::vector<std::pair<store::Line, std::string>> changed;  // with their passwords
    std::map<int64_t, store::LineHold> holds;
    std::vector<store::Holdable> all;
    store_.read([&](store::Db& db) {
        for (auto& hold : store::list_line_holds(db)) holds[hold.line] = std::move(hold);
        for (auto& line : store::list_lines(db)) {
            all.push_back({line.account, line.key});
            if (!is_loaded(line)) changed.emplace_back(line, store::open_line_password(db, line));
        }
    });
    for (auto& [line, password] : changed) {
        auto& state = lines_[line.key];
        auto config = campaign::line_from_json(line.config);
        if (config) {
            config->password = std::move(password);
            state.config = std::make_shared<const campaign::LineConfig>(std::move(*config));
            state.gate.set_limits(state.config->max_channels, state.config->max_calls_per_second);
            state.enabled = line.enabled;
        } else {
            log::error("a line does not load", {{"line", line.name}, {"error", config.error().message}});
        }
        state.loaded = std::move(line);
    }
    for (auto& [key, state] : lines_) take_hold(state, holds);
    share_lines(all);
}

/// Whether the line is held is told by the store, where the operator may release it.
void Dialer::take_hold(LineState& line, const std::map<int64_t, store::LineHold>& holds) {
    auto held = holds.find(line.loaded.key);
    if (held == holds.end() && line.hold) line.refusals.forget();
    line.hold = held == holds.end() ? std::nullopt : std::optional(held->second);
    if (line.hold && line.hold->setup != store::setup_mark(line.loaded)) release_line(line, "its set-up was changed");
    held_gauge(line.loaded.name).Set(line.hold.has_value());
}

/// What the end of a call says of its line.
void Dialer::heed(const ChannelFree& free) {
    LineState& line = lines_[free.line];
    bool refused = free.answer.kind == calls::LineAnswer::Kind::refused;
    line.gate.end(context_.clock.steady(), refused);
    if (line.refusals.count(free.answer) && !line.hold) return hold_line(line, free.answer);
    // Calls that began before the refusal say nothing of what came after.
    bool is_newer = line.hold && free.intended > line.hold->since;
    if (is_newer && free.answer.kind == calls::LineAnswer::Kind::passed) release_line(line, "a call got through");
}

void Dialer::hold_line(LineState& line, const calls::LineAnswer& answer) {
    try {
        line.hold = store_.write([&](store::Tx& tx) {
            campaign::hold_line(tx, context_, line.loaded, answer.code, answer.reason);
            return store::find_line_hold(tx, line.loaded.key);
        });
    } catch (const store::StoreError& e) {
        log::error("a line that refuses us could not be held", {{"line", line.loaded.name}, {"error", e.what()}});
        return;
    }
    held_gauge(line.loaded.name).Set(1);
    hooks_.committed();
}

void Dialer::release_line(LineState& line, std::string_view why) {
    try {
        store_.write([&](store::Tx& tx) { campaign::release_line(tx, context_, line.loaded, why); });
    } catch (const store::StoreError& e) {
        log::error("a line could not be released", {{"line", line.loaded.name}, {"error", e.what()}});
        return;
    }
    line.hold.reset();
    line.refusals.forget();
    held_gauge(line.loaded.name).Set(0);
    hooks_.committed();
}

/// Which lines this node dials from now on. What a node that held one before has left up takes channels until it ends.
void Dialer::share_lines(const std::vector<store::Holdable>& all) {
    share_.look(all);
    for (const store::Holdable& line : share_.take_over()) {
        if (share_.is_alone()) continue;
        lines_[line.key].gate.take_over(context_.clock.steady());
        lines_[line.key].has_others = true;
    }
    for (const store::Holdable& line : all) {
        LineState& state = lines_[line.key];
        state.is_ours = share_.holds(line);
        if (!state.is_ours || !state.has_others) continue;
        auto others = store_.read([&](store::Db& db) { return store::calls_of_others(db, line.key, share_.run()); });
        state.gate.set_others(static_cast<int>(others));
        state.has_others = others > 0;
    }
}

Millis Dialer::dial(Instant now, Millis steady) {
    Millis next = steady + kLongestNap;
    if (!may_dial()) return next;
    if (steady < store_again_at_) return store_again_at_;
    if (phone_->is_overloaded()) return steady + kOverloadNap;
    for (auto& [key, line] : lines_) {
        if (!line.config || !line.enabled || !line.is_ours || line.tasks.empty()) continue;
        int room = std::min(line.gate.free(steady), kOrdersAtOnce);
        int placed = room > 0 ? dial_line(key, line, room, now, steady) : 0;
        // Out of room while numbers wait: come back when the line lets the next call begin.
        if (placed == room) next = std::min(next, line.gate.next_chance(steady));
    }
    return next;
}

/// Numbers of a task that are due and not busy, at most `room`. Without one the task leaves its line's turns.
std::vector<store::Number> Dialer::candidates(TaskState& state, int room, Instant now) {
    const store::Task& task = state.task;
    auto rest = [&](Instant until) {
        state.in_turn = false;
        look_at(state, until);
        return std::vector<store::Number>();
    };
    if (task.status != Status::running || now < task.starts || now >= task.ends) return rest(now);
    auto wanted = static_cast<size_t>(room);
    auto find_due = [&](size_t limit) {
        auto due = store_.read([&](store::Db& db) {
            return store::due_numbers(db, task.account, task.key, now, static_cast<int64_t>(limit));
        });
        bool was_all = due.size() < limit;
        // A number that is up in another task waits until that call's outcome wakes this task again.
        std::erase_if(due, [&](auto& n) {
            bool is_busy = busy_.contains({n.account, n.callee});
            if (is_busy) waiting_for_[{n.account, n.callee}].insert(task.key);
            return is_busy || elsewhere_.contains({n.account, n.callee});
        });
        return std::make_pair(std::move(due), was_all);
    };
    auto [due, was_all] = find_due(wanted);
    // More are asked for only if busy ones stood before them.
    if (due.size() < wanted && !was_all) due = find_due(wanted + busy_.size() + elsewhere_.size()).first;
    if (due.size() > wanted) due.resize(wanted);
    if (!due.empty()) return std::move(due);
    auto next = store_.read([&](store::Db& db) { return store::next_number_due(db, task.account, task.key); });
    return rest(std::min(task.ends, next && *next > now ? *next : now + kLongestNap));
}

bool Dialer::is_trial(int64_t task) const {
    return store_.read([&](store::Db& db) { return store::is_trial_task(db, task); });
}

/// A fair share for each task first; a second turn gives what is left to whoever has more numbers.
std::vector<store::Number> Dialer::take_turns(LineState& line, int room, Instant now) {
    std::vector<store::Number> due;
    auto wanted = static_cast<size_t>(room);
    for (size_t share : {std::max<size_t>(1, wanted / line.tasks.size()), wanted}) {
        for (size_t turns = line.tasks.size(); turns > 0 && due.size() < wanted; --turns) {
            int64_t key = line.tasks.front();
            line.tasks.pop_front();
            auto found = tasks_.find(key);
            if (found == tasks_.end()) continue;  // it has ended
            if (line.hold && !is_trial(key)) {
                line.tasks.push_back(key);
                continue;
            }
            for (auto& n : candidates(found->second, static_cast<int>(std::min(wanted - due.size(), share)), now)) {
                busy_.insert({n.account, n.callee});
                due.push_back(std::move(n));
            }
            if (found->second.in_turn) line.tasks.push_back(key);
        }
    }
    return due;
}

int Dialer::dial_line(int64_t key, LineState& line, int room, Instant now, Millis steady) {
    std::vector<store::Number> due = take_turns(line, room, now);
    if (due.empty()) return 0;
    // Counted before the last look at `draining_`: whoever drains sees this call in `unsettled`, or it is not made.
    unsettled_ += due.size();
    auto let_go = [&](const store::Number& n) {
        release({n.account, n.callee});
        --unsettled_;
    };
    if (!may_dial()) {
        for (auto& n : due) let_go(n);
        return 0;
    }

    std::vector<campaign::Intent> intents;
    std::vector<const store::Number*> not_called, elsewhere;
    bool is_lost = false;
    std::optional<Date> today;  // what callees count from who say "next Friday"
    campaign::Context context = context_;
    context.run = share_.run();
    try {
        store_.write([&](store::Tx& tx) {
            store::Holdable held{line.loaded.account, key};
            is_lost = !store::is_held(tx, store::HoldingKind::line, held, context.run);
            if (is_lost) return;
            today = store::zone_of(tx, line.loaded.account).date_of(now);
            Admission admission(tx, context, *rules_, robots_);
            for (auto& n : due) {
                if (auto intent = admission.admit(n)) {
                    intents.push_back(std::move(*intent));
                } else {
                    not_called.push_back(&n);
                }
            }
            elsewhere = admission.up_elsewhere();
            guard::forget_old_contacts(tx, now, kForgottenAtOnce);
        });
    } catch (const store::StoreError& e) {
        log::error("no intent can be written, nothing is dialed", {{"error", e.what()}});
        for (auto& n : due) let_go(n);
        store_again_at_ = steady + kStoreRest;
        return 0;
    }
    if (is_lost) {
        log::warn("a line is another node's now", {{"line", key}});
        line.is_ours = false;
        for (auto& n : due) let_go(n);
        return 0;
    }
    for (auto* n : elsewhere) elsewhere_[{n->account, n->callee}] = steady + kLongestNap;
    for (auto* n : not_called) let_go(*n);
    if (!not_called.empty()) hooks_.committed();
    // By the time at which the INVITE leaves: a commit may have taken long, and the next one may not.
    Millis sent = context_.clock.steady();
    for (auto& intent : intents) {
        line.gate.begin(sent);
        orders_total().Increment();
        log::info("calling", {{"call", intent.call.id},
                              {"task", intent.task.id},
                              {"attempt", intent.call.attempt.value_or(0)},
                              {"callee", mask_number(intent.call.callee)},
                              {"line", key},
                              {"trace", intent.number.trace}});
        auto robot = intent.call.robot
                         ? robots_.find(intent.call.account, intent.call.robot->id, intent.call.robot->version)
                         : nullptr;
        unfinished_.insert(intent.call.id);
        auto speaks =
            calls::robot_participant(std::move(robot), std::move(intent.number.fields), intent.call.callee, today);
        phone_->place({std::move(intent.call), caller_of(line), line.config, std::move(speaks)});
    }
    return static_cast<int>(due.size());
}

std::string Dialer::caller_of(LineState& line) {
    auto& numbers = line.config->caller_numbers;
    return numbers.empty() ? std::string() : numbers[line.next_caller++ % numbers.size()];
}

}  // namespace tiller::dialer
