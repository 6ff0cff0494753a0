#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/random.h"
#include "media/media.h"
#include "media/media_thread.h"
#include "media/publisher.h"
#include "media/rtp/telephone_event.h"

namespace tiller::media {
namespace {

/// The sessions by their id, and the threads behind them.
/// Thread rule: any thread; `mutex_` guards the map and is never taken by a media thread.
/// Invariant: a session's Close is the last command of it that has an effect.
class RealEngine final : public Engine {
  public:
    RealEngine(const EngineOptions& options, std::unique_ptr<Ports> ports, std::unique_ptr<Recorder> recorder,
               Listener& listener)
        : ports_(std::move(ports)),
          recorder_(std::move(recorder)),
          janitor_(std::make_unique<Janitor>([this] { publish(); })) {
        for (int i = 0; i < std::max(1, options.threads); ++i) {
            threads_.push_back(std::make_unique<MediaThread>(i, listener, *recorder_, *janitor_));
        }
        ready_.store(true, std::memory_order_release);
    }

    /// Ends all sessions; their recordings are complete and reported before it returns.
    ~RealEngine() override {
        std::vector<SessionId> open;
        {
            std::lock_guard lock(mutex_);
            for (const auto& [id, session] : sessions_) open.push_back(id);
        }
        for (const SessionId id : open) close(id, {});
        for (auto& thread : threads_) thread->stop();
        janitor_.reset();   // its last chore looks at the threads and the recorder
        recorder_.reset();  // gives chunks back to the threads
    }

    Result<Opened> open_session() override {
        auto port = ports_->open();
        if (!port) return port.error();
        MediaThread& thread = **std::ranges::min_element(
            threads_, {}, [](const auto& t) { return t->assigned.load(std::memory_order_relaxed); });
        const SessionId id = next_id_.fetch_add(1);
        auto session = std::make_shared<Session>(id, thread, std::move(*port), random_);
        const Opened opened{id, session->port()};
        ++thread.assigned;
        std::lock_guard lock(mutex_);
        sessions_.emplace(id, std::move(session));
        return opened;
    }

    void start(SessionId id, const Remote& remote, const std::string& record_to) override {
        const auto session = find(id);
        if (!session) return;
        Command::Start start{.peer = Peer::of(remote, session->family()), .take = nullptr};
        if (!record_to.empty()) {
            session->thread().chunks().provide_for(session->thread().assigned);
            start.take = recorder_->assign(id, record_to);
        }
        post(session, std::move(start));
    }

    void redirect(SessionId id, const Remote& remote) override {
        if (const auto session = find(id)) post(session, Command::Redirect{Peer::of(remote, session->family())});
    }

    void play(SessionId id, uint64_t playback, std::vector<AudioPtr> parts,
              std::shared_ptr<Departure> departure) override {
        if (const auto session = find(id)) {
            post(session, Command::Play{playback, std::move(parts), std::move(departure)});
        }
    }

    void stop_playback(SessionId id) override {
        if (const auto session = find(id)) post(session, Command::StopPlayback{});
    }

    void send_digits(SessionId id, std::string digits) override {
        std::string events;
        for (const char digit : digits) {
            if (const auto event = event_of_key(digit)) events += static_cast<char>(*event);
        }
        if (const auto session = find(id)) post(session, Command::SendDigits{std::move(events)});
    }

    void close(SessionId id, std::function<void(const Stats&)> done) override {
        std::shared_ptr<Session> session;
        {
            std::lock_guard lock(mutex_);
            const auto at = sessions_.find(id);
            if (at == sessions_.end()) return;
            session = std::move(at->second);
            sessions_.erase(at);
        }
        session->mute();
        --session->thread().assigned;
        post(session, Command::Close{std::move(done)});
    }

    size_t sessions() const override {
        std::lock_guard lock(mutex_);
        return sessions_.size();
    }

  private:
    std::shared_ptr<Session> find(SessionId id) const {
        std::lock_guard lock(mutex_);
        const auto at = sessions_.find(id);
        return at == sessions_.end() ? nullptr : at->second;
    }

    static void post(const std::shared_ptr<Session>& session, Command::Body body) {
        session->thread().post(std::make_unique<Command>(session, std::move(body)));
    }

    /// On the janitor's thread, once a second.
    void publish() {
        if (!ready_.load(std::memory_order_acquire)) return;
        std::vector<const Figures*> figures;
        for (const auto& thread : threads_) figures.push_back(&thread->figures());
        publisher_.publish(figures, sessions(), recorder_->queued(), recorder_->gap_frames());
    }

    SystemRandom random_;
    std::unique_ptr<Ports> ports_;
    mutable std::mutex mutex_;
    std::unordered_map<SessionId, std::shared_ptr<Session>> sessions_;
    std::atomic<SessionId> next_id_{1};
    Publisher publisher_;
    std::unique_ptr<Recorder> recorder_;
    std::vector<std::unique_ptr<MediaThread>> threads_;
    std::atomic<bool> ready_{false};  // threads_ is complete
    std::unique_ptr<Janitor> janitor_;
};

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(const EngineOptions& options, Listener& listener) {
    auto ports = Ports::make(options.bind_address, options.first_port, options.last_port);
    if (!ports) return ports.error();
    auto recorder = Recorder::open(options.spool, options.recorder_threads, listener);
    if (!recorder) return recorder.error();
    return std::unique_ptr<Engine>(
        std::make_unique<RealEngine>(options, std::move(*ports), std::move(*recorder), listener));
}

}  // namespace tiller::media
