#include "speech/prompt_files.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/crypto/crypto.h"
#include "base/log.h"

namespace tiller::speech {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little);

constexpr char kMagic[] = "TLRPRM02";
constexpr size_t kHeader = 8 + 4 + 4 + 32;
constexpr std::string_view kEnding = ".prompt", kTemporary = ".part";

std::string_view bytes_of(const Audio& audio) {
    return {reinterpret_cast<const char*>(audio.samples.data()), audio.samples.size() * sizeof(int16_t)};
}

/// Visits every regular file of the cache; errors (a file removed meanwhile) end the visit quietly.
template <class Visit>
void for_each_file(const std::string& dir, Visit visit) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(dir, error), end; !error && it != end; it.increment(error)) {
        std::error_code gone;
        if (it->is_regular_file(gone)) visit(*it);
    }
}

}  // namespace

Result<std::unique_ptr<PromptFiles>> PromptFiles::open(const std::string& dir, uint64_t most_bytes) {
    std::error_code error;
    fs::create_directories(dir, error);
    if (error || access(dir.c_str(), W_OK | X_OK) != 0) {
        return unavailable("the prompt cache " + dir + " cannot be written" + (error ? ": " + error.message() : ""));
    }
    std::unique_ptr<PromptFiles> files(new PromptFiles(dir, most_bytes));
    for_each_file(dir, [&](const fs::directory_entry& file) {
        std::error_code gone;
        if (file.path().native().ends_with(kTemporary)) {
            fs::remove(file.path(), gone);
        } else if (auto size = file.file_size(gone); !gone) {
            files->bytes_ += size;
        }
    });
    return files;
}

std::string PromptFiles::path_of(const std::string& key) const {
    return dir_ + "/" + key.substr(0, 2) + "/" + key + std::string(kEnding);
}

uint64_t PromptFiles::bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
}

std::optional<Audio> PromptFiles::load(const std::string& key) {
    std::string path = path_of(key);
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string content((std::istreambuf_iterator<char>(in)), {});
    auto damaged = [&]() -> std::optional<Audio> {
        log::warn("damaged prompt in the cache is made again", {{"file", path}});
        return std::nullopt;
    };
    if (content.size() < kHeader || memcmp(content.data(), kMagic, 8) != 0) return damaged();
    uint32_t rate, count;
    memcpy(&rate, content.data() + 8, 4);
    memcpy(&count, content.data() + 12, 4);
    std::string_view body = std::string_view(content).substr(kHeader);
    if (rate != Audio::kRate || body.size() != size_t{count} * sizeof(int16_t)) return damaged();
    if (sha256(body) != std::string_view(content).substr(16, 32)) return damaged();
    Audio audio;
    audio.samples.resize(count);
    memcpy(audio.samples.data(), body.data(), body.size());
    std::error_code error;
    fs::last_write_time(path, fs::file_time_type::clock::now(), error);  // "used last" for drop_oldest
    return audio;
}

void PromptFiles::save(const std::string& key, const Audio& audio) {
    std::string path = path_of(key), temporary;
    std::string_view body = bytes_of(audio);
    {
        std::lock_guard lock(mutex_);
        temporary = dir_ + "/" + std::to_string(getpid()) + "-" + std::to_string(++written_) + std::string(kTemporary);
    }
    std::error_code error, none;
    auto before = fs::file_size(path, none);
    fs::create_directories(fs::path(path).parent_path(), error);
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    uint32_t rate = Audio::kRate, count = static_cast<uint32_t>(audio.samples.size());
    out.write(kMagic, 8);
    out.write(reinterpret_cast<const char*>(&rate), 4);
    out.write(reinterpret_cast<const char*>(&count), 4);
    out << sha256(body) << body;
    out.close();
    if (out && !error) fs::rename(temporary, path, error);
    if (!out || error) {
        log::warn("a prompt could not be written to the cache", {{"file", path}, {"reason", error.message()}});
        fs::remove(temporary, none);
        return;
    }
    std::lock_guard lock(mutex_);
    bytes_ += kHeader + body.size();
    if (!none) bytes_ -= std::min<uint64_t>(bytes_, before);
    if (bytes_ > most_bytes_) drop_oldest();
}

void PromptFiles::drop_oldest() {
    struct File {
        fs::file_time_type used;
        uint64_t size;
        fs::path path;
    };
    std::vector<File> files;
    bytes_ = 0;
    for_each_file(dir_, [&](const fs::directory_entry& file) {
        std::error_code error;
        File one{file.last_write_time(error), file.file_size(error), file.path()};
        if (error || !one.path.native().ends_with(kEnding)) return;
        bytes_ += one.size;
        files.push_back(std::move(one));
    });
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.used < b.used; });
    // A fifth at once, so that the scan is rare.
    for (const File& file : files) {
        if (bytes_ <= most_bytes_ / 5 * 4) break;
        std::error_code error;
        if (fs::remove(file.path, error)) bytes_ -= file.size;
    }
}

}  // namespace tiller::speech
