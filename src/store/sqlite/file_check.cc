#include "store/sqlite/file_check.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include "store/sqlite/backup.h"

namespace tiller::store {
namespace {

constexpr int kPoliteness = 10;  // nice(1)
constexpr std::chrono::milliseconds kInterruptPause{2};

}  // namespace

FileCheck::FileCheck(const std::string& database, const std::string& vfs,
                     std::function<void(const StoreError&)> damaged)
    : db_(database, true, vfs), path_(database), damaged_(std::move(damaged)) {
    db_.number("PRAGMA cell_size_check=ON");
    thread_ = std::thread([this] { run(); });
}

FileCheck::~FileCheck() {
    {
        std::unique_lock lock(mutex_);
        is_given_up_ = true;
        while (!is_through_) {
            // Only what runs is interrupted: the check may just be about to begin.
            sqlite3_interrupt(db_.handle());
            ended_.wait_for(lock, kInterruptPause);
        }
    }
    thread_.join();
}

bool FileCheck::wait(Millis limit) {
    std::unique_lock lock(mutex_);
    if (ended_.wait_for(lock, limit, [&] { return is_through_; })) return true;
    if (thread_id_ != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(thread_id_), kPoliteness);
    return false;
}

bool FileCheck::is_through() {
    std::lock_guard lock(mutex_);
    return is_through_;
}

std::string FileCheck::damage() {
    std::lock_guard lock(mutex_);
    return damage_;
}

void FileCheck::run() {
    {
        std::lock_guard lock(mutex_);
        thread_id_ = gettid();
    }
    std::optional<StoreError> damage;
    try {
        if (auto faults = find_damage(db_, Depth::structure); !faults.empty()) {
            damage = StoreError(fmt::format("\"{}\": {}", path_, faults), SQLITE_CORRUPT);
        }
    } catch (const StoreError& e) {
        damage = e;
    }
    bool given_up;
    {
        std::lock_guard lock(mutex_);
        given_up = is_given_up_;
    }
    // Interrupted, SQLite tells of faults that are none.
    if (damage && !given_up) damaged_(*damage);
    std::lock_guard lock(mutex_);
    if (damage) damage_ = damage->what();
    is_through_ = true;
    ended_.notify_all();
}

}  // namespace tiller::store
