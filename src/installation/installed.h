#pragma once
// What is set up in a data folder, read beside a running server if need be.
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/engines.h"
#include "store/line_holds.h"

namespace tiller::installation {

struct InstalledLine {
    std::string account;
    store::Line line;
    std::string password;  // empty, too, if there is no master key that opens it
    std::optional<store::LineHold> hold{};
};

struct InstalledEngine {
    store::StoredEngine engine;
    std::string key;  // empty, too, if there is no master key that opens it
};

/// No lines if there is no database yet; `unavailable` if there is one that cannot be read.
Result<std::vector<InstalledLine>> installed_lines(const std::string& data_dir);
/// The same of engines.
Result<std::vector<InstalledEngine>> installed_engines(const std::string& data_dir);
/// One sentence if the installation is on hold (store/hold.h), else empty.
std::string installed_hold(const std::string& data_dir);
struct InstalledRobot {
    std::string name;
    std::string definition;  // of the published version
};
/// Robots that can be called with; empty if nothing can be read.
std::vector<InstalledRobot> installed_robots(const std::string& data_dir);
/// The languages of the robots; empty if nothing can be read.
std::set<std::string> installed_languages(const std::string& data_dir);

}  // namespace tiller::installation
