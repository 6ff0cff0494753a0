#include "store/health.h"

#include <sqlite3.h>

#include "base/log.h"

namespace tiller::store {

void StoreHealth::note(const StoreError& error) {
    State state = State::none;
    switch (error.code() & 0xff) {  // the primary code: https://www.sqlite.org/rescode.html
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            state = State::damaged;
            break;
        case SQLITE_FULL:
            state = State::full;
            break;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
            state = State::failing;
            break;
        default:
            return;
    }
    std::lock_guard lock(mutex_);
    if (state_ == State::damaged || state_ == state) return;
    state_ = state;
    log::error("the store cannot serve", {{"error", error.what()}});
}

void StoreHealth::note_commit() {
    if (!may_pass()) return;
    std::lock_guard lock(mutex_);
    if (!may_pass()) return;
    state_ = State::none;
    log::info("the store serves again");
}

std::string StoreHealth::text() const {
    switch (state_.load()) {
        case State::none:
            return {};
        case State::full:
            return "the disk is full: make room in the data folder; Tiller goes on by itself";
        case State::failing:
            return "the disk cannot be read or written: look at the system's log; Tiller goes on when it works again";
        case State::damaged:
            return "the database is damaged: stop Tiller and restore a backup; `tiller doctor` shows the damage";
    }
    return {};
}

}  // namespace tiller::store
