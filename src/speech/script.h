#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tiller::speech {

/// A piece of text in one script.
struct ScriptRun {
    std::string text;
    std::string language;  // that is written so, or empty: the utterance's own

    bool operator==(const ScriptRun&) const = default;
};

/// Cuts text where its script changes to one that `language` is not written in: 李伟 in an English prompt is Chinese.
/// Latin letters, digits and punctuation never begin a foreign run, for every voice reads them.
std::vector<ScriptRun> split_scripts(std::string_view text, std::string_view language);

}  // namespace tiller::speech
