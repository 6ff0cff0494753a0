#include "cli/lab/demo_files.h"

#include <filesystem>
#include <fstream>

namespace tiller::cli {

std::string write_any_hour(const std::string& folder) {
    std::string packs = folder + "/any-hour";
    std::filesystem::create_directories(packs);
    std::ofstream(packs + "/any-hour.yaml") << demo_file("any-hour.yaml");
    return packs;
}

}  // namespace tiller::cli
