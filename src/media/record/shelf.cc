#include "media/record/shelf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "base/log.h"

namespace tiller::media {
namespace {

Error failure(const std::string& path) {
    return unavailable(fmt::format("cannot store recording {}: {}", path, std::strerror(errno)));
}

/// Flushes a folder, so that the names in it outlast a crash.
Result<void> flush_folder(const std::string& folder) {
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failure(folder);
    const int result = fsync(descriptor);
    const int error = errno;
    close(descriptor);
    errno = error;
    return result == 0 ? Result<void>() : failure(folder);
}

Result<void> copy_and_flush(const std::string& from, const std::string& to) {
    const int in = open(from.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    bool ok = in >= 0 && out >= 0;
    while (ok) {
        const ssize_t moved = sendfile(out, in, nullptr, size_t{1} << 20);
        if (moved == 0) break;
        ok = moved > 0;
    }
    ok = ok && fdatasync(out) == 0;
    const int error = errno;
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    errno = error;
    return ok ? Result<void>() : failure(to);
}

std::string folder_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

}  // namespace

Result<void> move_into_place(const std::string& from, const std::string& to) {
    if (rename(from.c_str(), to.c_str()) == 0) return {};
    if (errno != EXDEV) return failure(to);
    const std::string beside = to + ".part";
    if (auto copied = copy_and_flush(from, beside); !copied) {
        unlink(beside.c_str());
        return copied;
    }
    if (rename(beside.c_str(), to.c_str()) != 0) {
        const Error error = failure(to);
        unlink(beside.c_str());
        return error;
    }
    unlink(from.c_str());
    return {};
}

Shelf::Shelf(Listener& listener) : listener_(listener), thread_([this] { run(); }) {}

Shelf::~Shelf() {
    stopping_ = true;
    bell_.ring();
    thread_.join();
}

void Shelf::put(Take* take) {
    if (queue_.push(take)) bell_.ring();
}

void Shelf::run() {
    pthread_setname_np(pthread_self(), "media-shelf");
    for (;;) {
        bell_.wait(std::chrono::seconds(1));
        const bool last_round = stopping_;
        std::vector<std::unique_ptr<Take>> batch;
        for (Take* take = queue_.take_all(); take != nullptr;) {
            Take* const next = take->next;
            batch.emplace_back(take);
            take = next;
        }
        if (!batch.empty()) place(batch);
        if (last_round) return;
    }
}

void Shelf::place(std::vector<std::unique_ptr<Take>>& batch) {
    for (auto& take : batch) {
        if (!take->error) take->file.start_flush();
    }
    std::map<std::string, std::vector<Take*>> by_folder;
    for (auto& take : batch) {
        if (take->error) continue;
        auto done = take->file.flush();
        if (done) done = move_into_place(take->file.path(), take->path);
        if (!done) {
            take->error = done.error();
            continue;
        }
        take->file.placed();
        by_folder[folder_of(take->path)].push_back(take.get());
    }
    for (auto& [folder, takes] : by_folder) {
        const auto done = flush_folder(folder);
        if (done) continue;
        for (Take* take : takes) take->error = done.error();
    }
    for (auto& take : batch) {
        const SessionId session = take->session;
        const Recording recording{.path = take->path,
                                  .ok = !take->error,
                                  .error = take->error ? take->error->message : "",
                                  .length = Millis(20 * take->frames)};
        take.reset();  // removes what could not be stored, before anybody hears of it
        if (!recording.ok) log::error("recording lost", {{"session", session}, {"error", recording.error}});
        listener_.on_recorded(session, recording);
    }
}

}  // namespace tiller::media
