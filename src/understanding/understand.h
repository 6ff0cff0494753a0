#pragma once
// From the words that a callee said to what was meant.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "model/listening.h"
#include "understanding/values.h"

namespace tiller::understanding {

/// What may be meant at a moment. Immutable, and shared by all calls.
struct Expectation {
    std::string language;         // BCP 47; one without built-ins understands the phrases that are given
    std::vector<Intent> intents;  // of two that fit equally well the first is meant
    std::optional<Question> question{};
};

struct Understood {
    int intent = -1;                   // index; -1: none
    std::optional<std::string> value;  // of the question
    bool is_between = true;            // the value is within its bounds
    double confidence = 0;             // 0 to 1: of the recognizer, less for each word that means nothing here

    bool empty() const { return intent < 0 && !value; }
};

/// How it is decided: a phrase may stand among other words, if it is a good part of them; the longest is meant. Not if a
/// negation stands right before it. Of "yes" and "no" the first word counts. An intent and a value that overlap: the
/// longer one; apart from each other both are told ("no, friday").
/// `confidence` is the recognizer's. Without `today` relative dates mean nothing.
Understood understand(const Expectation& expectation, std::string_view text, double confidence,
                      std::optional<Date> today);

/// An intent out of phrases.
Intent make_intent(std::string name, const std::vector<Phrase>& phrases);
/// Null if the language has none of that name.
const std::vector<Phrase>* built_in_phrases(std::string_view language, std::string_view name);
const Intent* built_in(std::string_view language, std::string_view name);

/// For recognizers that hear only what they expect.
GrammarPtr make_grammar(const Expectation& expectation);
/// Whether such a recognizer could hear all of it: no names, no "any words".
bool fits_grammar(const Expectation& expectation);

}  // namespace tiller::understanding
