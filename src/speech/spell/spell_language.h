#pragma once
// What a language must know to spell values. A new language is one file with these functions and one line in spell.cc.
#include <chrono>
#include <string>
#include <string_view>

#include "speech/decimal.h"

namespace tiller::speech {

/// A word of a text that may be a short form.
struct AddressWord {
    std::string_view word;  // lower case, without its dot
    bool has_dot = false;
    bool before_number = false;  // a number comes next
    bool before_name = false;    // a word with a capital comes next
};

/// Pure functions; the values they get have been read and checked.
struct Speller {
    std::string_view language;  // primary subtag of BCP 47
    std::string_view home;      // ISO 3166: whose numbers are meant that begin with 0; empty: the language tells none
    std::string (*number)(const Decimal& value);
    std::string (*amount)(const Decimal& value, std::string_view unit);  // unit as given, may be unknown or empty
    std::string (*date)(std::chrono::year_month_day day);
    std::string (*time)(int hour, int minute);
    /// One character of a code: '0'–'9', '+', '*', '#'. Empty: it is not said.
    std::string_view (*digit)(char c);
    /// The full form of a title or kind of company ("mr" → "Mister"); `word` is lower case without dots. Empty: none.
    std::string_view (*abbreviation)(std::string_view word);
    /// The full form of what addresses are full of; empty: none.
    std::string_view (*address_form)(const AddressWord& word);
};

extern const Speller kEnglish;
extern const Speller kIndonesian;

/// Words with single spaces between them.
class Words {
  public:
    Words& add(std::string_view word) {
        if (word.empty()) return *this;
        if (!text_.empty()) text_ += ' ';
        text_ += word;
        return *this;
    }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

/// A text of a row with the short forms of addresses and companies in full: "Jl. Sudirman No. 5" (spell_text.cc).
std::string spell_text(std::string_view text, const Speller& speller);

/// A person's or company's name as it is said: initials and abbreviations as letters, ALL CAPS as a name
/// (spell_name.cc).
std::string spell_name(std::string_view name, const Speller& speller);

}  // namespace tiller::speech
