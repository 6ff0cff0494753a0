#pragma once
// Values as words, the way a person would say them. One file per language: spell_en.cc, spell_id.cc.
#include <string>
#include <string_view>

#include "model/utterance.h"

namespace tiller::speech {

/// The words for one segment in a language ("en", "id", with or without a region); an unknown language uses the value
/// as it is. A value that is not of its kind (an amount that is no number) is spoken as plain text.
std::string spell(const Segment& segment, std::string_view language);

}  // namespace tiller::speech
