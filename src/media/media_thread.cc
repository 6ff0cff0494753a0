#include "media/media_thread.h"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>

namespace tiller::media {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kSlot = 1ms;
constexpr std::chrono::nanoseconds kRound = 20ms;
constexpr std::chrono::nanoseconds kTooFarBehind = 250ms;
constexpr int kPriority = 10;
constexpr std::chrono::milliseconds kLongestRest = 1min;

std::chrono::nanoseconds now() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

void sleep_until(std::chrono::nanoseconds moment) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(moment);
    const timespec t{.tv_sec = seconds.count(), .tv_nsec = (moment - seconds).count()};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
    }
}

}  // namespace

MediaThread::MediaThread(int number, Listener& listener, Recorder& recorder, Janitor& janitor)
    : number_(number),
      session_context_{*this, listener, recorder, janitor, chunks_, metrics_, datagrams_},
      thread_([this] { run(); }) {}

MediaThread::~MediaThread() { stop(); }

void MediaThread::stop() {
    stopping_ = true;
    bell_.ring();
    if (thread_.joinable()) thread_.join();
}

bool MediaThread::drain() {
    bool any = false;
    for (const Slot& slot : slots_) {
        for (Session *session = slot.first, *next = nullptr; session != nullptr; session = next) {
            next = session->slot_next;
            if (session->move == nullptr) continue;
            send_off(session->move);
            any = true;
        }
    }
    return obey(std::numeric_limits<int>::max()) || any;
}

void MediaThread::prioritise() {
    pthread_setname_np(pthread_self(), ("media-" + std::to_string(number_)).c_str());
    const sched_param priority{.sched_priority = kPriority};
    const bool real_time = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) == 0;
    // Without it, at least the kernel should not gather our timer with others (50 µs by default).
    if (!real_time) prctl(PR_SET_TIMERSLACK, 1UL);
}

void MediaThread::run() {
    prioritise();
    const auto next_slot = [] { return now() / kSlot * kSlot + kSlot; };
    for (Nanos due = next_slot(); !stopping_.load(std::memory_order_acquire); due += kSlot) {
        if (ticking_ == 0 && waiting_.empty()) {
            rest();
            due = next_slot();
        }
        sleep_until(due);
        due = catch_up(due);
        due_ = due;
        run_slot(slots_[static_cast<size_t>(due / kSlot % kSlots)], due);
        obey(kCommandsPerSlot);
    }
}

void MediaThread::rest() {
    resting_.store(true, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);  // whoever posts now sees it, or we see what was posted
    if (commands_.empty() && !stopping_.load(std::memory_order_acquire)) bell_.wait(kLongestRest);
    resting_.store(false, std::memory_order_relaxed);
}

/// `due`, or later by the rounds that must be dropped.
MediaThread::Nanos MediaThread::catch_up(Nanos due) {
    const Nanos behind = now() - due;
    if (behind < kTooFarBehind) return due;
    const auto rounds = behind / kRound;
    for (const Slot& slot : slots_) {
        for (Session* session = slot.first; session != nullptr; session = session->slot_next) {
            session->skip(static_cast<uint32_t>(rounds));
            session->ticked += rounds * kRound;
        }
    }
    return due + rounds * kRound;
}

void MediaThread::run_slot(const Slot& slot, Nanos due) {
    for (Session *session = slot.first, *next = nullptr; session != nullptr; session = next) {
        next = session->slot_next;
        session->tick(session_context_);
        session->ticked = due;
        metrics_.sent_late_by(std::chrono::duration_cast<std::chrono::microseconds>(now() - due));
        if (session->move != nullptr) send_off(session->move);
    }
}

bool MediaThread::obey(int most) {
    waiting_.append_all(commands_.take_all());
    const bool any = !waiting_.empty();
    for (int i = 0; i < most; ++i) {
        Command* const command = waiting_.pop();
        if (command == nullptr) break;
        carry_out(command);
    }
    return any;
}

void MediaThread::carry_out(Command* command) {
    Session& session = *command->session;
    auto* const move = std::get_if<Command::Move>(&command->body);
    if (move != nullptr && move->left) return receive(command);
    // On its way here, or about to leave and come back: the command was posted for then.
    if (session.home() != this || session.move != nullptr) return early_.append(command);
    if (session.closed()) {
        // Posted by another thread while it was being closed.
    } else if (move != nullptr) {
        // Between two of its frames; at once, if there are none.
        if (!session.running() || stopping_.load(std::memory_order_relaxed)) return send_off(command);
        session.move = command;
        return;
    } else if (auto* start = std::get_if<Command::Start>(&command->body)) {
        session.start(*start, session_context_);
        if (session.slot < 0) {
            session.ticked = due_;
            enter(session, emptiest_slot());
        }
    } else if (auto* redirect = std::get_if<Command::Redirect>(&command->body)) {
        session.redirect(redirect->peer, session_context_);
    } else if (std::holds_alternative<Command::Play>(command->body)) {
        return session.play(command, session_context_);
    } else if (std::holds_alternative<Command::StopPlayback>(command->body)) {
        session.stop_playback(session_context_);
    } else if (std::holds_alternative<Command::SendDigits>(command->body)) {
        return session.send_digits(command);
    } else if (std::holds_alternative<Command::Listen>(command->body)) {
        return session.listen(command, session_context_);
    } else if (std::holds_alternative<Command::Bridge>(command->body)) {
        return session.bridge(command, session_context_);
    } else if (std::holds_alternative<Command::Unbridge>(command->body)) {
        session.unbridge(session_context_);
    } else if (auto* close = std::get_if<Command::Close>(&command->body)) {
        leave(session);
        const Stats stats = session.close(session_context_);
        if (close->done) close->done(stats);
    }
    session_context_.janitor.dispose(command);
}

/// The session of `command` goes to the thread that it names; it is not touched here any more.
void MediaThread::send_off(Command* command) {
    auto& move = *std::get_if<Command::Move>(&command->body);
    Session& session = *command->session;
    const int slot = session.slot;
    leave(session);
    session.slot = slot;
    session.move = nullptr;
    move.left = true;
    session.depart();
    move.to.post(std::unique_ptr<Command>(command));
}

/// A session has come here; what was posted for it meanwhile is carried out.
void MediaThread::receive(Command* command) {
    Session& session = *command->session;
    session.arrive(session_context_);
    if (session.running()) {
        const auto missed = due_ < session.ticked + kRound ? 0 : (due_ - session.ticked) / kRound;
        if (missed > 0) session.skip(static_cast<uint32_t>(missed));
        session.ticked += missed * kRound;
        enter(session, static_cast<size_t>(session.slot));
    }
    NodeList<Command> early;
    std::swap(early, early_);
    while (Command* const waiting = early.pop()) {
        if (waiting->session.get() == &session) {
            carry_out(waiting);
        } else {
            early_.append(waiting);
        }
    }
    session_context_.janitor.dispose(command);
}

size_t MediaThread::emptiest_slot() const {
    return static_cast<size_t>(std::ranges::min_element(slots_, {}, &Slot::sessions) - slots_.begin());
}

void MediaThread::enter(Session& session, size_t number) {
    Slot& slot = slots_[number];
    session.slot = static_cast<int>(number);
    session.slot_previous = nullptr;
    session.slot_next = slot.first;
    if (slot.first != nullptr) slot.first->slot_previous = &session;
    slot.first = &session;
    ++slot.sessions;
    ++ticking_;
}

void MediaThread::leave(Session& session) {
    if (session.slot < 0) return;
    Slot& slot = slots_[static_cast<size_t>(session.slot)];
    (session.slot_previous == nullptr ? slot.first : session.slot_previous->slot_next) = session.slot_next;
    if (session.slot_next != nullptr) session.slot_next->slot_previous = session.slot_previous;
    session.slot = -1;
    --slot.sessions;
    --ticking_;
}

}  // namespace tiller::media
