#pragma once
// Unicode for speech: lenient reading of UTF-8, the script of a letter, and Latin letters without their marks.
#include <string>
#include <string_view>

namespace tiller::speech {

/// The characters of `utf8`. Text comes from people's files: what is not valid UTF-8 becomes U+FFFD, never an error.
std::u32string to_characters(std::string_view utf8);
void append_utf8(std::string& out, char32_t character);

/// Valid UTF-8 on one line: broken sequences dropped, control characters and line ends as single spaces, trimmed.
/// Engines get nothing else (in espeak-ng a control character begins a command).
std::string one_line(std::string_view text);

/// A letter that is neither a mark nor punctuation nor a digit, as far as speech can tell.
bool is_letter(char32_t c);
/// Lower case for ASCII and the Latin letters of Europe; other characters stay.
char32_t lower_letter(char32_t c);

/// Plain ASCII that sounds like `text` to an English voice: "José Müller – 2nd" → "Jose Muller , 2nd". Characters of
/// other scripts and symbols are left out.
std::string fold_to_ascii(std::string_view text);

}  // namespace tiller::speech
