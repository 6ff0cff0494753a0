#pragma once
// SSML in prompts and in the values that they speak: what of W3C's Speech Synthesis Markup Language 1.1 the voices can
// do. The rest is refused, so that nobody hears less than was written.
//
//   <speak>  round the whole; may be left out
//   <break time="500ms"/>, <break strength="weak"/>            a silence, at most 10 s
//   <p>, <s>                                                   a paragraph, a sentence: a silence after it
//   <say-as interpret-as="date">                               how a text or value is spoken
//   <sub alias="World Wide Web Consortium">W3C</sub>           other words than are written
//
// Read by expat as XML 1.0 without a document type, hence without entities of its own, and without processing
// instructions.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "model/utterance.h"

namespace tiller::dialogue {

/// Does the text hold a tag? "3 < 4" and "AT&T" do not.
bool holds_markup(std::string_view text);

/// A run of words, or a silence.
struct SsmlPart {
    std::string text;
    std::optional<Segment::Kind> kind;  // as `say-as` wants it; Kind::pause: `text` has milliseconds
    size_t offset = 0;                  // of the run in the source
};
struct Ssml {
    std::vector<SsmlPart> parts;
    std::optional<Fault> fault;  // the first; the parts before it are good
};

/// A whole prompt's text, with or without <speak>.
Ssml read_ssml(std::string_view text);
/// What a value may bring into a prompt: the inside of a <speak>.
Ssml read_ssml_value(std::string_view value);

/// Why a value cannot be spoken in a prompt that is SSML; nothing if it can.
std::optional<std::string> ssml_value_fault(std::string_view value);

}  // namespace tiller::dialogue
