#pragma once
#include <string>
#include <string_view>

namespace tiller::engines {

/// What an engine wrote down, as a grammar writes it: lower case, words with single spaces between them, without
/// punctuation. Apostrophes within words stay, and so do the points and colons within numbers: "It's $1,250.50 at 10:30!"
/// → "it's 1250.50 at 10:30". What is not valid UTF-8 is left out.
std::string plain_words(std::string_view text);

}  // namespace tiller::engines
