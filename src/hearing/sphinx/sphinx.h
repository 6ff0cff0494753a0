#pragma once
// English words of a grammar, heard within this program: a bounded pool of pocketsphinx decoders.
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "hearing/recognizer.h"

namespace tiller::hearing {

struct SphinxOptions {
    std::string folder = "/usr/share/pocketsphinx/model/en-us";  // of the package pocketsphinx-en-us
    int threads = 1;
    int decoders = 8;  // utterances that are recognized at once; 8 to 10 MB each, made when first needed
};

/// Thread rule: any thread.
/// Invariants:
///   1. An utterance has a decoder from its first sound to its words. While all are in use, further ones wait, with what
///   is said kept, in the order in which they began: their words come later, nothing is lost.
///   2. Each utterance that is ended leads to one `on_words`, unless it was given up; closing answers `unavailable`.
class Sphinx : public Recognizer {
  public:
    /// Does not read the model yet. Error: not_found, when the package's files are not there.
    static Result<std::unique_ptr<Sphinx>> open(const SphinxOptions& options);
    /// Those of the words that are not in the dictionary: how they are spoken is guessed from their spelling.
    virtual std::vector<std::string> unknown_words(const std::vector<std::string>& words) const = 0;
};

}  // namespace tiller::hearing
