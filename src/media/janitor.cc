#include "media/janitor.h"

#include <pthread.h>

#include "media/session.h"

namespace tiller::media {

Janitor::Janitor(std::function<void()> every_second)
    : every_second_(std::move(every_second)), thread_([this] { run(); }) {}

Janitor::~Janitor() {
    stopping_ = true;
    bell_.ring();
    thread_.join();
}

void Janitor::run() {
    using std::chrono::steady_clock;
    pthread_setname_np(pthread_self(), "media-janitor");
    auto chore_at = steady_clock::now() + std::chrono::seconds(1);
    for (;;) {
        const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(chore_at - steady_clock::now());
        bell_.wait(std::max(rest, std::chrono::milliseconds(0)));
        const bool last_round = stopping_;
        for (Command* command = trash_.take_all(); command != nullptr;) {
            Command* const next = command->next;
            delete command;
            command = next;
        }
        if (steady_clock::now() >= chore_at || last_round) {
            every_second_();
            chore_at = steady_clock::now() + std::chrono::seconds(1);
        }
        if (last_round) return;
    }
}

}  // namespace tiller::media
