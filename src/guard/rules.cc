#include "guard/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "guard/pack_reader.h"

namespace tiller::guard {

Result<std::shared_ptr<const Rules>> Rules::load(std::vector<Pack> packs) {
    auto rules = std::make_shared<Rules>();
    std::string faults_text, everything;
    for (const Pack& pack : packs) {
        document::SourceText source(pack.text);
        document::Faults faults(source);
        auto root = document::parse_yaml(source, faults);
        std::vector<Rule> read = root ? read_pack(*root, faults) : std::vector<Rule>{};
        std::set<std::string> seen;
        for (Rule& rule : read) {
            if (!seen.insert(rule.id).second) faults.add(0, fmt::format("rule \"{}\" comes twice", rule.id));
            auto same = std::find_if(rules->rules_.begin(), rules->rules_.end(),
                                     [&](const Rule& known) { return known.id == rule.id; });
            if (same == rules->rules_.end()) {
                rules->rules_.push_back(std::move(rule));
            } else {
                *same = std::move(rule);
            }
        }
        auto found = faults.take();
        if (!found.empty()) faults_text += (faults_text.empty() ? "" : "\n") + to_text(found, pack.name);
        // With lengths, so that no two sets of packs look the same.
        everything += fmt::format("{} {} {}{}", pack.name.size(), pack.text.size(), pack.name, pack.text);
    }
    if (!faults_text.empty()) return invalid(faults_text);
    std::string hash = sha256(everything);
    for (size_t i = 0; i < 8; ++i) rules->fingerprint_ += fmt::format("{:02x}", static_cast<uint8_t>(hash[i]));
    rules->packs_ = std::move(packs);
    return std::shared_ptr<const Rules>(std::move(rules));
}

Result<std::shared_ptr<const Rules>> load_rules(const std::string& folder) {
    std::vector<Pack> packs = built_in_packs();
    if (folder.empty()) return Rules::load(std::move(packs));
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    if (error) return invalid(fmt::format("guard_packs \"{}\": {}", folder, error.message()));
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        if (!file) return invalid(fmt::format("guard_packs: \"{}\" cannot be read", path.string()));
        packs.push_back({path.string(), text.str()});
    }
    return Rules::load(std::move(packs));
}

}  // namespace tiller::guard
