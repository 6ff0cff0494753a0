#pragma once
#include <memory>
#include <vector>

#include "base/mailbox.h"
#include "hearing/hearing.h"

namespace tiller::hearing {

/// What hearing threads are given to do.
using Errands = Mailbox<std::function<void()>>;

/// Words of all that a party says, beside what is listened for: for who watches a call.
///
///   quiet ──speech──► an utterance under way ──kPause without speech──► quiet   kMost of them, at most kLongest in all
///
/// Thread rule: the ear's hearing thread; recognizers answer by errands to it.
/// Invariants:
///   1. Nothing waits for these words, and an utterance that nobody recognizes is none.
///   2. Once the watcher wants no more words, none are looked for.
class Following : public std::enable_shared_from_this<Following> {
  public:
    /// `recognizers`: the best first.
    Following(Listening words, std::vector<std::shared_ptr<Recognizer>> recognizers,
              std::shared_ptr<FrameWatcher> watcher, std::shared_ptr<Errands> errands);

    /// 20 ms that the watcher has seen.
    void take(std::span<const int16_t> samples, bool is_speech);
    bool is_over() const { return over_; }

  private:
    class Reply;
    static constexpr size_t kPreRoll = 10 * 160;  // samples before the speech that belong to it
    static constexpr int kPause = 35, kMost = 4;  // frames
    static constexpr size_t kLongest = 20 * 8000;

    void begin();
    void end();
    void tell(const Words& words);

    const Listening words_;
    const std::vector<std::shared_ptr<Recognizer>> recognizers_;
    const std::shared_ptr<FrameWatcher> watcher_;
    const std::shared_ptr<Errands> errands_;
    std::vector<int16_t> before_;                           // the newest sound, while it is quiet
    std::vector<std::unique_ptr<Recognition>> utterances_;  // the last one may be under way
    bool under_way_ = false;
    bool over_ = false;
    int quiet_ = 0;     // frames since the last speech
    size_t taken_ = 0;  // samples of utterances
};

}  // namespace tiller::hearing
