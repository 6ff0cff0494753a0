#include "dialogue/transcript.h"

#include <algorithm>

namespace tiller::dialogue {

Turn unknown_words(Millis start, Millis end) { return {Turn::Role::callee, "[?]", start, end, 0}; }

Turn callee_turn(const Heard& heard, Millis start, Millis end, std::string meaning) {
    Turn turn = unknown_words(start, end);
    if (!heard.text.empty()) turn.text = heard.text;
    turn.confidence = heard.confidence;
    turn.meaning = std::move(meaning);
    return turn;
}

void Transcript::robot_begins(std::string text, Millis at) {
    robot_ends(at);
    robot_turn_ = turns_.size();
    robot_speaks_ = true;
    ends_with_keys_ = false;
    turns_.push_back({Turn::Role::robot, std::move(text), at, at});
}

void Transcript::robot_ends(Millis at) {
    if (robot_speaks_) turns_[robot_turn_].end = at;
    robot_speaks_ = false;
}

void Transcript::key(char key, uint64_t visit, Millis at) {
    if (ends_with_keys_ && visit_of_keys_ == visit && at - turns_.back().end <= kSameEntry) {
        std::string& text = turns_.back().text;
        text.insert(text.size() - 1, 1, key);
        turns_.back().end = at;
        return;
    }
    turns_.push_back({Turn::Role::callee, {'[', key, ']'}, at, at});
    ends_with_keys_ = true;
    visit_of_keys_ = visit;
}

void Transcript::heard(Turn turn) {
    turns_.push_back(std::move(turn));
    ends_with_keys_ = false;
}

int Transcript::callee_turns() const {
    return static_cast<int>(
        std::count_if(turns_.begin(), turns_.end(), [](const Turn& turn) { return turn.role == Turn::Role::callee; }));
}

}  // namespace tiller::dialogue
