#pragma once
// Two recognizers as one, so that a call goes on when an engine from outside does not.
#include <memory>

#include "hearing/recognizer.h"

namespace tiller::engines {

/// Each utterance goes to `first`; if that cannot begin, or fails, or is late by its own time-out, `second` hears the
/// same utterance from its beginning. What `first` does not know goes to `second` at once. Where both fail, the error is
/// that of `first`.
std::unique_ptr<hearing::Recognizer> with_fallback(std::shared_ptr<hearing::Recognizer> first,
                                                   std::shared_ptr<hearing::Recognizer> second);

}  // namespace tiller::engines
