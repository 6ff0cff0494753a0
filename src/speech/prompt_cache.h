#pragma once
// Prompts by what they say: memory first, then files, then the engine, each prompt made once.
//
// Thread rule: safe from any thread. `get` may block while another thread makes the same prompt.
// Invariants:
//   1. While a prompt is in memory everybody gets the same AudioPtr.
//   2. Memory holds at most `memory_bytes`; what was used longest ago goes first. Calls that still play it
//      keep it alive.
//   3. At most one thread makes a given prompt at any time.
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/audio.h"
#include "base/result.h"
#include "speech/prompt_files.h"

namespace tiller::speech {

struct PromptKey {
    std::string engine, voice, language, text;
};

class PromptCache {
  public:
    enum class Keep {
        memory,  // values of one person: many, and nobody's business on disk
        disk,    // fixed texts
    };

    /// `files` may be null: memory only.
    PromptCache(std::unique_ptr<PromptFiles> files, size_t memory_bytes)
        : files_(std::move(files)), memory_bytes_(memory_bytes) {}

    /// The prompt, made by `make` if it is nowhere. A failure goes to all who wait for it and is not remembered.
    Result<AudioPtr> get(const PromptKey& key, Keep keep, const std::function<Result<Audio>()>& make);

    /// Bytes in memory.
    size_t bytes() const;
    static std::string hex_of(const PromptKey& key);

  private:
    struct Entry {
        AudioPtr audio;
        std::list<std::string>::iterator place;
    };
    struct Making {
        std::optional<Result<AudioPtr>> result;
    };
    Result<AudioPtr> find_or_make(const std::string& hex, Keep keep, const std::function<Result<Audio>()>& make);
    void remember(const std::string& hex, const AudioPtr& audio);

    const std::unique_ptr<PromptFiles> files_;
    const size_t memory_bytes_;
    mutable std::mutex mutex_;
    std::condition_variable made_;
    std::unordered_map<std::string, Entry> entries_;                   // under mutex_
    std::list<std::string> by_use_;                                    // under mutex_; latest first
    std::unordered_map<std::string, std::shared_ptr<Making>> making_;  // under mutex_
    size_t bytes_ = 0;                                                 // under mutex_
};

}  // namespace tiller::speech
