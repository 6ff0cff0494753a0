#pragma once
// English, in process, by flite.
//
// Thread rule: safe from any thread; one synthesis at a time in the whole process (see flite/flite_voices.h), which is
// about a hundred times faster than speech.
#include "speech/speech.h"

namespace tiller::speech {

class FliteEngine final : public Engine {
  public:
    std::string name() const override { return "flite"; }
    bool speaks(std::string_view language) const override;
    std::vector<std::string> languages() const override { return {"en"}; }
    std::vector<std::string> voices() const override;
    /// What is not ASCII is folded to it first; text of which nothing is left gives empty audio.
    Result<Audio> synthesize(const std::string& text, const std::string& language, const std::string& voice) override;
};

/// How an English word is spoken as its spelling tells, in phones of the CMU set ("K OW B OW"): for words that no
/// dictionary has. Empty for what is no word of a-z. Thread rule: as above.
std::string spelled_phones(std::string_view word);

}  // namespace tiller::speech
