// The run of a dialogue: a state machine over the states of a Definition. See Run in dialogue.h for its invariants.
//
//            Answered, a pause       say, nothing listens: PlaybackDone
//   ready ──► opening ─► speaking ◄─────────────────────────────┐
//                         │    ▲ └──────────────────────────────┘
//       a key barges in,  │    │ key or pause that leads on,
//       PlaybackDone      ▼    │ no input, wrong input: said again
//                        waiting ──────► ended   (from anywhere: max_call, HungUp)
#include <algorithm>

#include "base/text.h"
#include "dialogue/definition.h"
#include "dialogue/shipment_words.h"
#include "dialogue/transcript.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;

constexpr size_t kMostRemembered = 20;
/// A key after a full entry is its end key, pressed out of habit, if it comes this soon.
constexpr Millis kLateEndKey{2000};
/// Of a slot's value, which may be made of slots.
constexpr size_t kLongestSlot = 255;
/// States entered for one event. Checked dialogues stay below the number of their states (definition.h, invariant 4).
constexpr int kMostSteps = 1000;

class StateMachine final : public Run {
  public:
    StateMachine(DefinitionPtr definition, Values values)
        : definition_(std::move(definition)), values_(std::move(values)), state_(definition_->start) {}

    std::vector<Action> handle(const Event& event, Millis at) override {
        actions_.clear();
        if (ended()) return {};
        moment_ = at;
        now_ = std::max(now_, at);
        bool over = phase_ != Phase::ready && now_ >= definition_->max_call;
        if (over && !std::holds_alternative<HungUp>(event)) {
            end("time_limit");
        } else {
            std::visit([this](const auto& e) { on(e); }, event);
        }
        for (int steps = 0; next_ && !ended(); ++steps) {
            if (steps == kMostSteps) end("time_limit");
            enter();
        }
        return std::move(actions_);
    }

    bool ended() const override { return phase_ == Phase::ended; }

    Report report() const override {
        Report report = report_;
        report.transcript = transcript_.turns();
        report.talk_rounds = transcript_.callee_turns();
        report.end_state = state().name;
        return report;
    }

  private:
    enum class Phase { ready, opening, speaking, waiting, ended };

    const State& state() const { return definition_->states[static_cast<size_t>(state_)]; }

    // Events.

    void on(const Answered&) {
        if (phase_ != Phase::ready) return;
        if (definition_->opening_pause == 0ms) return begin();
        phase_ = Phase::opening;
        start_timer(definition_->opening_pause);
    }
    void begin() {
        phase_ = Phase::waiting;
        start_timer(definition_->max_call - now_);
        next_ = definition_->start;
    }
    void on(const PlaybackDone& done) {
        if (phase_ != Phase::speaking || done.playback != playback_) return;
        transcript_.robot_ends(now_);
        after_prompt();
    }
    void on(const Digit& digit) {
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
        if (phase_ == Phase::speaking && !(state().listens() && state().barge_in)) {
            return remember(key);
        }
        if (state().shipment) return remember(key);
        stop_saying();
        use(key);
    }
    void on(const TimerFired& fired) {
        if (fired.timer != timer_ || phase_ == Phase::ready) return;
        if (timer_is_limit_) return end("time_limit");
        if (phase_ == Phase::opening) return begin();
        if (state().shipment) return take(state().shipment->failed, "completed");
        if (entry_.empty()) {
            turn_end_.reset();
            try_again(state().no_input, no_input_left_, "no_input");
        } else {
            turn_end_ = moment_;
            finish_entry();
        }
    }
    void on(const HungUp&) {
        transcript_.robot_ends(now_);
        if (phase_ != Phase::ready) actions_.push_back(StopTimer{});
        phase_ = Phase::ended;
        report_.reason = "callee";
    }
    void on(const ShipmentTold& told) {
        if (told.query != query_ || phase_ == Phase::ready || !state().shipment || told_) return;
        told_ = told;
        if (phase_ == Phase::waiting) use_told();
    }
    /// No state awaits words yet: they are part of the talk, and the wait for a key goes on.
    void on(const Heard& heard) {
        if (phase_ != Phase::ready) transcript_.heard(heard.text, heard.confidence, now_);
        if (phase_ == Phase::opening) begin();
    }

    // States.

    void enter() {
        state_ = *next_;
        next_.reset();
        ++visit_;
        entry_.clear();
        no_input_left_ = state().no_input.repeat;
        wrong_input_left_ = state().wrong_input.repeat;
        apply(state().effects);
        ask_shipment();
        speak({&state().say});
    }

    /// Asked before the prompt, so that it is found while the robot speaks.
    void ask_shipment() {
        told_.reset();
        if (!state().shipment) return;
        auto carrier = parse_integer(trim(state().shipment->carrier.plain(lookup_)));
        std::string number(trim(state().shipment->number.plain(lookup_)));
        for (const auto& [name, kind] : kShipmentSlots) report_.slots.erase(std::string(name));
        if (number.empty()) {
            told_ = ShipmentTold{++query_, ShipmentTold::Result::unknown};
        } else {
            actions_.push_back(AskShipment{++query_, std::move(number), carrier.value_or(0)});
        }
    }

    void use_told() {
        ShipmentTold told = std::move(*told_);
        const ShipmentQuestion& question = *state().shipment;
        if (told.result == ShipmentTold::Result::failed) return take(question.failed, "completed");
        if (told.result == ShipmentTold::Result::unknown) return take(question.unknown, "completed");
        auto& slots = report_.slots;
        auto set = [&](std::string_view name, std::string_view value) {
            slots[std::string(name)] = utf8_prefix(value, kLongestSlot);
        };
        set("ShipmentStatus", told.sub_status);
        set(kShipmentWords, shipment_words(definition_->language, told.sub_status));
        set("ShipmentEvent", told.description);
        set("ShipmentPlace", told.place);
        set("ShipmentDate", told.date);
        set("ShipmentTime", told.time);
        take(question.found, "completed");
    }

    /// Says the prompts as one; with nothing to say goes on as if it had been said.
    void speak(std::initializer_list<const Prompt*> prompts) {
        Utterance utterance{definition_->language, definition_->voice, {}};
        std::string text;
        for (const Prompt* prompt : prompts) {
            std::string plain = prompt->plain(lookup_);
            if (plain.empty()) continue;
            if (!text.empty()) text += ' ';
            text += plain;
            for (Segment& segment : prompt->segments(lookup_)) utterance.segments.push_back(std::move(segment));
        }
        if (utterance.segments.empty()) return after_prompt();
        start_timer(definition_->max_call - now_);
        phase_ = Phase::speaking;
        transcript_.robot_begins(std::move(text), now_);
        actions_.push_back(Say{++playback_, std::move(utterance), std::exchange(turn_end_, std::nullopt)});
    }

    void after_prompt() {
        phase_ = Phase::waiting;
        const State& at = state();
        if (at.listens()) {
            use_remembered();
            if (!next_ && phase_ == Phase::waiting && entry_.empty()) start_timer(at.wait);
        } else if (at.shipment) {
            told_ ? use_told() : start_timer(at.shipment->wait);
        } else if (at.go) {
            take(*at.go, "completed");
        } else if (at.hang_up) {
            end("completed");
        } else {
            take(chosen_branch(), "completed");
        }
    }

    const Transition& chosen_branch() const {
        const auto& branches = state().branches;
        auto chosen = std::find_if(branches.begin(), branches.end(), [&](const Branch& branch) {
            return !branch.when || holds(*branch.when, lookup_, last_key_);
        });
        return chosen->go;  // the last has no condition
    }

    // Keys.

    void remember(char key) {
        if (remembered_.size() < kMostRemembered) remembered_ += key;
    }

    void use_remembered() {
        std::string keys = std::move(remembered_);
        remembered_.clear();
        for (char key : keys) {
            bool known =
                state().keys.contains(key) || (state().collect && (is_digit(key) || key == state().collect->end_key));
            if (known) use(key);
            if (next_ || phase_ != Phase::waiting) return;
        }
    }

    void use(char key) {
        last_key_ = key;
        turn_end_ = moment_;
        const State& at = state();
        if (auto way = at.keys.find(key); way != at.keys.end()) return take(way->second, "completed");
        if (!at.collect) return try_again(at.wrong_input, wrong_input_left_, "wrong_input");
        if (key == at.collect->end_key) return finish_entry();
        if (!is_digit(key)) return try_again(at.wrong_input, wrong_input_left_, "wrong_input");
        entry_ += key;
        if (entry_.size() < static_cast<size_t>(at.collect->most)) return start_timer(at.collect->pause);
        if (at.collect->end_key) late_end_key_ = at.collect->end_key, late_until_ = now_ + kLateEndKey;
        finish_entry();
    }

    void finish_entry() {
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

    void try_again(const Retry& retry, int& left, std::string_view reason) {
        entry_.clear();
        if (left-- <= 0) return take(retry.then, reason);
        speak({&retry.say, &state().say});
    }

    // Ways and ends.

    /// `reason` is told if the way leads out of the call.
    void take(const Transition& way, std::string_view reason) {
        apply(way.effects);
        if (way.target == kHangUp) return end(reason);
        next_ = way.target;
    }

    void apply(const Effects& effects) {
        for (const std::string& label : effects.labels) {
            auto& labels = report_.labels;
            if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
        }
        if (!effects.intention.empty()) report_.intention = effects.intention;
        report_.opt_out |= effects.opt_out;
        for (const auto& [slot, prompt] : effects.slots) {
            report_.slots[slot] = utf8_prefix(prompt.plain(lookup_), kLongestSlot);
        }
    }

    void end(std::string_view reason) {
        next_.reset();
        stop_saying();
        actions_.push_back(StopTimer{});
        actions_.push_back(HangUp{});
        phase_ = Phase::ended;
        report_.robot_hung_up = true;
        report_.reason = reason;
    }

    void stop_saying() {
        if (phase_ != Phase::speaking) return;
        phase_ = Phase::waiting;
        transcript_.robot_ends(now_);
        actions_.push_back(StopSaying{});
    }

    /// Never later than the end of the longest call.
    void start_timer(Millis after) {
        Millis left = std::max(definition_->max_call - now_, 0ms);
        timer_is_limit_ = after >= left;
        actions_.push_back(StartTimer{++timer_, std::min(after, left)});
    }

    std::string value(std::string_view name) const {
        if (definition_->scope.slots.contains(name)) {
            auto slot = report_.slots.find(std::string(name));
            return slot == report_.slots.end() ? "" : slot->second;
        }
        auto variable = definition_->scope.variables.find(name);
        auto given = values_.find(name);
        if (given != values_.end() && !given->second.empty()) return given->second;
        return variable == definition_->scope.variables.end() ? "" : variable->second.fallback.value_or("");
    }

    static bool is_digit(char key) { return key >= '0' && key <= '9'; }

    const DefinitionPtr definition_;
    const Values values_;
    const Lookup lookup_ = [this](std::string_view name) { return value(name); };

    Phase phase_ = Phase::ready;
    int state_;
    std::optional<int> next_;  // the state to enter before handle() returns
    uint64_t visit_ = 0;       // counts the states entered
    int no_input_left_ = 0, wrong_input_left_ = 0;

    Millis now_{0};
    Millis moment_{0};                // of the event that is being handled, as it was given
    std::optional<Millis> turn_end_;  // of the callee's turn that is not answered yet
    uint64_t timer_ = 0, playback_ = 0;
    bool timer_is_limit_ = false;

    uint64_t query_ = 0;                // counts the questions for shipments
    std::optional<ShipmentTold> told_;  // the answer to the last one, until it is used

    std::string entry_;       // digits collected so far
    std::string remembered_;  // keys for the next state that listens
    std::string last_key_;
    std::optional<char> late_end_key_;
    Millis late_until_{0};

    std::vector<Action> actions_;
    Transcript transcript_;
    Report report_;
};

}  // namespace

std::unique_ptr<Run> start(DefinitionPtr definition, Values values) {
    return std::make_unique<StateMachine>(std::move(definition), std::move(values));
}

}  // namespace tiller::dialogue
