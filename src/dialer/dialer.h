#pragma once
#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/mailbox.h"
#include "calls/phone.h"
#include "campaign/context.h"
#include "campaign/tasks.h"
#include "dialer/admission.h"
#include "dialer/line_gate.h"
#include "dialer/refusals.h"
#include "dialer/robots.h"
#include "nodes/share.h"
#include "store/line_holds.h"
#include "store/setup.h"
#include "store/store.h"

namespace tiller::dialer {

/// Takes what is due, asks the guard, minds the lines' limits, orders the call, writes the outcome.
///
/// A passive object (base/stepper.h): `step` does all that is due and says when to come again. Thread rule: `step`
/// belongs to one thread; the PhoneListener's methods and `wake`'s effects come from any. Several nodes may share a
/// store: each has a dialer, and each line is dialed by the node that holds it. Invariants:
///   1. An order goes to the phone only after its intent is committed (rule 1 of the house).
///   2. A number is called at most once at a time in its account, whatever tasks it is in (rule 2).
///   3. An outcome that the store refused is kept and tried again: it is never dropped (rule 5).
///   4. A step costs what is due, however many tasks are open (dialer_tasks.cc).
class Dialer final : public calls::PhoneListener {
  public:
    struct Hooks {
        std::function<void()> wake;       // something arrived: step soon; any thread
        std::function<void()> committed;  // events may wait in the outbox; any thread
    };
    /// `node`: this program as a node, entered before the first step.
    Dialer(store::Store& store, campaign::Context context, Robots& robots, const nodes::Membership& node, Hooks hooks);

    /// The phone is made after the dialer, which it reports to.
    void set_phone(calls::Phone& phone) { phone_ = &phone; }
    /// The guard's rules, the built-in packs unless set. Before the first step.
    void set_rules(std::shared_ptr<const guard::Rules> rules) { rules_ = std::move(rules); }
    /// Does what is due at `now`, the clock's. Returns when there is something to do next, at most kLongestNap away.
    Instant step(Instant now);
    /// No new call begins from now on; when `unsettled` is zero after this, all that is known of any call is on disk.
    void drain() { draining_ = true; }
    /// While it holds, no new call begins; windows open and close as ever. Any thread.
    void hold(bool holds) { held_ = holds; }
    /// Lines were changed: look again. Any thread. (Tasks tell their changes by themselves: store/task_changes.h.)
    void refresh() { stale_ = true; }
    /// Calls ordered, or about to be, whose outcome is not on disk yet. Any thread.
    size_t unsettled() const { return unsettled_; }

    void on_channel_free(const store::Call& call, const calls::LineAnswer& answer) override;
    void on_finished(store::Call call) override;

    static constexpr Millis kLongestNap{1'000};
    /// Notes that come in a burst are taken in one step, and starts are paced no finer than this.
    static constexpr Millis kShortestNap{2};

  private:
    struct LineState {
        store::Line loaded;  // what `config` was read from
        std::shared_ptr<const campaign::LineConfig> config;
        LineGate gate{1, 1};
        bool enabled = true;
        std::optional<store::LineHold> hold;  // nothing but test calls goes out
        Refusals refusals;
        bool is_ours = false;     // this node holds it
        bool has_others = false;  // calls of a node that held it before may be up
        size_t next_caller = 0;
        std::deque<int64_t> tasks;  // keys of tasks with numbers due; the first is asked first, then goes to the end
    };
    struct TaskState {
        store::Task task;      // as of its last change of status: the counts in it are old
        Instant look_at{};     // its place in the agenda
        bool in_turn = false;  // in its line's `tasks`
    };
    using Callee = std::pair<int64_t, std::string>;  // account and number
    struct ChannelFree {
        int64_t line;
        Instant intended;
        calls::LineAnswer answer;
    };
    struct Settled {
        store::Call call;
        bool ok;
    };
    using Note = std::variant<ChannelFree, store::Call, Settled>;

    void take_notes();
    void save_outcome(store::Call call);
    void write_outcome(store::Tx& tx, const store::Call& call);
    void release(const Callee& callee);
    void reload_lines(Instant now);
    void heed(const ChannelFree& free);
    void take_hold(LineState& line, const std::map<int64_t, store::LineHold>& holds);
    void hold_line(LineState& line, const calls::LineAnswer& answer);
    void release_line(LineState& line, std::string_view why);
    void share_lines(const std::vector<store::Holdable>& all);
    void take_changes();
    void take(store::Task task);
    bool may_dial() const { return !draining_ && !held_; }
    void look_at(TaskState& task, Instant when);
    void wake_task(int64_t key);
    bool move_tasks_on(Instant now);
    bool move_on(TaskState& task, Instant now);
    Millis dial(Instant now, Millis steady);
    std::vector<store::Number> take_turns(LineState& line, int room, Instant now);
    int dial_line(int64_t key, LineState& line, int room, Instant now, Millis steady);
    std::vector<store::Number> candidates(TaskState& task, int room, Instant now);
    bool is_trial(int64_t task) const;
    std::string caller_of(LineState& line);

    store::Store& store_;
    campaign::Context context_;
    Robots& robots_;
    std::shared_ptr<const guard::Rules> rules_;
    Hooks hooks_;
    calls::Phone* phone_ = nullptr;
    Mailbox<Note> notes_;
    nodes::Share share_;  // of the lines
    std::atomic<bool> stale_{true}, draining_{false}, held_{false};
    std::atomic<size_t> unsettled_{0};
    Instant reload_at_{}, last_step_{};

    std::map<int64_t, LineState> lines_;
    std::unordered_map<int64_t, TaskState> tasks_;     // open ones
    std::set<std::pair<Instant, int64_t>> agenda_;     // each open task: when it is to be looked at
    int64_t seen_change_ = 0;                          // of tasks
    std::set<Callee> busy_;                            // of calls whose outcome is not on disk
    std::map<Callee, Millis> elsewhere_;               // on a call of another node: until it is looked at again
    std::map<Callee, std::set<int64_t>> waiting_for_;  // tasks with a number due that is busy in another task
    std::unordered_set<std::string> unfinished_;       // CallIDs of orders whose end was not told
    Millis store_again_at_{0};                         // it refused: no intent and no outcome is offered before
    std::deque<store::Call> refused_;                  // outcomes that the store would not take yet
};

}  // namespace tiller::dialer
