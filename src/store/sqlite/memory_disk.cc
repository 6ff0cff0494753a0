#include "store/sqlite/memory_disk.h"

#include <sqlite3.h>

#include <stdexcept>

#include "store/sqlite/memory_entry.h"

namespace tiller::store {

MemoryDisk::MemoryDisk(std::string name) : name_(std::move(name)) {
    sqlite3_initialize();
    if (sqlite3_vfs_find(name_.c_str())) throw std::logic_error("a memory disk has this name already: " + name_);
    registration_ = make_vfs();
    sqlite3_vfs_register(registration_.get(), 0);
}

MemoryDisk::~MemoryDisk() { sqlite3_vfs_unregister(registration_.get()); }

std::shared_ptr<MemoryDisk::Entry> MemoryDisk::find(const std::string& path, bool create) {
    if (auto it = files_.find(path); it != files_.end()) return it->second;
    if (!create) return nullptr;
    deleted_.erase(path);
    return files_[path] = std::make_shared<Entry>();
}

MemoryDisk::Fate MemoryDisk::begin_operation(Operation operation) {
    bool is_flush_to_die_at = operation == Operation::flush && flushes_left_ > 0 && --flushes_left_ == 0;
    if (++operations_ != die_at_ && !is_flush_to_die_at) return Fate::done;
    dead_ = true;
    cut_ = Cut{operation, die_when_, die_torn_};
    if (die_torn_) return Fate::torn;
    return die_when_ == When::after ? Fate::done : Fate::undone;
}

int64_t MemoryDisk::operations() const {
    std::lock_guard lock(mutex_);
    return operations_;
}
void MemoryDisk::die_at(int64_t operation, When when, bool torn) {
    std::lock_guard lock(mutex_);
    die_at_ = operation;
    die_when_ = when;
    die_torn_ = torn;
}
void MemoryDisk::die_at_flush(int64_t nth, When when, bool torn) {
    std::lock_guard lock(mutex_);
    flushes_left_ = nth;
    die_when_ = when;
    die_torn_ = torn;
}
void MemoryDisk::die() {
    std::lock_guard lock(mutex_);
    dead_ = true;
}
bool MemoryDisk::is_dead() const {
    std::lock_guard lock(mutex_);
    return dead_;
}
std::optional<MemoryDisk::Cut> MemoryDisk::cut() const {
    std::lock_guard lock(mutex_);
    return cut_;
}

void MemoryDisk::power_on(Random& random) {
    std::lock_guard lock(mutex_);
    for (auto& [name, entry] : deleted_) {
        if (random.below(2) == 0) files_.emplace(name, entry);
    }
    deleted_.clear();
    std::erase_if(files_, [&](auto& file) { return !file.second->file.is_flushed_once() && random.below(2) == 0; });
    for (auto& [name, entry] : files_) {
        // A new entry: handles of the life before may still hold the old one.
        auto fresh = std::make_shared<Entry>();
        fresh->file = std::move(entry->file);
        fresh->file.power_on(random);
        entry = std::move(fresh);
    }
    ++life_;
    dead_ = false;
    die_at_ = -1;
    flushes_left_ = 0;
    cut_.reset();
}

void MemoryDisk::set_full(bool full) {
    std::lock_guard lock(mutex_);
    full_ = full;
}
void MemoryDisk::set_on_flush(std::function<void()> on_flush) {
    std::lock_guard lock(mutex_);
    on_flush_ = std::move(on_flush);
}

MemoryDisk::Files MemoryDisk::files() const {
    std::lock_guard lock(mutex_);
    Files out;
    for (auto& [name, entry] : files_) out[name] = entry->file.bytes();
    return out;
}
void MemoryDisk::set_files(const Files& files) {
    std::lock_guard lock(mutex_);
    files_.clear();
    deleted_.clear();
    for (auto& [name, content] : files) {
        auto entry = std::make_shared<Entry>();
        entry->file = MemoryFile(content);
        files_.emplace(name, std::move(entry));
    }
    ++life_;
}

}  // namespace tiller::store
