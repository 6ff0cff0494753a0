#include "trust/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "base/text.h"

namespace tiller::trust {
namespace {

/// Writes beside and links, so that nobody ever reads half a secret and two starts agree on one.
void make(const std::string& path, const std::string& secret) {
    std::string fresh = fmt::format("{}.{}", path, getpid());
    int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::string line = secret + "\n";
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

Result<std::vector<std::string>> read_secret_file(const std::string& path) {
    if (access(path.c_str(), F_OK) != 0) return not_found(fmt::format("there is no \"{}\"", path));
    std::ifstream in(path);
    if (!in) return unavailable(fmt::format("\"{}\" cannot be read", path));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        if (!trim(line).empty()) lines.emplace_back(trim(line));
    }
    return lines;
}

void ensure_secret_file(const std::string& path, const std::string& line) {
    if (access(path.c_str(), F_OK) != 0) make(path, line);
    // One that was copied into place may be open to others.
    if (chmod(path.c_str(), 0600) != 0) {
        throw std::runtime_error(fmt::format("\"{}\" cannot be kept from others: {}", path, std::strerror(errno)));
    }
}

}  // namespace tiller::trust
