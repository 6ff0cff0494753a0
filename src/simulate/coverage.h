#pragma once
// What befell the worlds, counted: a fault that no world ever reaches proves nothing.
#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tiller::simulate {

enum class Seen : uint8_t {
    cut_before_write,
    cut_in_write,
    cut_after_write,
    cut_before_flush,
    cut_in_flush,
    cut_after_flush,
    cut_at_truncation,
    cut_at_deletion,
    cut_at_start,
    intent_without_invite,
    call_cut_off,
    order_answer_lost,
    write_refused_by_full_disk,
    slow_flush,
    clock_jump_on,
    clock_jump_back,
    clocks_set_forward,
    clocks_set_back,
    call_over_midnight,
    call_over_window_end,
    carrier_silent,
    end_told_late,
    end_told_twice,
    line_refused,
    receiver_failed,
    receiver_hung,
    receiver_slow,
    event_came_again,
    endpoint_switched_off,
    plan_stopped,
    task_stopped,
    task_paused,
    task_resumed,
    number_cancelled,
    cancelled_in_a_call,
    line_changed,
    called_by_two_accounts,
    attempt_repeated,
    later_round_opened,
    round_passed_over,
    window_too_short,
    dnc_from_the_start,
    dnc_added,
    opted_out,
    kept_by_dnc,
    put_off_by_hours,
    put_off_by_cap,
    put_off_by_cool_down,
    blocked_by_hours,
    blocked_by_cap,
    blocked_by_cool_down,
    rules_changed,
    node_died_before_commit,
    node_died_after_commit,
    node_stopped,
    node_taken_for_dead,
    node_entered_again,
    called_by_two_nodes,
};

inline constexpr std::array<std::string_view, 58> kSeenNames = {
    "power cut before a write",
    "power cut in a write: torn",
    "power cut after a write",
    "power cut before a flush",
    "power cut in a flush: torn",
    "power cut after a flush",
    "power cut at a truncation",
    "power cut at a deletion",
    "power cut again while starting",
    "intent on disk, INVITE never left",
    "call cut off by the end of the process",
    "a client's answer lost",
    "write refused by a full disk",
    "slow flush",
    "wall clock jumped on",
    "wall clock jumped back",
    "daylight saving began in an open window",
    "daylight saving ended in an open window",
    "call over local midnight",
    "call over the end of its window",
    "carrier silent",
    "end told minutes late",
    "end told twice, differently",
    "line refused us",
    "receiver failed",
    "receiver hung",
    "receiver answered late",
    "event delivered again",
    "endpoint switched off",
    "plan stopped",
    "task stopped",
    "task paused",
    "task resumed",
    "number cancelled",
    "number cancelled while on the wire",
    "line given other limits",
    "number on the wire for two accounts",
    "attempt repeated",
    "later round opened",
    "round passed over",
    "number expired: line full, window over",
    "number on a do-not-call list from the start",
    "number put on a do-not-call list",
    "opt-out in a call",
    "kept from being called by a list",
    "put off by calling hours",
    "put off by a cap",
    "put off by a cool-down",
    "refused by calling hours",
    "refused by a cap",
    "refused by a cool-down",
    "guard restarted with other rules",
    "node killed before a commit",
    "node killed after a commit",
    "node stopped for a while",
    "node taken for dead by another",
    "node back after a kill",
    "INVITE while another node has calls up",
};
static_assert(kSeenNames.size() == static_cast<size_t>(Seen::called_by_two_nodes) + 1);

class Coverage {
  public:
    void count(Seen what, int64_t n = 1) { counts_[static_cast<size_t>(what)] += n; }
    int64_t of(Seen what) const { return counts_[static_cast<size_t>(what)]; }
    void add(const Coverage& other) {
        for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    }
    /// One line each, in two columns; what never happened is told, too.
    std::string to_text() const;

  private:
    std::array<int64_t, kSeenNames.size()> counts_{};
};

}  // namespace tiller::simulate
