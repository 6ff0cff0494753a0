#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "media/media.h"
#include "media/record/take.h"
#include "media/rtp/peer.h"

namespace tiller::media {

class Session;

/// What a caller wants of a session. Made by the calling thread, carried out by the media thread, destroyed by the
/// janitor with everything it holds: so the media thread frees nothing. A session keeps the command whose audio plays
/// or whose keys are being sent.
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
    };
    struct StopPlayback {};
    struct SendDigits {
        std::string events;  // event codes
        size_t sent = 0;
    };
    struct Close {
        std::function<void(const Stats&)> done;
    };
    using Body = std::variant<Start, Redirect, Play, StopPlayback, SendDigits, Close>;

    Command(std::shared_ptr<Session> session, Body body) : session(std::move(session)), body(std::move(body)) {}

    Command* next = nullptr;
    std::shared_ptr<Session> session;
    Body body;
};

}  // namespace tiller::media
