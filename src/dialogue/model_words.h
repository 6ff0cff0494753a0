#pragma once
// What a model writes, piece by piece, as sentences that can be spoken.
#include <string>
#include <string_view>
#include <vector>

namespace tiller::dialogue {

/// Not thread-safe.
/// Invariants:
///  1. Each character that is spoken comes in one sentence, in its order; marks of layout (Markdown, emoji, line breaks) are
///     left out.
///  2. What models think aloud before they answer, between <think> and </think>, is not spoken.
class SentenceCutter {
  public:
    static constexpr size_t kLongest = 300;  // bytes of a sentence; then it is cut after a comma or a blank

    /// The sentences that are whole now. A mark ends one once a blank follows it: "10.30" and "Dr. Ruiz" are not cut.
    std::vector<std::string> take(std::string_view piece);
    /// The text is over: what is left, maybe nothing.
    std::vector<std::string> rest();

  private:
    /// False: it thinks, or may begin to.
    bool skip_thoughts();
    void cut_long(std::vector<std::string>& sentences);

    std::string text_;  // not yet whole
    bool has_begun_ = false, thinks_ = false;
};

/// `text` without marks of layout and control characters, blanks folded; what is not valid UTF-8 is left out.
std::string speakable(std::string_view text);

}  // namespace tiller::dialogue
