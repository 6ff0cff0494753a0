#pragma once
#include <map>
#include <mutex>
#include <tuple>

#include "dialogue/dialogue.h"
#include "guard/evaluate.h"
#include "store/store.h"

namespace tiller::dialer {

/// Published robots, loaded once: versions never change. Safe from any thread.
class Robots {
  public:
    explicit Robots(store::Store& store) : store_(store) {}
    /// Null if there is no such version, or it no longer loads (told in the log).
    dialogue::DefinitionPtr find(int64_t account, const std::string& robot, int64_t version);

    /// What a robot says before it first listens, for the guard; nothing if it cannot be loaded.
    std::optional<guard::FirstWords> first_words(int64_t account, const std::string& robot, int64_t version);

  private:
    store::Store& store_;
    std::mutex mutex_;
    std::map<std::tuple<int64_t, std::string, int64_t>, dialogue::DefinitionPtr> loaded_;
};

}  // namespace tiller::dialer
