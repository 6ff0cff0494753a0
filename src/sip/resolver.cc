#include "sip/resolver.h"

#include <fmt/format.h>
#include <netdb.h>
#include <pthread.h>
#include <resolv.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/text.h"

namespace tiller::sip {
namespace {

using Moment = std::chrono::steady_clock::time_point;

/// Two tries of two seconds each: somebody waits for the answer.
void hurry() {
    if (res_init() != 0) return;
    _res.retrans = 2;
    _res.retry = 2;
}

}  // namespace

Resolved ask_system(const std::string& name) {
    hurry();
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    const int failure = getaddrinfo(name.c_str(), nullptr, &hints, &found);
    if (failure != 0) return {.error = fmt::format("the name {} is not known: {}", name, gai_strerror(failure))};
    Resolved resolved;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        const auto address = IpAddress::of(one->ai_addr);
        if (address && std::ranges::find(resolved.addresses, *address) == resolved.addresses.end())
            resolved.addresses.push_back(*address);
    }
    freeaddrinfo(found);
    if (!resolved.ok()) resolved.error = fmt::format("the name {} has no address", name);
    return resolved;
}

/// What the threads share; it lives until the last of them has come back from the outside.
struct Resolver::State {
    State(const Clock& system_clock, ResolverOptions given) : clock(system_clock), options(std::move(given)) {}

    struct Known {
        Resolved answer;
        Millis asked{0};
        bool failed = false;           // when it was asked last
        std::optional<Millis> worked;  // when the addresses were last heard of
    };
    struct Waiter {
        Moment deadline;
        Done done;
    };

    const Clock& clock;  // not used once `closed`
    const ResolverOptions options;
    std::mutex mutex;
    std::condition_variable work, deadlines, quiet;
    bool closed = false;
    int threads = 0, idle = 0;
    int calling = 0;  // threads that are within a `Done`
    std::deque<std::string> queue;
    std::map<std::string, std::vector<Waiter>> waiting;
    std::unordered_map<std::string, Known> names;
    std::thread watch;

    std::optional<Resolved> find(const std::string& name) const {
        const auto found = names.find(name);
        if (found == names.end()) return std::nullopt;
        const Known& known = found->second;
        const Millis holds = known.failed ? options.keep_failure : options.keep;
        const bool fresh = clock.steady() - known.asked <= holds;
        return fresh ? std::optional(known.answer) : std::nullopt;
    }

    /// The answer as it counts: the last good one where there is none now.
    Resolved keep(const std::string& name, Resolved answer) {
        const Millis now = clock.steady();
        if (names.size() >= options.most_kept) {
            std::erase_if(names, [&](const auto& entry) { return now - entry.second.asked > options.keep; });
            if (names.size() >= options.most_kept) names.clear();
        }
        Known& known = names[name];
        known.asked = now;
        known.failed = !answer.ok();
        if (!known.failed) known.worked = now;
        const bool stands_in = known.failed && known.worked && now - *known.worked <= options.keep_stale;
        if (!stands_in) known.answer = std::move(answer);
        return known.answer;
    }

    /// Calls without the lock, as `Done` may ask again.
    void tell(std::unique_lock<std::mutex>& lock, std::vector<Waiter> waiters, const Resolved& answer) {
        ++calling;
        lock.unlock();
        for (const Waiter& waiter : waiters) waiter.done(answer);
        waiters.clear();
        lock.lock();
        if (--calling == 0) quiet.notify_all();
    }

    void serve() {
        std::unique_lock lock(mutex);
        for (;;) {
            ++idle;
            work.wait(lock, [this] { return closed || !queue.empty(); });
            --idle;
            if (closed) return;
            const std::string name = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            Resolved answer = options.look_up(name);
            lock.lock();
            if (closed) return;
            answer = keep(name, std::move(answer));
            auto waiters = waiting.extract(name);
            if (!waiters.empty()) tell(lock, std::move(waiters.mapped()), answer);
        }
    }

    void watch_deadlines() {
        std::unique_lock lock(mutex);
        while (!closed) {
            const Moment now = std::chrono::steady_clock::now();
            Moment next = Moment::max();
            std::vector<Waiter> late;
            std::string name;
            for (auto& [asked, waiters] : waiting) {
                const auto first_late = std::partition(waiters.begin(), waiters.end(),
                                                       [&](const Waiter& waiter) { return waiter.deadline > now; });
                if (first_late != waiters.end() && late.empty()) {
                    late.assign(std::make_move_iterator(first_late), std::make_move_iterator(waiters.end()));
                    waiters.erase(first_late, waiters.end());
                    name = asked;
                    break;
                }
                for (const Waiter& waiter : waiters) next = std::min(next, waiter.deadline);
            }
            if (!late.empty()) {
                tell(lock, std::move(late), timed_out(name));
            } else if (next == Moment::max()) {
                deadlines.wait(lock);
            } else {
                deadlines.wait_until(lock, next);
            }
        }
    }

    /// For those who waited in vain: the last good answer, or that there is none in time.
    Resolved timed_out(const std::string& name) {
        return keep(name, {.error = fmt::format("the name {} is not known: no answer within {} ms", name,
                                                options.deadline.count())});
    }

    /// With the lock held and the question queued. False: the system gives us no thread, and there is none yet.
    static bool find_thread(const std::shared_ptr<State>& self) {
        if (self->queue.size() <= static_cast<size_t>(self->idle) || self->threads >= self->options.threads)
            return true;
        try {
            std::thread([self] {
                pthread_setname_np(pthread_self(), "names");
                self->serve();
            }).detach();
            ++self->threads;
        } catch (const std::system_error&) {
            return self->threads > 0;
        }
        return true;
    }
};

Resolver::Resolver(const Clock& clock, ResolverOptions options)
    : state_(std::make_shared<State>(clock, std::move(options))) {
    state_->watch = std::thread([state = state_.get()] {
        pthread_setname_np(pthread_self(), "name-deadlines");
        state->watch_deadlines();
    });
}

Resolver::~Resolver() {
    {
        std::unique_lock lock(state_->mutex);
        state_->closed = true;
        state_->work.notify_all();
        state_->deadlines.notify_all();
        state_->quiet.wait(lock, [this] { return state_->calling == 0; });
    }
    state_->watch.join();
}

std::optional<Resolved> Resolver::known(std::string_view host) const {
    if (const auto literal = IpAddress::parse(host)) return Resolved{.addresses = {*literal}};
    std::lock_guard lock(state_->mutex);
    return state_->find(lower(host));
}

void Resolver::resolve(std::string_view host, Done done) {
    if (const auto answer = known(host)) return done(*answer);
    const std::string name = lower(host);
    std::unique_lock lock(state_->mutex);
    const bool asked = state_->waiting.contains(name);
    if (!asked) {
        const bool full = state_->waiting.size() >= state_->options.most_waiting;
        if (!full) state_->queue.push_back(name);
        if (full || !State::find_thread(state_)) {
            if (!full) state_->queue.pop_back();
            lock.unlock();
            return done({.error = fmt::format("the name {} cannot be asked for: too much is under way", name)});
        }
        state_->work.notify_one();
    }
    state_->waiting[name].push_back({std::chrono::steady_clock::now() + state_->options.deadline, std::move(done)});
    state_->deadlines.notify_one();
}

}  // namespace tiller::sip
