#pragma once
#include <atomic>
#include <chrono>
#include <memory>

#include "media/command.h"
#include "media/gate.h"
#include "media/handoff.h"
#include "media/janitor.h"
#include "media/join.h"
#include "media/media_metrics.h"
#include "media/playout.h"
#include "media/record/chunk.h"
#include "media/record/recorder.h"
#include "media/record/tape.h"
#include "media/rtp/datagram_reader.h"
#include "media/rtp/digit_sender.h"
#include "media/rtp/packetizer.h"
#include "media/rtp/ports.h"
#include "media/rtp/receiver.h"

namespace tiller::media {

class MediaThread;

/// What a session works with: belongs to its media thread.
struct SessionContext {
    const MediaThread& thread;
    Listener& listener;
    Recorder& recorder;
    Janitor& janitor;
    ChunkPool& chunks;
    MediaMetrics& metrics;
    DatagramReader& datagrams;
};

/// One call's media. Every 20 ms: hears, says, records.
///
///   opened ──start──► running ──close──► closed        (close also from opened)
///
/// Thread rule: made by any thread; then its media thread alone, except `mute` and `home` (any thread). Which thread
/// that is changes with a Move: the former one writes `home` last, the next one reads it first.
/// Invariants:
///   1. Nothing allocates, locks, blocks or throws once made; what it lets go of goes to the janitor.
///   2. A frame is sent every 20 ms while running: keys, or else what plays and what the other end of a bridge heard,
///   mixed, or else silence. A playback waits while keys are sent. While the peer does not receive, time goes on as if
///   it did, and the recording holds silence on our side.
///   3. The commands `playing_`, `listening_`, `bridged_` and in `keys_` are ours until disposed of.
///   4. `departure_` is of `playing_`, while its first frame waits in the packetizer for its packet to leave.
///   5. The other end of a bridge is touched only while its home is the same thread and it is bridged with us.
class Session {
  public:
    Session(SessionId id, const MediaThread& home, std::unique_ptr<Port> port, Random& random);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    SessionId id() const { return id_; }
    int port() const { return port_->number(); }
    int family() const { return port_->family(); }
    /// The thread that has it; null while it is on its way to another one.
    const MediaThread* home() const { return home_.load(std::memory_order_acquire); }
    bool running() const { return state_ == State::running; }
    bool closed() const { return state_ == State::closed; }

    /// From its return on the listener hears nothing of this session but its recording.
    void mute() { gate_.close(); }

    // Commands. `command` is owned from here on; the others are the caller's to dispose of.
    void start(Command::Start& start, SessionContext& at);
    void redirect(const Peer& peer, SessionContext& at);
    void play(Command* command, SessionContext& at);
    void stop_playback(SessionContext& at);
    void send_digits(Command* command);
    void listen(Command* command, SessionContext& at);
    void bridge(Command* command, SessionContext& at);
    void unbridge(SessionContext& at);
    Stats close(SessionContext& at);

    /// The 20 ms that are due.
    void tick(SessionContext& at);
    /// Lets `frames` pass in which the thread could not work.
    void skip(uint32_t frames);

    /// The thread that has it lets it go, as the last thing it does to it.
    void depart() { home_.store(nullptr, std::memory_order_release); }
    /// It has come to another thread.
    void arrive(SessionContext& at);

    // The media thread's list of the sessions of a slot.
    Session* slot_next = nullptr;
    Session* slot_previous = nullptr;
    int slot = -1;
    std::chrono::nanoseconds ticked{0};  // when the last tick was due, by the monotonic clock
    Command* move = nullptr;             // goes after the next tick

  private:
    enum class State { opened, running, closed };

    void receive(SessionContext& at);
    void hear(Frame& heard, SessionContext& at);
    void say(Frame& said, SessionContext& at);
    bool fill(Frame& said);
    void add_bridged(Frame& said, SessionContext& at);
    void drop_bridge(SessionContext& at);
    Session* other_end(const SessionContext& at) const;
    void pass_key(char key, const SessionContext& at);
    void say_key(const DigitSender::Step& step, Frame& said, SessionContext& at);
    void send(Packetizer::Bytes packet, SessionContext& at);
    bool next_key(uint8_t& event, SessionContext& at);

    const SessionId id_;
    std::atomic<const MediaThread*> home_;
    const std::unique_ptr<Port> port_;
    State state_ = State::opened;
    Gate gate_;

    Peer peer_;
    Packetizer packetizer_;
    Playout playout_;
    DigitSender digits_;
    Tape tape_;
    Command* playing_ = nullptr;
    bool begun_ = false;    // a frame of it was said
    bool waiting_ = false;  // its stream had nothing for this frame
    Departure* departure_ = nullptr;
    NodeList<Command> keys_;
    Command* listening_ = nullptr;
    Command* bridged_ = nullptr;
    Join* join_ = nullptr;  // of bridged_
    bool parting_ = false;  // the bridge is over; what was heard last fades out

    uint64_t packets_sent_ = 0;
    int failures_in_a_row_ = 0;
    bool socket_failed_ = false;
    Receiver receiver_;  // last: it is large
};

}  // namespace tiller::media
