#include "http/file_body.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "http/date.h"
#include "http/range.h"

namespace tiller::http {
namespace {

constexpr size_t kPieceBytes = 256u << 10;  // read at once: few hand-overs, little memory for each slow client

class OpenFile {
  public:
    explicit OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

BodySource read_pieces(std::shared_ptr<OpenFile> file, uint64_t offset, uint64_t length) {
    return [file = std::move(file), offset, end = offset + length]() mutable {
        std::string piece(static_cast<size_t>(std::min<uint64_t>(kPieceBytes, end - offset)), '\0');
        ssize_t got = 0;
        do {
            got = ::pread(file->descriptor(), piece.data(), piece.size(), static_cast<off_t>(offset));
        } while (got < 0 && errno == EINTR);
        piece.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
        offset += piece.size();
        return piece;
    };
}

struct Validators {
    std::string etag;
    std::time_t modified = 0;
    std::string last_modified;
};

Validators validators_of(const struct stat& info) {
    // A file that is replaced gets another inode, one that grows another size: a strong validator for whole files.
    std::string etag =
        fmt::format("\"{:x}-{:x}-{:x}{:08x}\"", info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
    return {std::move(etag), info.st_mtim.tv_sec, format_date(info.st_mtim.tv_sec)};
}

bool lists_etag(std::string_view header, const std::string& etag) {
    for (std::string_view candidate : split(header, ',')) {
        candidate = trim(candidate);
        if (candidate.starts_with("W/")) candidate.remove_prefix(2);
        if (candidate == etag || candidate == "*") return true;
    }
    return false;
}

/// RFC 9110 section 13.2.2: If-None-Match goes before If-Modified-Since.
bool is_unmodified(const Request& request, const Validators& validators) {
    if (request.headers.contains("if-none-match")) {
        return lists_etag(request.header("if-none-match"), validators.etag);
    }
    auto since = parse_date(std::string(request.header("if-modified-since")));
    return since && validators.modified <= *since;
}

RangeAnswer range_of(const Request& request, const Validators& validators, uint64_t size) {
    std::string_view condition = request.header("if-range");
    bool holds = condition.empty() || condition == validators.etag || condition == validators.last_modified;
    return request.method == "GET" && holds ? parse_range(request.header("range"), size) : RangeAnswer{};
}

}  // namespace

Result<FileAnswer> answer_with_file(Response response, const Request& request) {
    auto file = std::make_shared<OpenFile>(response.file);
    if (file->descriptor() < 0) {
        return errno == ENOENT ? not_found("the file is gone")
                               : internal_error("cannot open the file: errno " + std::to_string(errno));
    }
    struct stat info {};
    if (::fstat(file->descriptor(), &info) != 0 || !S_ISREG(info.st_mode)) return internal_error("not a plain file");

    auto size = static_cast<uint64_t>(info.st_size);
    Validators validators = validators_of(info);
    response.file.clear();
    response.body.clear();
    response.headers.emplace_back("Accept-Ranges", "bytes");
    response.headers.emplace_back("ETag", validators.etag);
    response.headers.emplace_back("Last-Modified", validators.last_modified);
    bool plain = response.status == 200;
    if (plain && is_unmodified(request, validators)) {
        response.status = 304;
        return FileAnswer{std::move(response), 0};
    }
    RangeAnswer range = plain ? range_of(request, validators, size) : RangeAnswer{};
    uint64_t first = 0, length = size;
    if (range.kind == RangeAnswer::Kind::unsatisfiable) {
        response.status = 416;
        response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
        return FileAnswer{std::move(response), 0};
    }
    if (range.kind == RangeAnswer::Kind::part) {
        response.status = 206;
        response.headers.emplace_back("Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last, size));
        first = range.first;
        length = range.last - range.first + 1;
    }
    response.stream = read_pieces(std::move(file), first, length);
    return FileAnswer{std::move(response), length};
}

}  // namespace tiller::http
