#pragma once
// A prompt: fixed text with places for values, as in "Hello {Debtor}, you owe {Arrears}."; it may be SSML (ssml.h).
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "dialogue/names.h"
#include "model/utterance.h"

namespace tiller::dialogue {

/// Finds the value of a variable or a slot; empty if the call has none.
using Lookup = std::function<std::string(std::string_view name)>;

struct Piece {
    std::string text;  // fixed text, blanks folded, or the milliseconds of a pause; or
    std::string name;  // the variable or slot to say,
    Segment::Kind kind = Segment::Kind::text;
    std::string unit;           // an amount's currency, or
    std::string unit_variable;  // the variable that holds it
    bool takes_markup = false;  // the prompt is SSML: so may be the value
    bool of_call = false;       // fixed text that is said in this call alone
};

struct Prompt {
    std::vector<Piece> pieces;

    bool empty() const { return pieces.empty(); }
    /// What is to be spoken; a value that is empty leaves nothing behind.
    std::vector<Segment> segments(const Lookup& lookup) const;
    /// The same as plain text with the raw values, for transcripts and slots.
    std::string plain(const Lookup& lookup) const;
};

/// A pause after each sentence and each part of one, for who finds it too fast.
void add_pauses(std::vector<Segment>& segments);

/// Parses `{Name}`, `{Name:kind}`, `{{` and `}}`, round them SSML if the text holds a tag, and adds the pieces to
/// `prompt`.
void parse_prompt(std::string_view text, const Scope& scope, Prompt& prompt, std::vector<Fault>& faults);

}  // namespace tiller::dialogue
