#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::hearing {

/// How English words are spoken, in the phones of the acoustic model: the CMU dictionary.
/// Thread rule: immutable.
class Pronunciations {
  public:
    /// The file's format: a line a pronunciation, `word PH PH …`, further ones of a word as `word(2) PH …`.
    /// Errors: not_found (no such file), invalid (nothing in it).
    static Result<std::shared_ptr<const Pronunciations>> open(const std::string& path);
    static std::shared_ptr<const Pronunciations> parse(std::string text);

    /// All pronunciations of a lower-case word, the usual one first; none: it is not known.
    std::vector<std::string_view> find(std::string_view word) const;
    bool knows(std::string_view word) const { return !find(word).empty(); }
    size_t size() const { return entries_.size(); }

  private:
    struct Entry {
        std::string_view word, phones;
    };
    explicit Pronunciations(std::string text);

    const std::string text_;
    std::vector<Entry> entries_;  // by word, those of a word in the file's order
};

}  // namespace tiller::hearing
