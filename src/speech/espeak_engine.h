#pragma once
// Many languages, by the helper program tiller-espeak (its protocol: espeak-helper/README.md). A process of its own
// because espeak-ng is GPL and not thread-safe.
//
// Thread rule: safe from any thread; requests take turns. The helper is started by the first one.
// Invariants:
//   1. A helper that died, hung or answered nonsense is killed, and never asked again; the next request starts another.
//   2. A request is tried at most twice.
#include <chrono>
#include <mutex>

#include "speech/helper_process.h"
#include "speech/speech.h"

namespace tiller::speech {

class EspeakEngine final : public Engine {
  public:
    explicit EspeakEngine(std::string helper_path, std::chrono::milliseconds timeout = std::chrono::seconds(10));

    std::string name() const override { return "espeak-ng"; }
    bool speaks(std::string_view language) const override;
    std::vector<std::string> languages() const override;
    /// "espeak" is the language's own voice; m1 … m7 and f1 … f5 are male and female variants of it.
    std::vector<std::string> voices() const override;
    Result<void> check() override;
    Result<Audio> synthesize(const std::string& text, const std::string& language, const std::string& voice) override;

    /// Of the running helper, −1 if there is none: for tests and `describe`.
    pid_t helper_pid() const;

  private:
    struct Reply {
        uint32_t status = 0, rate = 0;
        std::vector<char> body;
    };
    Result<Reply> ask(const std::string& voice, const std::string& text);
    bool exchange(const std::string& request, Reply& reply);

    const std::string path_;
    const std::chrono::milliseconds timeout_;
    mutable std::mutex mutex_;
    HelperProcess helper_;  // under mutex_
};

}  // namespace tiller::speech
