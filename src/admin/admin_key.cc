#include "admin/admin_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "base/text.h"

namespace tiller::admin {
namespace {

constexpr size_t kKeyBytes = 32, kShortest = 32, kLongest = 256;

std::string path_of(const std::string& data_dir) { return data_dir + "/admin.key"; }

/// Writes beside and links, so that nobody ever reads half a key and two starts agree on one.
void make_key(const std::string& path, const std::string& key) {
    std::string fresh = fmt::format("{}.{}", path, getpid());
    int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::string line = key + "\n";
    bool written =
        file >= 0 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && fsync(file) == 0;
    int error = errno;
    if (file >= 0) close(file);
    if (written && link(fresh.c_str(), path.c_str()) != 0 && errno != EEXIST) {
        written = false;
        error = errno;
    }
    unlink(fresh.c_str());
    if (!written) throw std::runtime_error(fmt::format("\"{}\" cannot be written: {}", path, std::strerror(error)));
}

}  // namespace

Result<std::string> read_admin_key(const std::string& data_dir) {
    std::string path = path_of(data_dir);
    if (access(path.c_str(), F_OK) != 0) return not_found(fmt::format("there is no \"{}\"", path));
    std::ifstream in(path);
    std::string line;
    if (!std::getline(in, line)) return unavailable(fmt::format("\"{}\" cannot be read", path));
    std::string key(trim(line));
    if (key.size() < kShortest || key.size() > kLongest) {
        return invalid(
            fmt::format("\"{}\" holds no key of {} to {} characters: remove it, and the next start makes one", path,
                        kShortest, kLongest));
    }
    return key;
}

std::string ensure_admin_key(const std::string& data_dir, Random& random) {
    std::string path = path_of(data_dir);
    if (access(path.c_str(), F_OK) != 0) make_key(path, random.hex(kKeyBytes));
    // One that was copied into place may be open to others.
    if (chmod(path.c_str(), 0600) != 0) {
        throw std::runtime_error(fmt::format("\"{}\" cannot be kept from others: {}", path, std::strerror(errno)));
    }
    auto key = read_admin_key(data_dir);
    if (!key) throw std::runtime_error(key.error().message);
    return *key;
}

}  // namespace tiller::admin
