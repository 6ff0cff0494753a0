// What keys do in a run.
#include "dialogue/run_machine.h"

#include "base/text.h"

namespace tiller::dialogue {
namespace {

constexpr size_t kMostRemembered = 20;
/// A key after a full entry is its end key, pressed out of habit, if it comes this soon.
constexpr Millis kLateEndKey{2000};
/// Keys that say whether a value is right.
constexpr char kRight = '1', kWrong = '2';

bool is_digit(char key) { return key >= '0' && key <= '9'; }

}  // namespace

void StateMachine::on(const Digit& digit) {
    char key = digit.key >= 'a' && digit.key <= 'd' ? static_cast<char>(digit.key - 'a' + 'A') : digit.key;
    if (phase_ == Phase::ready || std::string_view("0123456789*#ABCD").find(key) == std::string_view::npos) return;
    bool habit = late_end_key_ == key && now_ <= late_until_;
    late_end_key_.reset();
    if (habit) return;
    transcript_.key(key, visit_, now_);
    if (phase_ == Phase::opening) {
        remember(key);
        return begin();
    }
    if (!takes_keys_now()) return remember(key);
    stop_saying();
    use(key);
}

bool StateMachine::takes_keys_now() const {
    if (state().shipment || leaving_) return false;
    return phase_ != Phase::speaking || (state().listens() && state().barge_in != BargeIn::none);
}

bool StateMachine::knows(char key) const {
    if (talk_.is_confirming() && (key == kRight || key == kWrong)) return true;
    const State& at = state();
    return at.keys.contains(key) || (at.collect && (is_digit(key) || key == at.collect->end_key));
}

void StateMachine::remember(char key) {
    if (remembered_.size() < kMostRemembered) remembered_ += key;
}

void StateMachine::use_remembered() {
    std::string keys = std::move(remembered_);
    remembered_.clear();
    for (char key : keys) {
        if (knows(key)) use(key);
        if (next_ || phase_ != Phase::waiting) return;
    }
}

void StateMachine::use(char key) {
    last_key_ = key;
    turn_end_ = moment_;
    const State& at = state();
    if (talk_.is_confirming() && key == kRight) return fill(talk_.pending());
    if (talk_.is_confirming() && key == kWrong) return ask_anew(nullptr);
    if (auto way = at.keys.find(key); way != at.keys.end()) return take(way->second, "completed");
    bool collects = at.collect && !talk_.is_confirming();
    if (!collects) return try_again(at.wrong_input, wrong_input_left_, "wrong_input");
    if (key == at.collect->end_key) return finish_entry();
    if (!is_digit(key)) return try_again(at.wrong_input, wrong_input_left_, "wrong_input");
    entry_ += key;
    if (entry_.size() < static_cast<size_t>(at.collect->most)) return start_timer(at.collect->pause);
    if (at.collect->end_key) late_end_key_ = at.collect->end_key, late_until_ = now_ + kLateEndKey;
    finish_entry();
}

void StateMachine::finish_entry() {
    const Collect& collect = *state().collect;
    std::string entry = std::move(entry_);
    entry_.clear();
    bool good = entry.size() >= static_cast<size_t>(collect.least);
    if (good && collect.bounded) {
        auto number = parse_integer(entry);
        good = number && *number >= collect.from && *number <= collect.to;
    }
    if (!good) return try_again(state().wrong_input, wrong_input_left_, "wrong_input");
    report_.slots[collect.slot] = std::move(entry);
    take(collect.then, "completed");
}

}  // namespace tiller::dialogue
