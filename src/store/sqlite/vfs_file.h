#pragma once
// One file beside the database, read and written through SQLite's VFS, so that a MemoryDisk holds it too.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct sqlite3_file;

namespace tiller::store {

/// Thread rule: one thread at a time.
class VfsFile {
  public:
    enum class Mode { read, write };  // write: the file is made if it is missing

    /// Null if there is no such file. `vfs` as StoreOptions::vfs. Throws StoreError if it cannot be opened. Not for the
    /// database file while a connection of this process has it open.
    static std::unique_ptr<VfsFile> open(const std::string& path, const std::string& vfs, Mode mode);
    ~VfsFile();
    VfsFile(const VfsFile&) = delete;
    VfsFile& operator=(const VfsFile&) = delete;

    /// False if the file does not reach so far. Throws StoreError, as the others do.
    bool read(int64_t offset, std::span<uint8_t> out);
    void write(int64_t offset, std::span<const uint8_t> data);
    void flush();
    int64_t size();

  private:
    explicit VfsFile(std::string path) : path_(std::move(path)) {}
    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
    [[noreturn]] void fail(const char* what, int code) const;

    const std::string path_;  // SQLite keeps a pointer to it
    std::vector<std::max_align_t> memory_;
};

}  // namespace tiller::store
