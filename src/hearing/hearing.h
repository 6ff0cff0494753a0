#pragma once
// The whole public face of the room: calls that are listened to.
//
// The media thread only puts 20 ms of sound into an ear's queue. Hearing threads take them from all their ears together,
// find out who speaks (vad/), when that begins and ends (turn/), and give what is said to a recognizer (recognizer.h).
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "hearing/frame_queue.h"
#include "hearing/recognizer.h"
#include "media/media.h"
#include "model/listening.h"

namespace tiller::hearing {

/// Something that a party said.
struct HeardSpeech {
    uint64_t turn = 0;  // of the Listening
    Words words;
    Time start{}, end{};  // of the speech
};

/// Who has a call listened to.
/// Thread rule: called on hearing threads; must only post to a mailbox.
class EarListener {
  public:
    virtual ~EarListener() = default;
    /// The party began to speak. With BargeIn::words, while the robot speaks: something that the grammar knows.
    virtual void on_speech_began(uint64_t turn, Time at) = 0;
    /// What it said is over and known; after `on_speech_began` of it.
    virtual void on_heard(const HeardSpeech& speech) = 0;
};

/// Who looks at all that a party sends, besides what is listened for: who answered, say.
/// Thread rule: on the ear's hearing thread; must not wait.
class FrameWatcher {
  public:
    virtual ~FrameWatcher() = default;
    /// 20 ms of it, which ended at `at`, and whether that is speech.
    virtual void on_frame(std::span<const int16_t> samples, bool is_speech, Time at) = 0;
    /// Of what was said, so far: told again when there is more of it. Only to who asked for words.
    virtual void on_words(const Words&) {}
    /// False, and false from then on: they are of no use any more.
    virtual bool wants_words() const { return false; }
};

/// What listens to one call.
/// Thread rule: any thread; nothing waits. Destroying it ends it: what is under way may still be told meanwhile.
class Ear {
  public:
    virtual ~Ear() = default;
    /// To be given to the call's media session.
    virtual std::shared_ptr<media::FrameListener> frames() = 0;
    virtual void listen(Listening listening) = 0;
    virtual void stop_listening() = 0;
    virtual void robot_speaks(bool speaks) = 0;
    /// From now on `watcher` gets all frames, instead of who got them before; null: nobody. With `words`, also the words
    /// of the next 20 s or so of speech: any words, from a recognizer that knows them, or else the phrases of the grammar.
    virtual void watch(std::shared_ptr<FrameWatcher> watcher, std::optional<Listening> words = {}) = 0;
};

struct HearingOptions {
    int threads = 1;
    std::string silero_model{};  // file; empty, or without `onnx_runtime`: the chain decides what is speech
    std::string onnx_runtime{};  // file
    std::chrono::milliseconds longest_wait{8'000};  // for words; then the next recognizer is asked
};

/// Thread rule: any thread.
class Hearing {
  public:
    /// `recognizers` in the order in which they are asked: when one fails, the next one gets the same utterance.
    static std::unique_ptr<Hearing> open(const HearingOptions& options,
                                         std::vector<std::shared_ptr<Recognizer>> recognizers);
    virtual ~Hearing() = default;
    virtual std::unique_ptr<Ear> open_ear(std::shared_ptr<EarListener> listener) = 0;
    /// What decides what is speech: "silero" or "webrtc".
    virtual std::string voice_activity() const = 0;
    virtual size_t ears() const = 0;
};

/// The best detector that can be had with these files; why it is not Silero, if so, goes to `why`.
std::unique_ptr<class VoiceActivity> make_voice_activity(const HearingOptions& options, std::string& why);

}  // namespace tiller::hearing
