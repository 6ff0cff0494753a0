#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "media/bell.h"
#include "media/session.h"

namespace tiller::media {

/// A thread that ticks its sessions every 20 ms. They are spread over 20 slots of 1 ms, so that their packets leave
/// evenly. Real-time priority where the system permits it (CAP_SYS_NICE or an rtprio limit).
/// Thread rule: `post`, `chunks`, `metrics` from any thread.
/// Invariants:
///   1. The clock is absolute: a late slot does not shift those after it. Held up for more than a quarter of a second,
///   the thread drops whole rounds and tells its sessions, instead of sending the past in a burst.
///   2. At most kCommandsPerSlot commands are carried out in a slot, those of a session in the order in which they were
///   posted.
///   3. A session that moves to another thread keeps its slot, which is the same millisecond on every thread, and goes
///   right after a tick: its packets leave 20 ms apart as before. Were the next thread late, it would be told of the
///   frames that were left out.
///   4. Without a session that runs it rests until something is posted: an idle server costs nothing here.
class MediaThread {
  public:
    MediaThread(int number, Listener& listener, Recorder& recorder, Janitor& janitor);
    ~MediaThread();

    /// Takes ownership.
    void post(std::unique_ptr<Command> command) {
        commands_.push(command.release());
        std::atomic_thread_fence(std::memory_order_seq_cst);  // the push before the look, as in `rest`
        if (resting_.load(std::memory_order_relaxed) && resting_.exchange(false)) bell_.ring();
    }
    /// Waits for something to be posted, because no session runs.
    bool is_resting() const { return resting_.load(std::memory_order_relaxed); }
    /// Ends the thread. Nothing may be posted from now on but by `drain`.
    void stop();
    /// After all threads were stopped: carries out what was posted. False if there was nothing.
    bool drain();

    int number() const { return number_; }
    ChunkPool& chunks() { return chunks_; }
    const MediaMetrics& metrics() const { return metrics_; }
    /// The engine's account of the sessions that it gave to this thread.
    std::atomic<size_t> assigned{0};

  private:
    using Nanos = std::chrono::nanoseconds;
    static constexpr int kSlots = 20;
    static constexpr int kCommandsPerSlot = 64;

    struct Slot {
        Session* first = nullptr;
        size_t sessions = 0;
    };

    void run();
    void rest();
    void prioritise();
    Nanos catch_up(Nanos due);
    void run_slot(const Slot& slot, Nanos due);
    bool obey(int most);
    void carry_out(Command* command);
    void enter(Session& session, size_t slot);
    void leave(Session& session);
    void send_off(Command* move);
    void receive(Command* move);
    size_t emptiest_slot() const;

    const int number_;
    HandOff<Command> commands_;
    NodeList<Command> waiting_;
    NodeList<Command> early_;  // of sessions that have not come here yet
    ChunkPool chunks_;
    MediaMetrics metrics_;
    DatagramReader datagrams_;
    SessionContext session_context_;
    std::array<Slot, kSlots> slots_{};
    size_t ticking_ = 0;  // sessions in the slots
    std::atomic<bool> resting_{false};
    Bell bell_;
    Nanos due_{0};  // of the slot that was run last
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace tiller::media
