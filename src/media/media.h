#pragma once
// The whole public face of the room: RTP sessions with G.711 and telephone-event, playout, digits,
// bridges, recording.
// RFC 3550, RFC 3551, RFC 4733.
//
// Thread rule: Engine's methods may be called from any thread and do not block (they hand a command to the media thread
// that owns the session). The listener is called on a media thread (digits, playback) or on a recorder thread
// (recordings) and must only post to a mailbox.
// Invariants:
//   1. A media thread never takes a lock that another thread holds while working, never allocates, never touches the
//   disk, never throws.
//   2. Every `close` of a session that was started with a recording leads to exactly one `on_recorded`.
//   3. After `close`, no `on_digit`, no `on_playback_done` and no `on_heard` of that session.
//   4. Two sessions that are bridged are on the same media thread.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/audio.h"
#include "base/clock.h"
#include "base/result.h"

namespace tiller::media {

using SessionId = uint64_t;

struct Remote {
    std::string address;
    int port = 0;
    int payload = 8;           // 8 = PCMA, 0 = PCMU
    int telephone_event = -1;  // payload type for RFC 4733, -1: listen for tones in the audio instead
    int ptime_ms = 20;
    // The type that we offered for events. A peer may use it for what it sends, whatever its own is (RFC 3264, 5.1).
    int offered_telephone_event = -1;
    // Hosts that the signalling goes to, in digits (names are passed over, four at most count): their audio may be the
    // peer's, as that from another port of `address` may.
    std::vector<std::string> signalling;
    bool audio_from_anywhere = false;  // audio from any other host may be, too, until a better source sends
    bool receives = true;              // false: it wants nothing sent to it for now (on hold: RFC 3264, 8.4)
};

struct Recording {
    std::string path;  // final place of the MP3; parent folders exist
    bool ok = false;   // false: the file could not be written, `error` says why
    std::string error;
    Millis length{0};
};

struct Stats {
    uint64_t packets_sent = 0, packets_received = 0, packets_lost = 0, packets_late = 0;
    Millis since_last_packet{0};  // silence on the wire at the end
    bool socket_failed = false;
};

/// When a playback began for the peer: the moment in which the packet with its first frame left. Nothing, if it was
/// stopped before, if the packet could not be sent, or if the peer received nothing just then (hold).
/// Thread rule: the media thread tells it, once; any thread reads it.
class Departure {
  public:
    using Time = std::chrono::steady_clock::time_point;

    void tell(Time moment) { moment_.store(moment.time_since_epoch().count(), std::memory_order_release); }
    std::optional<Time> moment() const {
        const Time::rep ticks = moment_.load(std::memory_order_acquire);
        return ticks == 0 ? std::nullopt : std::optional(Time(Time::duration(ticks)));
    }

  private:
    std::atomic<Time::rep> moment_{0};  // 0: not yet
};

class Listener {
  public:
    virtual ~Listener() = default;
    /// A pressed key: 0–9, *, #, A–D; once per press, at its end or after 40 ms of it.
    virtual void on_digit(SessionId session, char digit) = 0;
    /// All audio of `playback` has left; not called for a playback that was stopped or replaced.
    virtual void on_playback_done(SessionId session, uint64_t playback) = 0;
    /// The MP3 is complete and flushed to disk under its final name, or could not be.
    virtual void on_recorded(SessionId session, const Recording& recording) = 0;
};

/// Who listens to what a session's peer says: recognition, voice activity, a person.
/// Thread rule: on the session's media thread, 50 times a second; must not wait, lock or allocate for long, because all
/// calls of that thread wait meanwhile. What takes time belongs behind a queue.
class FrameListener {
  public:
    virtual ~FrameListener() = default;
    /// 20 ms as linear audio, gaps concealed; from the first packet of the peer on.
    virtual void on_heard(SessionId session, const int16_t* samples /* Audio::kFrame of them */) = 0;
    /// The 20 ms that are sent to the peer, right after those that were heard; silence, when nothing is.
    virtual void on_said(SessionId, const int16_t* /* Audio::kFrame of them */) {}
};

class AudioStream;

/// How two sessions are joined. Keys are told to the listener in any case.
struct BridgeOptions {
    bool keys_to_first = true;   // what the second one's peer presses
    bool keys_to_second = true;  // what the first one's peer presses
};

struct EngineOptions {
    std::string bind_address = "0.0.0.0";
    int first_port = 20000, last_port = 39999;  // even ports are used, in turn; first_port 0: any free port (tests)
    int threads = 1;
    int recorder_threads = 1;
    std::string spool;  // folder for half-written recordings, made if need be; what a former run left is removed at
                        // start. Empty: half-written recordings lie beside the final ones
};

class Engine {
  public:
    static Result<std::unique_ptr<Engine>> open(const EngineOptions& options, Listener& listener);
    virtual ~Engine() = default;

    /// A session with a bound port: its number goes into the SDP. Error when the ports are used up.
    struct Opened {
        SessionId session;
        int port;
    };
    /// `local` is the address that the SDP will name, in digits, in brackets or not. When it is of another family than
    /// the engine's bind address, the socket is bound to it instead; empty: as the engine.
    virtual Result<Opened> open_session(const std::string& local = "") = 0;

    /// Starts sending (silence until something plays) and receiving. `record_to` empty: no recording.
    /// The recording is stereo, callee (received) left, robot (sent) right, from this moment to `close`.
    virtual void start(SessionId session, const Remote& remote, const std::string& record_to) = 0;
    /// New address or payload after a re-INVITE.
    virtual void redirect(SessionId session, const Remote& remote) = 0;
    /// Plays the parts one after the other without a gap, instead of whatever plays now. `departure`, if any, is told
    /// when that began.
    virtual void play(SessionId session, uint64_t playback, std::vector<AudioPtr> parts,
                      std::shared_ptr<Departure> departure = {}) = 0;
    /// The same with audio that comes while it plays (media/stream.h). It has ended when the stream is finished and all
    /// of it has left.
    virtual void stream(SessionId session, uint64_t playback, std::shared_ptr<AudioStream> audio,
                        std::shared_ptr<Departure> departure = {}) = 0;
    virtual void stop_playback(SessionId session) = 0;
    /// Sends keys as RFC 4733 events (or as tones when the peer has none), 100 ms each.
    virtual void send_digits(SessionId session, std::string digits) = 0;
    /// Joins two sessions: each peer hears the other, whatever the codecs, and what is played to it, mixed; its
    /// recording holds just that. Replaces a bridge of either one. A session that is not started yet joins in when it
    /// is. From now on both are on one media thread: one moves over, between two of its frames. Keys that come as tones
    /// in the audio are part of what the other one hears, whatever `options` say.
    virtual void bridge(SessionId first, SessionId second, const BridgeOptions& options = {}) = 0;
    /// Parts a session from the one that it is joined to. Closing either one does so too.
    virtual void unbridge(SessionId session) = 0;

    /// From now on `listener` gets what the session's peer says, instead of who got it before; null: nobody. The former
    /// one may get frames until the media thread has carried this out, none after `close` has returned.
    virtual void listen(SessionId session, std::shared_ptr<FrameListener> listener) = 0;

    /// Closes the socket and ends the recording. `done` gets the figures, on the media thread.
    virtual void close(SessionId session, std::function<void(const Stats&)> done = {}) = 0;

    virtual size_t sessions() const = 0;
    /// The number of the media thread that has the session, counted from 0; -1: there is no such session.
    virtual int thread_of(SessionId session) const = 0;
};

}  // namespace tiller::media
