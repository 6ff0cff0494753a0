#pragma once
// Phrases as a machine that goes over words: which of the words that were said are one of the phrases.
#include <optional>
#include <string>
#include <vector>

#include "understanding/phrase.h"

namespace tiller::understanding {

/// A part of the words: from `from` to before `end`.
struct Span {
    size_t from = 0, end = 0;
    size_t size() const { return end - from; }
    bool overlaps(const Span& other) const { return from < other.end && other.from < end; }
    bool operator==(const Span&) const = default;
};

/// A machine without memory (Thompson's construction): as many steps as words and states, whatever the phrase.
/// Immutable once all phrases are added; compares words without their accents.
class Matcher {
  public:
    Matcher() : states_(2) {}
    void add(const Phrase& phrase);

    /// The longest run of `words` (folded) that is one of the phrases, of equal ones the first.
    std::optional<Span> find(const std::vector<std::string>& words) const;
    /// Words that are a whole phrase of both, if there are any; "…" stands for any words.
    friend std::optional<std::string> common_phrase(const Matcher& a, const Matcher& b);

  private:
    static constexpr int kStart = 0, kEnd = 1;
    struct Step {
        enum class By { nothing, word, any };
        By by = By::nothing;
        std::string word;  // folded
        size_t to = 0;
    };
    using Set = std::vector<bool>;

    size_t new_state();
    void build(const Phrase& phrase, size_t from, size_t to);
    /// Adds a state with all that can be come to from it without a word.
    void enter(Set& set, size_t state) const;

    std::vector<std::vector<Step>> states_;
};

std::optional<std::string> common_phrase(const Matcher& a, const Matcher& b);

}  // namespace tiller::understanding
