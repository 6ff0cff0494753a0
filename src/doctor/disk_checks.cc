#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "doctor/doctor_checks.h"

namespace tiller::doctor {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMegabyte = 1'000'000;
// An hour of recorded talk is 20 to 30 MB; the database's log may take a hundred while a big list comes in.
constexpr uint64_t kLeastBytes = 500 * kMegabyte, kComfortableBytes = 5'000 * kMegabyte;
constexpr Millis kGoodFlush{20}, kBadFlush{200};

/// The folder itself, or the nearest one above it that exists.
fs::path nearest_existing(const std::string& data_dir) {
    std::error_code ec;
    fs::path path = fs::absolute(data_dir, ec);
    while (!fs::exists(path, ec) && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
    return path;
}

/// Times of small writes, each flushed; empty if the folder cannot be written (errno tells why).
std::vector<Millis> time_flushes(const fs::path& folder) {
    using clock = std::chrono::steady_clock;
    constexpr int kTimes = 15;
    std::string path = (folder / fmt::format(".tiller-doctor.{}", getpid())).string();
    int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return {};
    std::vector<Millis> times;
    std::array<char, 4096> page{};
    for (int i = 0; i < kTimes; ++i) {
        auto start = clock::now();
        if (write(fd, page.data(), page.size()) != static_cast<ssize_t>(page.size()) || fdatasync(fd) != 0) {
            times.clear();
            break;
        }
        times.push_back(std::chrono::ceil<Millis>(clock::now() - start));
    }
    int error = errno;
    close(fd);
    unlink(path.c_str());
    errno = error;
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

Check judge_free_space(uint64_t bytes, const std::string& where) {
    Check check{.name = "disk space",
                .found = fmt::format("{:.1f} GB free at {}", static_cast<double>(bytes) / 1e9, where)};
    if (bytes >= kComfortableBytes) return check;
    check.grade = bytes < kLeastBytes ? Grade::error : Grade::warning;
    check.advice = "make room, or put the data folder on a larger disk: an hour of recorded talk takes 20 to 30 MB";
    return check;
}

Check judge_flush(Millis typical, Millis slowest) {
    Check check{.name = "disk flush",
                .found = fmt::format("a durable write takes {} ms, at worst {} ms", typical.count(), slowest.count())};
    if (typical <= kGoodFlush) return check;
    check.grade = typical > kBadFlush ? Grade::error : Grade::warning;
    check.advice = "every accepted plan and every call waits for this: use a local SSD, no network file system";
    return check;
}

Checks check_data_folder(const std::string& data_dir) {
    fs::path folder = nearest_existing(data_dir);
    std::error_code ec;
    bool exists = fs::exists(data_dir, ec);
    Check writable{.name = "data folder " + data_dir};
    if (!fs::is_directory(folder, ec)) {
        writable.grade = Grade::error;
        writable.found = fmt::format("{} is not a folder", folder.string());
        writable.advice = "choose another with --data";
        return {writable};
    }
    auto times = time_flushes(folder);
    if (times.empty()) {
        writable.grade = Grade::error;
        writable.found = fmt::format("{} cannot be written: {}", folder.string(), std::strerror(errno));
        writable.advice = "give this user the right to write there, or choose another folder with --data";
        return {writable};
    }
    writable.found = exists ? (is_in_use(data_dir) ? "writable, a tiller runs on it" : "writable")
                            : "does not exist yet; the first start makes it";
    struct stat info {};
    if (exists && stat(data_dir.c_str(), &info) == 0 && (info.st_mode & 077) != 0) {
        writable.grade = Grade::warning;
        writable.found += fmt::format("; others may look into it, mode {:o}", info.st_mode & 0777);
        writable.advice = fmt::format("it holds keys and people's voices: chmod -R go= {}", data_dir);
    }
    Checks checks{writable};
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) == 0) {
        checks.push_back(judge_free_space(uint64_t{disk.f_bavail} * disk.f_frsize, folder.string()));
    }
    checks.push_back(judge_flush(times[times.size() / 2], times.back()));
    return checks;
}

}  // namespace tiller::doctor
