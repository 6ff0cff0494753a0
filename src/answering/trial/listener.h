#pragma once
// Words of sample calls, heard by the recognizer within this program as a call would hear them.
#include <memory>

#include "answering/trial/sample_call.h"
#include "base/result.h"
#include "hearing/recognizer.h"

namespace tiller::answering::trial {

/// Thread rule: one thread.
class Listener {
  public:
    /// Error: not_found, when the recognizer's model is not installed.
    static Result<std::unique_ptr<Listener>> open();

    /// Fills the words of the call, if its language is one that the recognizer hears.
    void hear(SampleCall& call) const;

  private:
    explicit Listener(std::shared_ptr<hearing::Recognizer> recognizer) : recognizer_(std::move(recognizer)) {}

    const std::shared_ptr<hearing::Recognizer> recognizer_;
};

}  // namespace tiller::answering::trial
