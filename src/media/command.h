#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "media/join.h"
#include "media/media.h"
#include "media/record/take.h"
#include "media/rtp/peer.h"
#include "media/stream.h"

namespace tiller::media {

class MediaThread;
class Session;

/// What a caller wants of a session. Made by the calling thread, carried out by the media thread, destroyed by the
/// janitor with everything it holds: so the media thread frees nothing. A session keeps the command whose audio plays
/// or whose keys are being sent, its end of a bridge, and who listens.
struct Command {
    struct Start {
        Peer peer;
        std::unique_ptr<Take> take;  // null: no recording
    };
    struct Redirect {
        Peer peer;
    };
    struct Play {
        uint64_t playback;
        std::vector<AudioPtr> parts;
        std::shared_ptr<Departure> departure;  // null: nobody asks
        std::shared_ptr<AudioStream> stream;   // null: the parts are what plays
    };
    struct StopPlayback {};
    struct SendDigits {
        std::string events;  // event codes
        size_t sent = 0;
    };
    struct Listen {
        std::shared_ptr<FrameListener> listener;  // null: nobody listens any more
    };
    /// The session's end of a bridge with `other`, which gets one of its own.
    struct Bridge {
        std::shared_ptr<Session> other;
        std::unique_ptr<Join> join;
    };
    struct Unbridge {};
    /// The session goes to another thread; those that come after it are posted there.
    struct Move {
        MediaThread& to;
        bool left = false;  // it is under way
    };
    struct Close {
        std::function<void(const Stats&)> done;
    };
    using Body = std::variant<Start, Redirect, Play, StopPlayback, SendDigits, Listen, Bridge, Unbridge, Move, Close>;

    Command(std::shared_ptr<Session> session, Body body) : session(std::move(session)), body(std::move(body)) {}

    Command* next = nullptr;
    std::shared_ptr<Session> session;
    Body body;
};

}  // namespace tiller::media
