#include "rehearsal/rehearsal.h"

#include <algorithm>

#include "base/text.h"
#include "speech/spell/spell.h"

namespace tiller::rehearsal {
namespace {

/// About what a voice takes.
Millis speaking_time(const Utterance& utterance) {
    constexpr Millis kOfCharacter{65};
    Millis time{200};
    for (const Segment& segment : utterance.segments) {
        auto pause = segment.kind == Segment::Kind::pause ? parse_integer(segment.value) : std::nullopt;
        time += pause ? Millis(*pause) : kOfCharacter * static_cast<int64_t>(utf8_length(segment.value));
    }
    return time;
}

/// Words and values with one blank between them where they need one.
std::string spell(const Utterance& utterance) {
    std::string text;
    for (const Segment& segment : utterance.segments) {
        if (segment.kind == Segment::Kind::pause) continue;
        std::string words =
            segment.kind == Segment::Kind::text ? segment.value : speech::spell(segment, utterance.language);
        bool after_sentence = text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
        if (after_sentence && !words.starts_with(' ')) text += ' ';
        text += words;
    }
    return std::string(trim(text));
}

}  // namespace

Rehearsal::Rehearsal(dialogue::DefinitionPtr robot, const Setting& setting)
    : parcel_(setting.parcel), run_(dialogue::start(std::move(robot), setting.row, setting.today)) {
    give(dialogue::Answered{});
    bool pauses = !ended() && run_->entered().empty();  // before the first words
    if (pauses) be_silent();
    let_it_speak();
}

void Rehearsal::give(const dialogue::Event& event) {
    auto actions = run_->handle(event, now_);
    for (dialogue::Action& action : actions) {
        if (auto* say = std::get_if<dialogue::Say>(&action)) {
            playback_ = say->playback;
            speaks_ = true;
            speaks_until_ = now_ + speaking_time(say->utterance);
            auto transcript = run_->report().transcript;
            said_.push_back({transcript.back().text, spell(say->utterance)});
        } else if (auto* timer = std::get_if<dialogue::StartTimer>(&action)) {
            timer_ = timer->timer;
            timer_at_ = now_ + timer->after;
        } else if (auto* listen = std::get_if<dialogue::Listen>(&action)) {
            turn_ = listen->listening.turn;
            listens_ = true;
        } else if (std::holds_alternative<dialogue::StopListening>(action)) {
            listens_ = false;
        } else if (std::holds_alternative<dialogue::StopSaying>(action)) {
            speaks_ = false;
        } else if (auto* ask = std::get_if<dialogue::AskShipment>(&action)) {
            asked_ = *ask;
        } else if (auto* question = std::get_if<dialogue::AskModel>(&action)) {
            asked_model_ = std::move(*question);
        } else if (std::holds_alternative<dialogue::StopAsking>(action)) {
            asked_model_.reset();
        }
    }
}

void Rehearsal::let_it_speak() {
    while (!ended() && (speaks_ || asked_)) {
        if (asked_) {
            uint64_t query = asked_->query;
            asked_.reset();
            dialogue::ShipmentTold told =
                parcel_.value_or(dialogue::ShipmentTold{0, dialogue::ShipmentTold::Result::failed});
            told.query = query;
            give(told);
            continue;
        }
        speaks_ = false;
        now_ = std::max(now_, speaks_until_);
        give(dialogue::PlaybackDone{playback_});
    }
}

bool Rehearsal::say(std::string_view words, double confidence) {
    constexpr Millis kReactsAfter{400}, kOfCharacter{60};
    if (ended() || !listens_) return false;
    said_.clear();
    give(dialogue::SpeechBegan{turn_});
    Millis start = now_ + kReactsAfter;
    now_ = start + kOfCharacter * static_cast<int64_t>(utf8_length(words));
    give(dialogue::Heard{turn_, std::string(words), confidence, start, now_});
    let_it_speak();
    return true;
}

bool Rehearsal::press(std::string_view keys) {
    constexpr Millis kBetweenKeys{300};
    said_.clear();
    for (char key : keys) {
        if (std::string_view("0123456789*#ABCD").find(key) == std::string_view::npos) return false;
        now_ += kBetweenKeys;
        give(dialogue::Digit{key});
    }
    let_it_speak();
    return true;
}

bool Rehearsal::model_answers(ModelLines lines) {
    if (ended() || !asked_model_) return false;
    const uint64_t question = asked_model_->question;
    for (const ModelCall& call : lines.calls) {
        const auto& tools = asked_model_->what.tools;
        if (std::ranges::find(tools, call.name, &ModelTool::name) == tools.end())
            lines.fails = "it calls a tool that it was not offered";
    }
    if (!lines.text.empty()) give(dialogue::ModelTold{question, lines.text});
    if (asked_model_ && asked_model_->question == question) {
        asked_model_.reset();
        dialogue::ModelTold end{.question = question, .is_over = true, .why = lines.fails};
        if (lines.fails.empty()) end.answer = ModelAnswer{.text = lines.text, .calls = std::move(lines.calls)};
        give(end);
    }
    let_it_speak();
    return true;
}

void Rehearsal::be_silent() {
    said_.clear();
    now_ = std::max(now_, timer_at_);
    give(dialogue::TimerFired{timer_});
    let_it_speak();
}

void Rehearsal::hang_up() { give(dialogue::HungUp{}); }

std::string Rehearsal::meaning() const {
    auto transcript = run_->report().transcript;
    for (auto turn = transcript.rbegin(); turn != transcript.rend(); ++turn) {
        if (turn->role == dialogue::Turn::Role::callee) return turn->meaning;
    }
    return "";
}

}  // namespace tiller::rehearsal
