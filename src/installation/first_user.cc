#include "installation/first_user.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "base/crypto/crypto.h"
#include "store/users.h"

namespace tiller::installation {
namespace {

constexpr size_t kPasswordBytes = 10;

void write_secret(const std::string& path, const std::string& text) {
    int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = file >= 0 && fchmod(file, 0600) == 0 &&
                   write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
    int error = errno;
    if (file >= 0) close(file);
    if (!written) throw std::runtime_error(fmt::format("\"{}\" cannot be written: {}", path, std::strerror(error)));
}

std::string path_in(const store::Store& store) { return store.dir() + "/first-password"; }

}  // namespace

bool ensure_first_user(store::Store& store, const Clock& clock, Random& random) {
    if (store.read([](store::Db& db) { return store::count_users(db); }) > 0) return false;
    std::string password = random.hex(kPasswordBytes);
    write_secret(path_in(store), password + "\n");
    std::string hash = hash_password(password, random);
    store.write([&](store::Tx& tx) {
        store::put_user(tx, {.name = kFirstUser,
                             .role = store::Role::owner,
                             .password_hash = hash,
                             .one_time = true,
                             .created = clock.now()});
    });
    return true;
}

void remove_first_password(store::Store& store) { unlink(path_in(store).c_str()); }

}  // namespace tiller::installation
