#pragma once
#include <string>
#include <string_view>

namespace tiller {

/// What someone else wrote, fit for records, logs and terminals: control characters, line and paragraph separators
/// become spaces, what turns the direction of writing or is not to be seen (Unicode's Bidi_Control, byte order marks,
/// tags) goes, bytes that are no UTF-8 become U+FFFD. At most `most` characters.
std::string printable(std::string_view text, size_t most = 500);

/// The same for a text of several lines, however long: line feeds stay.
std::string printable_lines(std::string_view text);

/// JSON with the same meaning, where `printable` would have changed something in a string: an escape stands for it.
std::string printable_json(std::string_view json);

}  // namespace tiller
