#include "engines/packs/pack_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "engines/packs/unpack.h"

namespace tiller::engines {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with all that is in it.
class Incoming {
  public:
    explicit Incoming(const std::string& packs) : path_(fmt::format("{}/.incoming-{}", packs, getpid())) {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ~Incoming() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;
    const std::string& path() const { return path_; }

  private:
    const std::string path_;
};

/// Where the manifest lies: archives often have all in one folder.
Result<std::string> folder_of_manifest(const std::string& path) {
    std::error_code error;
    if (fs::exists(path + "/" + kPackManifest, error)) return path;
    for (const auto& entry : fs::directory_iterator(path, error)) {
        if (fs::exists(entry.path() / kPackManifest, error)) return entry.path().string();
    }
    return invalid(fmt::format("the archive has no {}", kPackManifest));
}

}  // namespace

std::string packs_folder(const std::string& data_dir) { return data_dir + "/packs"; }

std::vector<Pack> list_packs(const std::string& data_dir) {
    std::vector<Pack> packs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(packs_folder(data_dir), error)) {
        if (!entry.is_directory(error) || entry.path().filename().string().starts_with('.')) continue;
        auto pack = read_pack(entry.path().string());
        if (pack) {
            packs.push_back(std::move(*pack));
        } else {
            log::error("a model pack cannot be used",
                       {{"pack", entry.path().filename().string()}, {"why", pack.error().message}});
        }
    }
    std::ranges::sort(packs, {}, &Pack::name);
    return packs;
}

Result<Pack> install_pack(const std::string& archive, const std::string& sha256, const std::string& data_dir,
                          const PackPrograms& programs, const Clock& clock) {
    if (auto good = verify_file(archive, sha256); !good) return good.error();
    const std::string packs = packs_folder(data_dir);
    std::error_code error;
    fs::create_directories(packs, error);
    fs::permissions(packs, fs::perms::owner_all, error);
    const Incoming incoming(packs);
    if (auto done = unpack(archive, incoming.path()); !done) return done.error();
    auto folder = folder_of_manifest(incoming.path());
    if (!folder) return folder.error();
    auto pack = read_pack(*folder);
    if (!pack) return pack.error();
    const std::string place = packs + "/" + pack->name;
    if (fs::exists(place, error))
        return conflict(
            fmt::format("the pack \"{}\" is there already: tiller speech remove {}", pack->name, pack->name));
    if (auto good = verify_pack(*pack); !good) return good.error();
    if (auto works = try_pack(*pack, programs, clock); !works) return works.error();
    fs::rename(*folder, place, error);
    if (error) return unavailable(fmt::format("{} cannot be made: {}", place, error.message()));
    pack->folder = place;
    return pack;
}

Result<void> remove_pack(const std::string& name, const std::string& data_dir) {
    const auto packs = list_packs(data_dir);
    auto found = std::ranges::find(packs, name, &Pack::name);
    if (found == packs.end()) return not_found(fmt::format("there is no pack \"{}\"", name));
    std::error_code error;
    fs::remove_all(found->folder, error);
    if (error) return unavailable(fmt::format("{} cannot be removed: {}", found->folder, error.message()));
    return {};
}

}  // namespace tiller::engines
