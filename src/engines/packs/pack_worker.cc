#include "engines/packs/pack_worker.h"

#include <cstring>

#include "base/printable.h"

namespace tiller::engines {
namespace {

constexpr uint32_t kMostReply = 16u << 20;

struct ReplyHead {
    uint32_t status = 0, rate = 0, size = 0;
};

}  // namespace

PackWorker::PackWorker(const Pack& pack, const PackPrograms& programs, const Clock& clock)
    : programs_(programs),
      access_(std::make_shared<EngineAccess>(Engine{.name = pack.name}, clock)),
      process_(programs.worker, worker_arguments(pack, programs.library_folder)) {}

pid_t PackWorker::pid() const {
    std::lock_guard lock(mutex_);
    return process_.pid();
}

Result<void> PackWorker::start() {
    std::lock_guard lock(mutex_);
    return start_locked();
}

Result<void> PackWorker::start_locked() {
    if (process_.pid() != -1) return {};
    if (auto allowed = access_->may_be_asked(); !allowed) return allowed.error();
    auto started = process_.start();
    if (started) {
        // Its first word is whether the model is loaded.
        auto reply = receive(std::chrono::steady_clock::now() + programs_.load_within);
        if (reply) return {};
        started = reply.error();
    }
    process_.stop();
    return access_->failed(started.error().message);
}

Result<PackWorker::Reply> PackWorker::ask(std::string_view body) {
    std::lock_guard lock(mutex_);
    if (auto started = start_locked(); !started) return started.error();
    const Millis since = access_->clock.steady();
    const auto deadline = std::chrono::steady_clock::now() + programs_.answer_within;
    const auto size = static_cast<uint32_t>(body.size());
    char head[sizeof size];
    std::memcpy(head, &size, sizeof size);
    if (!process_.send(head, deadline) || !process_.send(body, deadline)) {
        process_.stop();
        return access_->failed("its worker has ended");
    }
    auto reply = receive(deadline);
    if (!reply) {
        process_.stop();
        return access_->failed(reply.error().message);
    }
    access_->answered(access_->clock.steady() - since);
    return reply;
}

Result<PackWorker::Reply> PackWorker::receive(speech::HelperProcess::Deadline deadline) {
    ReplyHead head;
    char bytes[sizeof head];
    if (!process_.receive(bytes, deadline)) {
        const bool is_late = std::chrono::steady_clock::now() >= deadline;
        return unavailable(is_late ? "its worker does not answer in time"
                                   : "its worker has ended: a file of the pack is damaged, or of another engine");
    }
    std::memcpy(&head, bytes, sizeof head);
    if (head.status > 1 || head.size > kMostReply) return unavailable("its worker answers nonsense");
    Reply reply{.rate = head.rate, .body = std::string(head.size, '\0')};
    if (!process_.receive(reply.body, deadline)) return unavailable("its worker has ended in the middle of an answer");
    if (head.status == 1) return unavailable(printable(reply.body));
    return reply;
}

}  // namespace tiller::engines
