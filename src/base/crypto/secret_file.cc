#include "base/crypto/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/text.h"

namespace tiller {
namespace {

/// A new file beside `path`, flushed. Its name; empty if it could not be written: errno says why.
std::string write_beside(const std::string& path, const std::string& text) {
    // Never one that is there already, which may be somebody's link to elsewhere; for its owner only.
    std::string fresh = path + ".XXXXXX";
    int file = mkostemp(fresh.data(), O_CLOEXEC);
    if (file < 0) return {};
    bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
    int error = errno;
    close(file);
    if (written) return fresh;
    unlink(fresh.c_str());
    errno = error;
    return {};
}

/// So that a name that was just given is still there after a power cut.
bool flush_folder_of(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path();
    int file = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    bool flushed = fsync(file) == 0;
    int error = errno;
    close(file);
    errno = error;
    return flushed;
}

/// Links into place, so that nobody ever reads half a secret and two starts agree on one.
void make(const std::string& path, const std::string& secret) {
    std::string fresh = write_beside(path, secret + "\n");
    bool made = !fresh.empty() && (link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST) && flush_folder_of(path);
    int error = errno;
    if (!fresh.empty()) unlink(fresh.c_str());
    if (!made) throw std::runtime_error(fmt::format("\"{}\" cannot be written: {}", path, std::strerror(error)));
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

Result<void> replace_secret_file(const std::string& path, const std::vector<std::string>& lines) {
    std::error_code ec;
    std::string target = std::filesystem::canonical(path, ec).string();
    if (ec) return unavailable(fmt::format("\"{}\" cannot be replaced: {}", path, ec.message()));
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    std::string fresh = write_beside(target, text);
    bool replaced = !fresh.empty() && rename(fresh.c_str(), target.c_str()) == 0 && flush_folder_of(target);
    if (replaced) return {};
    int error = errno;
    if (!fresh.empty()) unlink(fresh.c_str());
    return unavailable(fmt::format("\"{}\" cannot be replaced: {}", path, std::strerror(error)));
}

}  // namespace tiller
