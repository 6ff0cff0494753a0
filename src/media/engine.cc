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
/// Thread rule: any thread; `mutex_` guards the map and the order of posting, and is never taken by a media thread.
/// Invariants:
///   1. A session's Close is the last command of it that has an effect.
///   2. Commands of a session are posted to the thread that has it or will have it, a Move being the last one that its
///   former thread gets.
///   3. `partner` is mutual, and both are on the same thread.
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
            for (const auto& [id, seat] : sessions_) open.push_back(id);
        }
        for (const SessionId id : open) close(id, {});
        for (auto& thread : threads_) thread->stop();
        for (bool any = true; any;) {
            any = false;
            for (auto& thread : threads_) any |= thread->drain();
        }
        janitor_.reset();   // its last chore looks at the threads and the recorder
        recorder_.reset();  // gives chunks back to the threads
    }

    Result<Opened> open_session(const std::string& local) override {
        auto port = ports_->open(local);
        if (!port) return port.error();
        MediaThread& thread = **std::ranges::min_element(
            threads_, {}, [](const auto& t) { return t->assigned.load(std::memory_order_relaxed); });
        const SessionId id = next_id_.fetch_add(1);
        auto session = std::make_shared<Session>(id, thread, std::move(*port), random_);
        const Opened opened{id, session->port()};
        ++thread.assigned;
        std::lock_guard lock(mutex_);
        sessions_.emplace(id, Seat{.session = std::move(session), .thread = &thread});
        return opened;
    }

    void start(SessionId id, const Remote& remote, const std::string& record_to) override {
        std::lock_guard lock(mutex_);
        Seat* const seat = find(id);
        if (seat == nullptr) return;
        Command::Start start{.peer = Peer::of(remote, seat->session->family()), .take = nullptr};
        if (!record_to.empty()) {
            seat->recorded = true;
            seat->thread->chunks().provide_for(seat->thread->assigned);
            start.take = recorder_->assign(id, record_to);
        }
        post(*seat, std::move(start));
    }

    void redirect(SessionId id, const Remote& remote) override {
        std::lock_guard lock(mutex_);
        if (Seat* const seat = find(id)) post(*seat, Command::Redirect{Peer::of(remote, seat->session->family())});
    }

    void play(SessionId id, uint64_t playback, std::vector<AudioPtr> parts,
              std::shared_ptr<Departure> departure) override {
        tell(id, Command::Play{playback, std::move(parts), std::move(departure), nullptr});
    }

    void stream(SessionId id, uint64_t playback, std::shared_ptr<AudioStream> audio,
                std::shared_ptr<Departure> departure) override {
        tell(id, Command::Play{playback, {}, std::move(departure), std::move(audio)});
    }

    void stop_playback(SessionId id) override { tell(id, Command::StopPlayback{}); }

    void send_digits(SessionId id, std::string digits) override {
        std::string events;
        for (const char digit : digits) {
            if (const auto event = event_of_key(digit)) events += static_cast<char>(*event);
        }
        tell(id, Command::SendDigits{std::move(events)});
    }

    void listen(SessionId id, std::shared_ptr<FrameListener> listener) override {
        tell(id, Command::Listen{std::move(listener)});
    }

    void bridge(SessionId first, SessionId second, const BridgeOptions& options) override {
        std::lock_guard lock(mutex_);
        Seat *const one = find(first), *const other = find(second);
        if (one == nullptr || other == nullptr || one == other) return;
        if (one->partner != second) {
            part(*one);
            part(*other);
        }
        // Where there is less to do both stay.
        if (one->thread->assigned <= other->thread->assigned) {
            move(*other, *one->thread);
        } else {
            move(*one, *other->thread);
        }
        one->partner = second;
        other->partner = first;
        post(*one, Command::Bridge{other->session, std::make_unique<Join>(options.keys_to_second)});
        post(*other, Command::Bridge{one->session, std::make_unique<Join>(options.keys_to_first)});
    }

    void unbridge(SessionId id) override {
        std::lock_guard lock(mutex_);
        if (Seat* const seat = find(id)) part(*seat);
    }

    void close(SessionId id, std::function<void(const Stats&)> done) override {
        std::shared_ptr<Session> session;
        {
            std::lock_guard lock(mutex_);
            const auto at = sessions_.find(id);
            if (at == sessions_.end()) return;
            session = at->second.session;
        }
        // A call of the listener that is under way may itself want something of us.
        session->mute();
        std::lock_guard lock(mutex_);
        const auto at = sessions_.find(id);
        if (at == sessions_.end()) return;
        part(at->second);
        --at->second.thread->assigned;
        post(at->second, Command::Close{std::move(done)});
        sessions_.erase(at);
    }

    size_t sessions() const override {
        std::lock_guard lock(mutex_);
        return sessions_.size();
    }

    int thread_of(SessionId id) const override {
        std::lock_guard lock(mutex_);
        const auto at = sessions_.find(id);
        return at == sessions_.end() ? -1 : at->second.thread->number();
    }

  private:
    struct Seat {
        std::shared_ptr<Session> session;
        MediaThread* thread = nullptr;
        SessionId partner = 0;  // 0: not bridged
        bool recorded = false;
    };

    // With mutex_ held:

    Seat* find(SessionId id) {
        const auto at = sessions_.find(id);
        return at == sessions_.end() ? nullptr : &at->second;
    }

    static void post(const Seat& seat, Command::Body body) {
        seat.thread->post(std::make_unique<Command>(seat.session, std::move(body)));
    }

    void move(Seat& seat, MediaThread& to) {
        if (seat.thread == &to) return;
        post(seat, Command::Move{to});
        --seat.thread->assigned;
        ++to.assigned;
        seat.thread = &to;
        if (seat.recorded) to.chunks().provide_for(to.assigned);
    }

    /// Ends the bridge of `seat`, if any.
    void part(Seat& seat) {
        Seat* const partner = find(std::exchange(seat.partner, 0));
        if (partner == nullptr) return;
        partner->partner = 0;
        post(seat, Command::Unbridge{});
        post(*partner, Command::Unbridge{});
    }

    // Without it:

    void tell(SessionId id, Command::Body body) {
        std::lock_guard lock(mutex_);
        if (const Seat* const seat = find(id)) post(*seat, std::move(body));
    }

    /// On the janitor's thread, once a second.
    void publish() {
        if (!ready_.load(std::memory_order_acquire)) return;
        std::vector<const MediaMetrics*> metrics;
        for (const auto& thread : threads_) metrics.push_back(&thread->metrics());
        publisher_.publish(metrics, sessions(), recorder_->queued(), recorder_->gap_frames());
    }

    SystemRandom random_;
    std::unique_ptr<Ports> ports_;
    mutable std::mutex mutex_;
    std::unordered_map<SessionId, Seat> sessions_;
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
