#include "store/sqlite/log_watch.h"

#include <fmt/format.h>

namespace tiller::store {
namespace {

std::string path_of_log(const std::string& database) { return database + "-wal"; }

std::string wrong_frame(const std::string& log, const LogFrames& frames, std::string_view why) {
    uint32_t number = frames.at().frames + 1;
    return fmt::format("\"{}\": frame {}, at byte {}, is missing or has a wrong checksum, {}", log, number,
                       frames.offset_of(number), why);
}

/// Goes on to the end of what SQLite would read.
std::string read_marked(LogFrames& frames, const LogPosition& marked, const std::string& log) {
    while (frames.at().frames < marked.frames && frames.next()) {
    }
    if (frames.at().frames < marked.frames) {
        return wrong_frame(log, frames, fmt::format("and {} frames were written and acknowledged", marked.frames));
    }
    if (frames.at().frames == marked.frames && frames.at().sums != marked.sums) {
        return fmt::format("\"{}\": frame {} is not the one that was acknowledged", log, marked.frames);
    }
    return {};
}

bool is_there(const std::string& path, const std::string& vfs) {
    auto file = VfsFile::open(path, vfs, VfsFile::Mode::read);
    return file && file->size() > 0;
}

}  // namespace

LogFinding look_at_log(const std::string& database, const std::string& vfs) {
    LogFinding out{.damage = {}, .mark = CommitMarkFile::read(database, vfs)};
    const std::string log = path_of_log(database);
    if (out.mark && out.mark->serial > 0 && !is_there(database, vfs)) {
        out.damage = fmt::format("\"{}\" is missing or empty, and was in use before", database);
        return out;
    }
    auto file = VfsFile::open(log, vfs, VfsFile::Mode::read);
    auto frames = file ? LogFrames::open(*file) : std::nullopt;
    if (!frames) {
        out.is_log_gone = out.mark && out.mark->log.frames > 0;
        return out;
    }
    if (out.mark && out.mark->log.is_same_log(frames->at())) {
        out.damage = read_marked(*frames, out.mark->log, log);
        if (!out.damage.empty()) return out;
    }
    while (frames->next()) {
    }
    if (uint32_t later = frames->find_proof_of_hole(); later != 0) {
        out.damage =
            wrong_frame(log, *frames, fmt::format("and the transaction that ends with frame {} is whole", later));
    }
    return out;
}

uint64_t last_serial(Db& db) {
    if (db.number("SELECT count(*) FROM sqlite_master WHERE name='commits'") == 0) return 0;
    return static_cast<uint64_t>(db.number("SELECT serial FROM commits"));
}

std::string find_lost_commits(const std::optional<CommitMark>& mark, uint64_t serial, const std::string& database) {
    if (!mark || serial >= mark->serial) return {};
    return fmt::format(
        "\"{0}\" ends with commit {1}, and commit {2} was acknowledged: its log \"{0}-wal\" is missing or damaged, or "
        "an older file was put in its place. Whoever wants to go on without the newest {3} commits removes \"{0}{4}\"",
        database, serial, mark->serial, mark->serial - serial, CommitMarkFile::kSuffix);
}

LogWatch::LogWatch(const std::string& database, const std::string& vfs, uint64_t serial, size_t page_size)
    : log_path_(path_of_log(database)), vfs_(vfs), page_size_(page_size), mark_(database, vfs, {.serial = serial}) {
    // A commit may have been flushed, and the process gone before it was noted.
    if (mark_.mark().serial < serial) mark_.change([&](CommitMark& mark) { mark.serial = serial; });
}

void LogWatch::note_commit(uint64_t serial, int frames) {
    if (!log_) log_ = VfsFile::open(log_path_, vfs_, VfsFile::Mode::read);
    auto position = log_ ? LogFrames::position_at(*log_, static_cast<uint32_t>(frames), page_size_) : std::nullopt;
    mark_.change([&](CommitMark& mark) {
        mark.serial = serial;
        mark.log = position.value_or(LogPosition{});
    });
}

void LogWatch::note_no_log() {
    mark_.change([](CommitMark& mark) { mark.log = {}; });
    mark_.flush();
}

/// Reads what is new. The log may be begun anew at the same time: then it is not the one of the mark any more.
std::string LogWatch::check_log(const CommitMark& mark) {
    if (mark.log.frames == 0) return {};
    if (!checked_file_) checked_file_ = VfsFile::open(log_path_, vfs_, VfsFile::Mode::read);
    if (!checked_ || !checked_->at().is_same_log(mark.log)) {
        checked_ = checked_file_ ? LogFrames::open(*checked_file_) : std::nullopt;
        if (!checked_) return fmt::format("\"{}\" is missing or has a damaged header", log_path_);
    }
    checked_->forget_buffer();
    return read_marked(*checked_, mark.log, log_path_);
}

std::string LogWatch::check() {
    std::lock_guard lock(check_mutex_);
    std::string damage = check_log(mark_.mark());
    if (damage.empty()) return {};
    std::lock_guard hold(commits_);  // now it is
    checked_.reset();
    return check_log(mark_.mark());
}

}  // namespace tiller::store
