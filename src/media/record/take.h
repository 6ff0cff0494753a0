#pragma once
#include <optional>
#include <string>

#include "media/media.h"
#include "media/record/chunk.h"
#include "media/record/mp3_file.h"

namespace tiller::media {

/// One recording being made, from `start` to `on_recorded`.
/// Thread rule: owned by one stage at a time: the session, then (with its end mark) a recorder thread, then the shelf.
/// While the session has it, only the recorder thread touches `file`, `frames` and `error`. Invariant: once `error` is
/// set nothing is written any more; it is reported at the end.
struct Take {
    Take(SessionId session, std::string path) : session(session), path(std::move(path)) {
        end_mark.take = this;
        end_mark.last = true;
    }

    Take* next = nullptr;  // in the shelf's queue
    const SessionId session;
    const std::string path;  // the final one
    size_t lane = 0;         // which recorder thread
    Delivery end_mark;       // so that ending never needs memory

    bool opened = false;
    Mp3File file;
    uint64_t frames = 0;
    std::optional<Error> error;
};

}  // namespace tiller::media
