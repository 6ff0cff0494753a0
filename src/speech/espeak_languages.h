#pragma once
// Which espeak-ng voice speaks a language. Our own table: espeak-ng's search by name fails for some tags, picks a bad
// voice for others (its default Mandarin reads pinyin as English) and keeps the voice before it when it knows none.
#include <string>
#include <string_view>
#include <vector>

namespace tiller::speech {

/// The voice for a BCP 47 tag, by the longest prefix of the tag that is listed ("es-AR" → es-419); empty if none.
std::string_view espeak_voice(std::string_view language);

/// All tags of the table.
std::vector<std::string> espeak_languages();

/// Why a language cannot be spoken at all, for a user: names Filipino's case, which people expect to work.
std::string why_not_spoken(std::string_view language);

}  // namespace tiller::speech
