#pragma once
// The process that runs a pack (speech-worker/README.md has the protocol).
//
// Thread rule: any thread; requests take turns.
// Invariants:
//   1. A worker that died, hung or answered nonsense is killed; the next request starts another, unless too many failed
//      in a row: then it is left alone for a while (Breaker).
//   2. A request is tried once: what has ended one worker would end the next, too.
#include <chrono>
#include <mutex>

#include "engines/engine_access.h"
#include "engines/packs/pack.h"
#include "speech/helper_process.h"

namespace tiller::engines {

/// Where the parts of packs are.
struct PackPrograms {
    std::string worker;          // the program tiller-speech-worker
    std::string library_folder;  // holds libsherpa-onnx-c-api.so and libonnxruntime.so
    Millis load_within{60'000};  // until a model is loaded
    Millis answer_within{10'000};
};

class PackWorker {
  public:
    PackWorker(const Pack& pack, const PackPrograms& programs, const Clock& clock);

    struct Reply {
        uint32_t rate = 0;
        std::string body;
    };
    /// An utterance (samples) or a text. Waits for its turn and for the answer. Errors: unavailable.
    Result<Reply> ask(std::string_view body);
    /// Loads the model now, if it is not. Errors: unavailable, why it cannot.
    Result<void> start();
    /// Of the running process, -1 if there is none: for tests.
    pid_t pid() const;

  private:
    Result<void> start_locked();
    Result<Reply> receive(speech::HelperProcess::Deadline deadline);

    const PackPrograms programs_;
    const std::shared_ptr<EngineAccess> access_;
    mutable std::mutex mutex_;
    speech::HelperProcess process_;  // under mutex_
};

}  // namespace tiller::engines
