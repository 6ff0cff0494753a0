#pragma once
// What is no fault of a robot, and yet may go wrong in a call.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "document/source_text.h"

namespace tiller::rehearsal {

/// Of these words, those that a recognizer has in no dictionary (hearing/sphinx/sphinx.h).
using UnknownWords = std::function<std::vector<std::string>(const std::vector<std::string>& words)>;

/// Of a robot that loads; with places in `yaml`.
std::vector<Fault> lint(std::string_view yaml);
/// The words that the robot expects and the recognizer within this program has to guess, each once, at their places.
std::vector<Fault> guessed_words(std::string_view yaml, const UnknownWords& unknown);

}  // namespace tiller::rehearsal
