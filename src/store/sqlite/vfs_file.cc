#include "store/sqlite/vfs_file.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

std::unique_ptr<VfsFile> VfsFile::open(const std::string& path, const std::string& vfs, Mode mode) {
    sqlite3_initialize();
    sqlite3_vfs* disk = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
    if (mode == Mode::read) {
        int is_there = 0;
        if (disk->xAccess(disk, path.c_str(), SQLITE_ACCESS_EXISTS, &is_there) == SQLITE_OK && !is_there)
            return nullptr;
    }
    std::unique_ptr<VfsFile> out(new VfsFile(path));
    out->memory_.resize(static_cast<size_t>(disk->szOsFile) / sizeof(std::max_align_t) + 1);
    // Made as a log, a file gets the owner and the rights of the database, and its first flush is one of the folder,
    // too.
    int flags = mode == Mode::read ? SQLITE_OPEN_READONLY | SQLITE_OPEN_SUPER_JOURNAL
                                   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
    int rc = disk->xOpen(disk, out->path_.c_str(), out->file(), flags, nullptr);
    if (rc != SQLITE_OK) out->fail("opened", rc);
    return out;
}

VfsFile::~VfsFile() {
    if (file()->pMethods) file()->pMethods->xClose(file());
}

bool VfsFile::read(int64_t offset, std::span<uint8_t> out) {
    int rc = file()->pMethods->xRead(file(), out.data(), static_cast<int>(out.size()), offset);
    if (rc == SQLITE_IOERR_SHORT_READ) return false;
    if (rc != SQLITE_OK) fail("read", rc);
    return true;
}

void VfsFile::write(int64_t offset, std::span<const uint8_t> data) {
    int rc = file()->pMethods->xWrite(file(), data.data(), static_cast<int>(data.size()), offset);
    if (rc != SQLITE_OK) fail("written", rc);
}

void VfsFile::flush() {
    int rc = file()->pMethods->xSync(file(), SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    if (rc != SQLITE_OK) fail("flushed", rc);
}

int64_t VfsFile::size() {
    sqlite3_int64 size = 0;
    if (int rc = file()->pMethods->xFileSize(file(), &size); rc != SQLITE_OK) fail("read", rc);
    return size;
}

void VfsFile::fail(const char* what, int code) const {
    throw StoreError(fmt::format("\"{}\" cannot be {}: {}", path_, what, sqlite3_errstr(code)), code);
}

}  // namespace tiller::store
