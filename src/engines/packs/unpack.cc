#include "engines/packs/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "base/printable.h"
#include "base/text.h"

namespace tiller::engines {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = 8ull << 30;
constexpr int kMostFiles = 1'000;
constexpr size_t kPiece = 1u << 20;

struct ArchiveCleanup {
    void operator()(archive* reader) const { archive_read_free(reader); }
};

bool leads_out(const fs::path& path) {
    if (path.is_absolute() || path.empty()) return true;
    return std::ranges::any_of(path, [](const fs::path& part) { return part == ".."; });
}

/// The file that the reader stands at. `left`: bytes that all files may still have.
Result<void> write_file(archive* reader, const fs::path& path, uint64_t& left) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary);
    std::vector<char> piece(kPiece);
    for (;;) {
        const la_ssize_t got = archive_read_data(reader, piece.data(), piece.size());
        if (got < 0) return invalid("the archive is damaged");
        if (got == 0) break;
        if (static_cast<uint64_t>(got) > left)
            return invalid(fmt::format("the archive holds more than {} GiB", kMostBytes >> 30));
        left -= static_cast<uint64_t>(got);
        out.write(piece.data(), got);
    }
    out.close();
    if (!out) return unavailable(fmt::format("{} cannot be written", path.string()));
    return {};
}

}  // namespace

Result<std::string> hash_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return not_found(fmt::format("{} is not there", path));
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr);
    std::vector<char> piece(kPiece);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0)
        EVP_DigestUpdate(hash.get(), piece.data(), static_cast<size_t>(in.gcount()));
    std::string digest(32, '\0');
    EVP_DigestFinal_ex(hash.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return to_hex(digest);
}

Result<void> verify_file(const std::string& path, const std::string& sha256) {
    auto hash = hash_file(path);
    if (!hash) return hash.error();
    if (*hash == lower(sha256)) return {};
    return invalid(fmt::format("{} is not what was meant: its SHA-256 is {}", path, *hash));
}

Result<void> unpack(const std::string& archive_path, const std::string& folder) {
    std::unique_ptr<archive, ArchiveCleanup> reader(archive_read_new());
    archive_read_support_filter_all(reader.get());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_zip(reader.get());
    if (archive_read_open_filename(reader.get(), archive_path.c_str(), kPiece) != ARCHIVE_OK)
        return invalid("it is no archive: tar or zip is wanted");
    uint64_t left = kMostBytes;
    archive_entry* entry = nullptr;
    for (int files = 0;;) {
        const int read = archive_read_next_header(reader.get(), &entry);
        if (read == ARCHIVE_EOF) return {};
        if (read < ARCHIVE_WARN) return invalid("it is no archive, or a damaged one: tar or zip is wanted");
        const char* name = archive_entry_pathname(entry);
        const fs::path path(name == nullptr ? "" : name);
        const auto type = archive_entry_filetype(entry);
        if (leads_out(path) || archive_entry_hardlink(entry) != nullptr || (type != AE_IFREG && type != AE_IFDIR))
            return invalid(fmt::format("the archive holds \"{}\", which is no file below its folder",
                                       printable(path.string(), 80)));
        if (type == AE_IFDIR) continue;
        if (++files > kMostFiles) return invalid(fmt::format("the archive holds more than {} files", kMostFiles));
        if (auto written = write_file(reader.get(), fs::path(folder) / path, left); !written) return written;
    }
}

}  // namespace tiller::engines
