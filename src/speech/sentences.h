#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tiller::speech {

/// Cuts ASCII text into pieces of at most `most` bytes: after sentences where possible, else after commas, else between
/// words, else anywhere. Every piece has something to say in it; nothing but spaces is lost.
std::vector<std::string> cut_sentences(std::string_view text, size_t most);

}  // namespace tiller::speech
