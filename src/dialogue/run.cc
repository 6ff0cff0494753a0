#include "dialogue/run_machine.h"

#include <algorithm>

#include "base/text.h"
#include "dialogue/shipment_words.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;

/// Of a slot's value, which may be made of slots.
constexpr size_t kLongestSlot = 255;
/// States entered for one event. Checked dialogues stay below the number of their states (definition.h, invariant 4).
constexpr int kMostSteps = 1000;

}  // namespace

std::vector<Action> StateMachine::handle(const Event& event, Millis at) {
    actions_.clear();
    entered_.clear();
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

Report StateMachine::report() const {
    Report report = report_;
    report.transcript = transcript_.turns();
    report.talk_rounds = transcript_.callee_turns();
    report.end_state = state().name;
    return report;
}

void StateMachine::on(const Answered&) {
    if (phase_ != Phase::ready) return;
    if (definition_->opening_pause == 0ms) return begin();
    phase_ = Phase::opening;
    const int hearing = first_hearing(*definition_).state;
    if (hearing != kHangUp) want(talk_.await(*definition_, definition_->states[static_cast<size_t>(hearing)]));
    start_timer(definition_->opening_pause);
}

void StateMachine::begin() {
    phase_ = Phase::waiting;
    start_timer(definition_->max_call - now_);
    next_ = definition_->start;
}

void StateMachine::on(const PlaybackDone& done) {
    if (phase_ != Phase::speaking || done.playback != playback_) return;
    transcript_.robot_ends(now_);
    model_.said();
    after_prompt();
}

void StateMachine::on(const TimerFired& fired) {
    if (fired.timer != timer_ || phase_ == Phase::ready) return;
    if (timer_is_limit_) return end("time_limit");
    if (phase_ == Phase::opening) {
        if (greeted_since_) transcript_.heard(unknown_words(*greeted_since_, now_));
        return begin();
    }
    if (state().shipment) return take(state().shipment->failed, "completed");
    if (model_.is_open()) return model_is_late();
    if (entry_.empty()) {
        turn_end_.reset();
        try_again(state().no_input, no_input_left_, "no_input");
    } else {
        turn_end_ = moment_;
        finish_entry();
    }
}

void StateMachine::on(const HungUp&) {
    drop_unconfirmed();
    transcript_.robot_ends(now_);
    if (phase_ != Phase::ready) actions_.push_back(StopTimer{});
    phase_ = Phase::ended;
    report_.reason = "callee";
}

void StateMachine::on(const ShipmentTold& told) {
    if (told.query != query_ || phase_ == Phase::ready || !state().shipment || told_) return;
    told_ = told;
    if (phase_ == Phase::waiting) use_told();
}

void StateMachine::enter() {
    state_ = *next_;
    next_.reset();
    ++visit_;
    entered_.push_back(state().name);
    entry_.clear();
    no_input_left_ = state().no_input.repeat;
    wrong_input_left_ = state().wrong_input.repeat;
    apply(state().effects);
    want(talk_.enter(*definition_, state()));
    model_.enter(*definition_, state(), state().say.plain(lookup_), now_);
    parting_ = nullptr;
    ask_shipment();
    static const Prompt kNothing;
    const Prompt* before = std::exchange(before_opening_, nullptr);
    speak({before ? before : &kNothing, &state().say});
}

void StateMachine::ask_shipment() {
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

void StateMachine::use_told() {
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

void StateMachine::speak(std::span<const Prompt* const> prompts, bool slowly) {
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
    if (slowly) add_pauses(utterance.segments);
    start_timer(definition_->max_call - now_);
    phase_ = Phase::speaking;
    transcript_.robot_begins(std::move(text), now_);
    actions_.push_back(Say{++playback_, std::move(utterance), std::exchange(turn_end_, std::nullopt)});
}

void StateMachine::after_prompt() {
    phase_ = Phase::waiting;
    if (state().model && go_on_with_model()) return;
    if (leaving_) {
        Leaving leaving = *std::exchange(leaving_, std::nullopt);
        return go_to(leaving.target, leaving.reason);
    }
    const State& at = state();
    if (at.listens()) {
        use_remembered();
        if (early_ && !next_ && phase_ == Phase::waiting) {
            const Heard early = *std::exchange(early_, std::nullopt);
            return react(early.text, talk_.react(early.text, early.confidence), now_);
        }
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

const Transition& StateMachine::chosen_branch() const {
    const auto& branches = state().branches;
    auto chosen = std::find_if(branches.begin(), branches.end(), [&](const Branch& branch) {
        return !branch.when || holds(*branch.when, lookup_, last_key_);
    });
    return chosen->go;  // the last has no condition
}

const Prompt* StateMachine::question() {
    if (state().model) last_words_ = model_.last_words();
    if (state().model && !last_words_.empty()) return &last_words_;
    return talk_.is_confirming() ? &state().speech->ask->confirm : &state().say;
}

void StateMachine::try_again(const Retry& retry, int& left, std::string_view reason) {
    entry_.clear();
    if (left-- <= 0) return take(retry.then, reason);
    speak({&retry.say, question()});
}

void StateMachine::take(const Transition& way, std::string_view reason) {
    apply(way.effects);
    go_to(way.target, reason);
}

void StateMachine::go_to(int target, std::string_view reason) {
    drop_unconfirmed();
    stop_asking();
    if (target == kHangUp) return end(reason);
    next_ = target;
}

void StateMachine::apply(const Effects& effects) {
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

void StateMachine::end(std::string_view reason) {
    next_.reset();
    drop_unconfirmed();
    stop_asking();
    stop_saying();
    actions_.push_back(StopTimer{});
    actions_.push_back(HangUp{});
    phase_ = Phase::ended;
    report_.robot_hung_up = true;
    report_.reason = reason;
}

void StateMachine::stop_saying() {
    if (phase_ != Phase::speaking) return;
    phase_ = Phase::waiting;
    early_.reset();
    transcript_.robot_ends(now_);
    model_.stopped();
    actions_.push_back(StopSaying{});
}

void StateMachine::start_timer(Millis after) {
    Millis left = std::max(definition_->max_call - now_, 0ms);
    timer_is_limit_ = after >= left;
    actions_.push_back(StartTimer{++timer_, std::min(after, left)});
}

std::string StateMachine::value(std::string_view name) const {
    if (definition_->scope.slots.contains(name)) {
        auto slot = report_.slots.find(std::string(name));
        return slot == report_.slots.end() ? "" : slot->second;
    }
    auto variable = definition_->scope.variables.find(name);
    auto given = values_.find(name);
    if (given != values_.end() && !given->second.empty()) return given->second;
    return variable == definition_->scope.variables.end() ? "" : variable->second.fallback.value_or("");
}

std::unique_ptr<Run> start(DefinitionPtr definition, Values values, std::optional<Date> today) {
    return std::make_unique<StateMachine>(std::move(definition), std::move(values), today);
}

}  // namespace tiller::dialogue
