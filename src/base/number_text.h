#pragma once
// Telephone numbers as address books, spreadsheets and chat programs hand them over: with marks that nobody sees.
#include <string>
#include <string_view>

namespace tiller {

/// `text` without what is not seen in it, and with the digits of every script, and a plus of any width, in ASCII.
/// Dropped are marks of direction, zero-width and other invisible characters, variation selectors, and blanks that only
/// typesetters use (no-break, thin, ideographic). What can be seen stays, ASCII blanks too: whether it belongs in a
/// number is decided by who reads it. A text that is not UTF-8 comes back as it is.
std::string plain_number_text(std::string_view text);

}  // namespace tiller
