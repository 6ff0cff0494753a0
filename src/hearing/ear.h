#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "hearing/echo.h"
#include "hearing/following.h"
#include "hearing/hearing.h"
#include "hearing/turn/turn.h"
#include "hearing/vad/voice_activity.h"

namespace tiller::hearing {

/// One call as its hearing thread has it.
///
/// Thread rule: `on_heard` and `on_said` on the media thread, the rest on the ear's hearing thread.
/// Invariants:
///   1. While nothing is listened for, frames are judged (the detector stays used to the line) and forgotten.
///   2. Each `on_speech_began` is followed by one `on_heard`, unless `listen` or `stop` came between.
///   3. An utterance's sound is kept until its words are known: so the next recognizer can be asked.
class EarState final : public media::FrameListener, public std::enable_shared_from_this<EarState> {
  public:
    struct Surroundings {
        std::shared_ptr<EarListener> listener;
        std::shared_ptr<Errands> errands;  // of the thread
        const std::vector<std::shared_ptr<Recognizer>>& recognizers;
        std::chrono::milliseconds longest_wait;
    };
    EarState(Surroundings around, std::unique_ptr<ActivityState> activity);

    void on_heard(media::SessionId, const int16_t* samples) override;
    void on_said(media::SessionId, const int16_t* samples) override;

    ActivityState* activity() { return activity_.get(); }
    FrameQueue& queue() { return queue_; }
    /// Frames that were lost since the last time that this was asked.
    uint64_t lost_since() {
        const uint64_t before = lost_;
        return (lost_ = queue_.lost()) - before;
    }
    void listen(Listening listening);
    void stop();
    void robot_speaks(bool speaks) { robot_speaks_ = speaks; }
    void watch(std::shared_ptr<FrameWatcher> watcher, const std::optional<Listening>& words);
    /// The front of the queue was judged.
    void take(const EarFrame& frame, bool is_speech);
    /// Utterances whose words do not come are asked of another recognizer.
    void look_at_clock(Time now);

  private:
    class Reply;
    struct Spoken {
        uint64_t id = 0;
        Listening listening;
        std::vector<int16_t> sound;
        std::vector<size_t> recognizers;  // that may be asked, by their places: the best first
        size_t asked = 0;                 // how many of them were
        std::unique_ptr<Recognition> recognition;
        uint64_t attempt = 0;
        Time start{}, end{};
        Time patience_ends = Time::max();  // for the words
        bool over_robot = false;           // began while the robot spoke
        bool told = false;                 // that it began
        bool ended = false;
        int sure_partials = 0;
    };
    struct Past {
        std::array<int16_t, Audio::kFrame> samples;
        Time at;
    };

    void begin();
    void finish();
    void tell_began(Spoken& spoken);
    std::vector<size_t> recognizers_for(const Listening& listening) const;
    bool ask(Spoken& spoken);
    const Recognizer& recognizer_of(const Spoken& spoken) const;
    void on_partial(uint64_t id, uint64_t attempt, const Words& words);
    void on_words(uint64_t id, uint64_t attempt, Result<Words> words);
    void conclude(uint64_t id, Words words);
    Spoken* find(uint64_t id);

    const Surroundings around_;
    const std::unique_ptr<ActivityState> activity_;
    FrameQueue queue_;
    std::array<int16_t, Audio::kFrame> said_{};  // media thread

    std::shared_ptr<FrameWatcher> watcher_;  // null: nobody
    std::shared_ptr<Following> following_;   // null: nobody wants to know all that is said
    std::optional<Listening> listening_;
    Turn turn_;
    Echo echo_;
    bool robot_speaks_ = false;
    std::deque<Past> past_;
    std::deque<Spoken> spoken_;  // under way; the last one may still be spoken
    uint64_t next_id_ = 1, lost_ = 0;
};

}  // namespace tiller::hearing
