#pragma once
// Words that machines say when they answer, and people do not.
#include <span>
#include <string>
#include <string_view>

#include "answering/verdict.h"
#include "model/listening.h"

namespace tiller::answering {

struct Phrase {
    std::string_view words;  // lower case, blanks between them, no marks
    Who who;
    bool is_sure;  // false: a person may say it too ("he is not available"); it counts in a long greeting only
};

/// Of a BCP 47 tag's language: en, es, id. Empty: no words are known.
std::span<const Phrase> phrases_of(std::string_view language);

/// What a recognizer is to listen for beside the greeting: any words, or those of the phrases at least that are long and unlike what people
/// say who answer.
Listening words_of_machines(std::string_view language);

/// The first phrase of the language in `text`, whole words only, however it is written. Null: none.
const Phrase* find_phrase(std::string_view text, std::string_view language);

}  // namespace tiller::answering
