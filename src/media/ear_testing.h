#pragma once
// A listener that notes everything and can be waited for.
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "media/media.h"

namespace tiller::media {

class Ear final : public Listener, public FrameListener {
  public:
#ifdef TILLER_SANITIZED
    static constexpr std::chrono::seconds kPatience{60};
#else
    static constexpr std::chrono::seconds kPatience{20};
#endif

    struct Done {
        SessionId session;
        uint64_t playback;
    };

    void on_digit(SessionId session, char digit) override {
        note([&] { digits_.push_back({session, digit}); });
    }
    void on_playback_done(SessionId session, uint64_t playback) override {
        note([&] { done_.push_back({session, playback}); });
    }
    void on_recorded(SessionId session, const Recording& recording) override {
        note([&] { recorded_.push_back({session, recording}); });
    }
    void on_heard(SessionId session, const int16_t* samples) override {
        note([&] {
            auto& heard = heard_[session];
            heard.insert(heard.end(), samples, samples + Audio::kFrame);
        });
    }

    /// Itself, as what an engine takes; it must not outlive this.
    std::shared_ptr<FrameListener> as_listener() { return {std::shared_ptr<void>(), this}; }

    /// Waits until `condition` holds; false when patience ended.
    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, condition);
    }

    // To be called within a condition, or when all is over.
    std::string digits(SessionId session) const {
        std::string text;
        for (const auto& [s, digit] : digits_) {
            if (s == session) text += digit;
        }
        return text;
    }
    std::vector<uint64_t> done(SessionId session) const {
        std::vector<uint64_t> playbacks;
        for (const Done& d : done_) {
            if (d.session == session) playbacks.push_back(d.playback);
        }
        return playbacks;
    }
    const std::vector<int16_t>& heard(SessionId session) { return heard_[session]; }
    std::vector<Recording> recorded(SessionId session) const {
        std::vector<Recording> recordings;
        for (const auto& [s, recording] : recorded_) {
            if (s == session) recordings.push_back(recording);
        }
        return recordings;
    }

  private:
    template <class Change>
    void note(Change change) {
        {
            std::lock_guard lock(mutex_);
            change();
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::pair<SessionId, char>> digits_;
    std::vector<Done> done_;
    std::vector<std::pair<SessionId, Recording>> recorded_;
    std::map<SessionId, std::vector<int16_t>> heard_;
};

}  // namespace tiller::media
