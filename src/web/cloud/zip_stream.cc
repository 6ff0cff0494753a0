#include "web/cloud/zip_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace tiller::cloud {
namespace {

constexpr size_t kPieceBytes = 256u << 10;

}  // namespace

struct ZipStream::Writer {
    Writer() {
        archive_write_set_format_zip(archive);
        archive_write_zip_set_compression_store(archive);
        archive_write_set_bytes_per_block(archive, 0);  // every byte comes to take() at once
        check(archive_write_open2(archive, &out, nullptr, take, nullptr, nullptr));
    }
    ~Writer() {
        close_file();
        archive_entry_free(entry);
        archive_write_free(archive);
    }

    static la_ssize_t take(struct archive*, void* out, const void* bytes, size_t size) {
        static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
        return static_cast<la_ssize_t>(size);
    }
    void check(int result) {
        if (result < ARCHIVE_WARN) throw std::runtime_error(std::string("zip: ") + archive_error_string(archive));
    }
    void close_file() {
        if (file >= 0) ::close(file);
        file = -1;
    }

    struct archive* archive = archive_write_new();
    archive_entry* entry = archive_entry_new();
    std::string out;
    int file = -1;
    uint64_t left = 0;  // bytes of the file that are not in the archive yet
};

ZipStream::ZipStream(Source source) : source_(std::move(source)), writer_(std::make_unique<Writer>()) {}

ZipStream::~ZipStream() = default;

std::string ZipStream::next() {
    while (writer_->out.size() < kPieceBytes && !ended_) writer_->file < 0 ? begin_file() : copy_piece();
    return std::exchange(writer_->out, {});
}

void ZipStream::begin_file() {
    auto next = source_();
    if (!next) {
        writer_->check(archive_write_close(writer_->archive));
        ended_ = true;
        return;
    }
    writer_->file = ::open(next->path.c_str(), O_RDONLY | O_CLOEXEC);
    if (writer_->file < 0 && errno == ENOENT) return;
    struct stat info {};
    if (writer_->file < 0 || ::fstat(writer_->file, &info) != 0) throw std::runtime_error("zip: a file does not open");
    writer_->left = static_cast<uint64_t>(info.st_size);

    archive_entry_clear(writer_->entry);
    archive_entry_set_pathname(writer_->entry, next->name.c_str());
    archive_entry_set_filetype(writer_->entry, AE_IFREG);
    archive_entry_set_perm(writer_->entry, 0644);
    archive_entry_set_size(writer_->entry, info.st_size);
    archive_entry_set_mtime(writer_->entry, info.st_mtim.tv_sec, 0);
    writer_->check(archive_write_header(writer_->archive, writer_->entry));
    if (writer_->left == 0) writer_->close_file();
}

void ZipStream::copy_piece() {
    std::string piece(std::min<uint64_t>(kPieceBytes, writer_->left), '\0');
    ssize_t got = ::read(writer_->file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) throw std::runtime_error("zip: a file became shorter");
    if (archive_write_data(writer_->archive, piece.data(), static_cast<size_t>(got)) != got) {
        throw std::runtime_error(std::string("zip: ") + archive_error_string(writer_->archive));
    }
    writer_->left -= static_cast<uint64_t>(got);
    if (writer_->left == 0) writer_->close_file();
}

}  // namespace tiller::cloud
