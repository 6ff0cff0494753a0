#pragma once
// Text as words, the way callees say them and phrases are written.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiller::understanding {

/// More than these at once is no answer: what follows is not looked at.
inline constexpr size_t kMostWords = 100;

/// Lower case, without punctuation; an apostrophe within a word stays ("don't"), and so do `.` `,` `:` `/` `-` between
/// figures ("1,500.25", "9:30", "2026-03-01"). Signs of currencies are words. Bytes that are no UTF-8 separate words.
std::vector<std::string> to_words(std::string_view text);

/// Without accents ("sí" → "si", "mañana" → "manana"): recognizers and people who type leave them out.
std::string fold(std::string_view word);
/// Whether a word that is folded is the one that a table spells in full.
bool is_same_word(std::string_view folded, std::string_view spelled);
bool is_one_of(std::span<const std::string_view> spelled, std::string_view folded);
std::vector<std::string> fold_all(const std::vector<std::string>& words);

/// A letter of any script, as far as it can be told without tables: no figure, no punctuation, no blank.
bool is_letter(uint32_t character);

/// Whether the word begins with a figure.
bool is_figures(std::string_view word);

std::string join(const std::vector<std::string>& words, size_t from, size_t end);

}  // namespace tiller::understanding
