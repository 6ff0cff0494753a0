#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tiller::cloud {

/// A ZIP archive of files, made while it is read: however many there are, only one piece and the names are in memory.
/// Files are stored as they are (MP3 does not get smaller), each with its checksum behind it; beyond 4 GiB or 65,535
/// files the archive is ZIP64 (libarchive).
///
/// Thread rule: one thread at a time.
class ZipStream {
  public:
    struct File {
        std::string name;  // in the archive
        std::string path;
    };
    /// Gives the files one after the other, then nothing.
    using Source = std::function<std::optional<File>()>;

    explicit ZipStream(Source source);
    ~ZipStream();
    ZipStream(const ZipStream&) = delete;
    ZipStream& operator=(const ZipStream&) = delete;

    /// The next piece; empty at the end. A file that is gone is left out. One that cannot be read whole throws
    /// std::runtime_error: a reader must not take the archive for whole.
    std::string next();

  private:
    struct Writer;
    void begin_file();
    void copy_piece();

    Source source_;
    std::unique_ptr<Writer> writer_;
    bool ended_ = false;
};

}  // namespace tiller::cloud
