#include "serve/keeper.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

namespace tiller::serve {
namespace {

constexpr int kLowestPriority = 19;

}  // namespace

Keeper::Keeper(std::unique_ptr<privacy::Retention> retention)
    : retention_(std::move(retention)), thread_([this] { run(); }) {}

Keeper::~Keeper() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Keeper::run() {
    pthread_setname_np(pthread_self(), "retention");
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kLowestPriority);  // on Linux: of this thread
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        Millis rest = privacy::Retention::kLongRest;
        try {
            rest = retention_->step();
        } catch (const store::StoreError& e) {
            log::error("retention cannot use the store, will try again", {{"error", e.what()}});
        }
        lock.lock();
        wake_.wait_for(lock, rest, [&] { return stopping_; });
    }
}

}  // namespace tiller::serve
