#include "installation/installed.h"

#include <fmt/format.h>

#include <filesystem>

#include "store/accounts.h"
#include "store/hold.h"
#include "store/seals/vault.h"

namespace tiller::installation {
namespace {

std::string database_of(const std::string& data_dir) { return data_dir + "/tiller.db"; }

bool has_database(const std::string& data_dir) {
    std::error_code ec;
    return std::filesystem::exists(database_of(data_dir), ec);
}

}  // namespace

Result<std::vector<InstalledLine>> installed_lines(const std::string& data_dir) {
    std::vector<InstalledLine> lines;
    if (!has_database(data_dir)) return lines;
    try {
        store::Db db(database_of(data_dir), true);
        auto master = store::MasterKey::read(data_dir);
        if (master) db.use(std::make_shared<store::Vault>(std::move(*master)));
        for (store::Line& line : store::list_lines(db)) {
            auto account = store::find_account(db, line.account);
            std::string password = master ? store::open_line_password(db, line) : "";
            auto hold = store::find_line_hold(db, line.key);
            lines.push_back({account ? account->name : "?", std::move(line), std::move(password), std::move(hold)});
        }
    } catch (const store::StoreError& error) {
        return unavailable(error.what());
    }
    return lines;
}

Result<std::vector<InstalledEngine>> installed_engines(const std::string& data_dir) {
    std::vector<InstalledEngine> engines;
    if (!has_database(data_dir)) return engines;
    try {
        store::Db db(database_of(data_dir), true);
        auto master = store::MasterKey::read(data_dir);
        if (master) db.use(std::make_shared<store::Vault>(std::move(*master)));
        for (store::StoredEngine& engine : store::list_engines(db)) {
            std::string key = master ? store::open_engine_key(db, engine) : "";
            engines.push_back({std::move(engine), std::move(key)});
        }
    } catch (const store::StoreError& error) {
        return unavailable(error.what());
    }
    return engines;
}

std::string installed_hold(const std::string& data_dir) {
    if (!has_database(data_dir)) return {};
    try {
        store::Db db(database_of(data_dir), true);
        auto hold = store::find_hold(db);
        return hold ? store::told(*hold) : std::string();
    } catch (const store::StoreError&) {
        return {};  // that the database cannot be read is told with the lines
    }
}

std::vector<InstalledRobot> installed_robots(const std::string& data_dir) {
    std::vector<InstalledRobot> robots;
    if (!has_database(data_dir)) return robots;
    try {
        store::Db db(database_of(data_dir), true);
        for (const store::Account& account : store::list_accounts(db)) {
            for (const store::Robot& robot : store::list_robots(db, account.key)) {
                auto definition = store::find_robot_definition(db, account.key, robot.id, robot.version);
                if (definition) robots.push_back({robot.name, std::move(*definition)});
            }
        }
    } catch (const store::StoreError&) {
        // That the database cannot be read is told with the lines.
    }
    return robots;
}

std::set<std::string> installed_languages(const std::string& data_dir) {
    std::set<std::string> languages;
    if (!has_database(data_dir)) return languages;
    try {
        store::Db db(database_of(data_dir), true);
        for (const store::Account& account : store::list_accounts(db)) {
            for (const store::Robot& robot : store::list_robots(db, account.key)) languages.insert(robot.language);
        }
    } catch (const store::StoreError&) {
        // That the database cannot be read is told with the lines.
    }
    return languages;
}

}  // namespace tiller::installation
