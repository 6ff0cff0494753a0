#include "sip/loop.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <future>

namespace tiller::sip {
namespace {

constexpr su_duration_t kTickMs = 100;

}  // namespace

Result<void> Loop::start(std::function<Result<void>(su_root_t*)> begin, Command end) {
    std::promise<Result<void>> started;
    thread_ = std::thread([&started, this, begin = std::move(begin), end = std::move(end)] {
        pthread_setname_np(pthread_self(), "sip");
        run(begin, end, [&](Result<void> result) { started.set_value(std::move(result)); });
    });
    Result<void> result = started.get_future().get();
    if (!result) join();
    return result;
}

void Loop::run(const std::function<Result<void>(su_root_t*)>& begin, const Command& end,
               std::function<void(Result<void>)> started) {
    Result<void> opened = open();
    if (opened) opened = begin(root_);
    const bool runs = opened.ok();
    started(std::move(opened));  // the starter's stack may be gone from here on
    if (runs) {
        su_root_run(root_);
        end();
    }
    close();
}

Result<void> Loop::open() {
    root_ = su_root_create(this);
    if (root_ == nullptr) return internal_error("the SIP library's event loop cannot be made");
    // One thread for application and stack: nua would otherwise start a second one.
    su_root_threading(root_, 0);
    wake_fd_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    su_wait_t wait[1] = {SU_WAIT_INIT};
    if (wake_fd_ < 0 || su_wait_create(wait, wake_fd_, SU_WAIT_IN) < 0)
        return internal_error("no event descriptor for SIP");
    wait_index_ = su_root_register(root_, wait, on_wake, nullptr, 0);
    tick_ = su_timer_create(su_root_task(root_), kTickMs);
    if (wait_index_ < 0 || tick_ == nullptr) return internal_error("the SIP library's event loop takes no events");
    su_timer_set_for_ever(tick_, on_tick, nullptr);
    last_turn_ = clock_.steady().count();
    return {};
}

void Loop::close() {
    {
        std::lock_guard lock(mutex_);
        ended_ = true;
        commands_.clear();
    }
    timers_.clear();
    if (tick_ != nullptr) su_timer_destroy(tick_);
    if (wait_index_ >= 0) su_root_deregister(root_, wait_index_);
    if (wake_fd_ >= 0) ::close(wake_fd_);
    if (root_ != nullptr) su_root_destroy(root_);
}

void Loop::post(Command command) {
    std::lock_guard lock(mutex_);
    if (ended_) return;
    commands_.push_back(std::move(command));
    if (commands_.size() > 1) return;  // woken already
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof(one));
}

int Loop::on_wake(Loop* loop, su_wait_t*, su_wakeup_arg_t*) {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = read(loop->wake_fd_, &count, sizeof(count));
    std::vector<Command> commands;
    {
        std::lock_guard lock(loop->mutex_);
        commands.swap(loop->commands_);
    }
    for (Command& command : commands) command();
    return 0;
}

void Loop::quit() { su_root_break(root_); }

void Loop::join() {
    if (thread_.joinable()) thread_.join();
}

Loop::TimerId Loop::after(Millis delay, Command command) {
    const TimerId id = next_timer_++;
    const Millis due = clock_.steady() + delay;
    timers_.emplace(std::pair(due, id), std::move(command));
    due_[id] = due;
    return id;
}

void Loop::cancel(TimerId& timer) {
    const auto found = due_.find(timer);
    if (found != due_.end()) {
        timers_.erase({found->second, timer});
        due_.erase(found);
    }
    timer = 0;
}

void Loop::on_tick(Loop* loop, su_timer_t*, su_timer_arg_t*) {
    const Millis now = loop->clock_.steady();
    loop->last_turn_ = now.count();
    while (!loop->timers_.empty() && loop->timers_.begin()->first.first <= now) {
        auto node = loop->timers_.extract(loop->timers_.begin());
        loop->due_.erase(node.key().second);
        node.mapped()();
    }
}

}  // namespace tiller::sip
