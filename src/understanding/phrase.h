#pragma once
// What may be said, in a small notation: "(tomorrow|next week) [is] (fine|ok) [please]".
//
//   phrase  = part { part }
//   part    = word | "(" phrase { "|" phrase } ")" | "[" phrase { "|" phrase } "]" | "*"
//
// ( ) is one of them, [ ] may be left out, and * is any words or none. A | outside of parentheses parts whole phrases.
// A word is letters of any script, with apostrophes within it.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fault.h"

namespace tiller::understanding {

inline constexpr size_t kLongestPhrase = 200;  // characters
inline constexpr int kDeepestPhrase = 8;

struct Phrase {
    enum class Kind { word, any, sequence, choice, optional };
    Kind kind = Kind::sequence;
    std::string word;           // lower case
    std::vector<Phrase> parts;  // of an optional one, exactly one
};

/// Every phrase that comes out of here has a word that must be said.
std::variant<Phrase, Fault> parse_phrase(std::string_view text);

/// The right side of a JSGF rule. A recognizer of grammars hears no "any words": * is left out.
std::string to_jsgf(const Phrase& phrase);
bool has_any(const Phrase& phrase);

}  // namespace tiller::understanding
