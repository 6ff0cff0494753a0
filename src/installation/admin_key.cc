#include "installation/admin_key.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/crypto/secret_file.h"

namespace tiller::installation {
namespace {

constexpr size_t kKeyBytes = 32, kShortest = 32, kLongest = 256;

std::string path_of(const std::string& data_dir) { return data_dir + "/admin.key"; }

}  // namespace

Result<std::string> read_admin_key(const std::string& data_dir) {
    std::string path = path_of(data_dir);
    auto lines = read_secret_file(path);
    if (!lines) return lines.error();
    if (lines->empty() || lines->front().size() < kShortest || lines->front().size() > kLongest) {
        return invalid(
            fmt::format("\"{}\" holds no key of {} to {} characters: remove it, and the next start makes one", path,
                        kShortest, kLongest));
    }
    return lines->front();
}

std::string ensure_admin_key(const std::string& data_dir, Random& random) {
    ensure_secret_file(path_of(data_dir), random.hex(kKeyBytes));
    auto key = read_admin_key(data_dir);
    if (!key) throw std::runtime_error(key.error().message);
    return *key;
}

}  // namespace tiller::installation
