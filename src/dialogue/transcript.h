#pragma once
// What was said and pressed, as it happened.
#include <vector>

#include "dialogue/dialogue.h"

namespace tiller::dialogue {

/// Something that the callee said, by words that nobody knows.
Turn unknown_words(Millis start, Millis end);
/// The same, by what was heard of it.
Turn callee_turn(const Heard& heard, Millis start, Millis end, std::string meaning);

/// Invariant: at most the last turn of the robot is open, and an open turn's end is its start.
class Transcript {
  public:
    void robot_begins(std::string text, Millis at);
    /// The robot's open turn, if there is one, ends.
    void robot_ends(Millis at);
    /// Keys of one `visit` of a state with little time between them are one turn: "[14]".
    void key(char key, uint64_t visit, Millis at);
    void heard(Turn turn);

    const std::vector<Turn>& turns() const { return turns_; }
    int callee_turns() const;

  private:
    static constexpr Millis kSameEntry{5000};

    std::vector<Turn> turns_;
    size_t robot_turn_ = 0;
    bool robot_speaks_ = false;
    bool ends_with_keys_ = false;
    uint64_t visit_of_keys_ = 0;
};

}  // namespace tiller::dialogue
