#include "store/setup.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kLines = table<Line>("lines", made("key", &Line::key), fixed("account", &Line::account),
                                    fixed("name", &Line::name), column("enabled", &Line::enabled),
                                    column("config", &Line::config), later("password", &Line::sealed_password));

constexpr auto kRobots =
    table<Robot>("robots", key("account", &Robot::account), key("id", &Robot::id), column("name", &Robot::name),
                 column("language", &Robot::language), column("platforms", &Robot::platforms),
                 column("version", &Robot::version), column("draft", &Robot::draft));

}  // namespace

int64_t put_line(Tx& tx, const Line& line) {
    static const Put put(kLines, "account, name");
    put.run(tx, line);
    return tx.number("SELECT key FROM lines WHERE account=? AND name=?", line.account, line.name);
}

void set_line_password(Tx& tx, int64_t account, int64_t line, std::string_view password) {
    tx.run("UPDATE lines SET password=? WHERE key=? AND account=?",
           tx.vault().seal(password, name_of_line_password(account, line)), line, account);
}

std::string open_line_password(Db& db, const Line& line) {
    return db.vault().open(line.sealed_password, name_of_line_password(line.account, line.key));
}

std::optional<Line> find_line(Db& db, int64_t account, std::string_view name) {
    static const Select find(kLines, "WHERE account=? AND name=?");
    return find.first(db, account, name);
}

std::optional<Line> find_line(Db& db, int64_t key) {
    static const Select find(kLines, "WHERE key=?");
    return find.first(db, key);
}

std::vector<Line> list_lines(Db& db) {
    static const Select list(kLines, "ORDER BY key");
    return list.all(db);
}

std::vector<Line> list_lines(Db& db, int64_t account) {
    static const Select list(kLines, "WHERE account=? ORDER BY name");
    return list.all(db, account);
}

void delete_line(Tx& tx, int64_t key) {
    tx.run("DELETE FROM line_holds WHERE line=?", key);
    tx.run("DELETE FROM lines WHERE key=?", key);
}

void put_robot(Tx& tx, const Robot& robot) {
    static const Put put(kRobots, "account, id");
    put.run(tx, robot);
}

std::optional<Robot> find_robot(Db& db, int64_t account, std::string_view id_or_name) {
    static const Select by_id(kRobots, "WHERE account=? AND id=?"), by_name(kRobots, "WHERE account=? AND name=?");
    auto robot = by_id.first(db, account, id_or_name);
    return robot ? robot : by_name.first(db, account, id_or_name);
}

std::vector<Robot> list_robots(Db& db, int64_t account) {
    static const Select list(kRobots, "WHERE account=? ORDER BY name");
    return list.all(db, account);
}

void delete_robot(Tx& tx, int64_t account, std::string_view id) {
    tx.run("DELETE FROM robot_versions WHERE account=? AND robot=?", account, id);
    tx.run("DELETE FROM robots WHERE account=? AND id=?", account, id);
}

void insert_robot_version(Tx& tx, int64_t account, std::string_view robot, int64_t version, std::string_view definition,
                          Instant now) {
    tx.run("INSERT INTO robot_versions(account, robot, version, definition, created) VALUES(?,?,?,?,?)", account, robot,
           version, definition, now);
}

int64_t keep_draft(Tx& tx, int64_t account, std::string_view robot, std::string_view definition, Instant now) {
    auto known = tx.first(
        "SELECT version FROM robot_versions WHERE account=? AND robot=? AND version<0 AND definition=?",
        [](Row& r) { return r.integer(0); }, account, robot, definition);
    if (known) return *known;
    int64_t lowest =
        tx.number("SELECT coalesce(min(version), 0) FROM robot_versions WHERE account=? AND robot=? AND version<0",
                  account, robot);
    insert_robot_version(tx, account, robot, lowest - 1, definition, now);
    return lowest - 1;
}

std::optional<std::string> find_robot_definition(Db& db, int64_t account, std::string_view robot, int64_t version) {
    return db.first(
        "SELECT definition FROM robot_versions WHERE account=? AND robot=? AND version=?",
        [](Row& r) { return r.string(0); }, account, robot, version);
}

void put_robot_group(Tx& tx, const RobotGroup& group) {
    tx.run("DELETE FROM robot_groups WHERE account=? AND name=?", group.account, group.name);
    for (const auto& member : group.members) {
        tx.run("INSERT INTO robot_groups(account, name, robot, weight) VALUES(?,?,?,?)", group.account, group.name,
               member.robot, member.weight);
    }
}

std::optional<RobotGroup> find_robot_group(Db& db, int64_t account, std::string_view name) {
    RobotGroup group{account, std::string(name), {}};
    db.query(
        "SELECT robot, weight FROM robot_groups WHERE account=? AND name=? ORDER BY robot",
        [&](Row& r) {
            group.members.push_back({r.string(0), r.integer(1)});
        },
        account, name);
    return group.members.empty() ? std::nullopt : std::optional(std::move(group));
}

void delete_robot_group(Tx& tx, int64_t account, std::string_view name) {
    tx.run("DELETE FROM robot_groups WHERE account=? AND name=?", account, name);
}

std::vector<RobotGroup> list_robot_groups(Db& db, int64_t account) {
    std::vector<RobotGroup> out;
    db.query(
        "SELECT name, robot, weight FROM robot_groups WHERE account=? ORDER BY name, robot",
        [&](Row& r) {
            if (out.empty() || out.back().name != r.string(0)) out.push_back({account, r.string(0), {}});
            out.back().members.push_back({r.string(1), r.integer(2)});
        },
        account);
    return out;
}

std::vector<RobotVersion> list_robot_versions(Db& db, int64_t account, std::string_view robot) {
    std::vector<RobotVersion> out;
    db.query(
        "SELECT version, created FROM robot_versions WHERE account=? AND robot=? AND version>0 ORDER BY version DESC",
        [&](Row& r) {
            out.push_back({r.integer(0), r.instant(1)});
        },
        account, robot);
    return out;
}

void put_strategy(Tx& tx, int64_t account, std::string_view name, std::string_view definition) {
    tx.run(
        "INSERT INTO strategies(account, name, definition) VALUES(?,?,?) "
        "ON CONFLICT(account, name) DO UPDATE SET definition=excluded.definition",
        account, name, definition);
}

std::optional<std::string> find_strategy(Db& db, int64_t account, std::string_view name) {
    return db.first(
        "SELECT definition FROM strategies WHERE account=? AND name=?", [](Row& r) { return r.string(0); }, account,
        name);
}

std::vector<std::string> list_strategies(Db& db, int64_t account) {
    std::vector<std::string> out;
    db.query(
        "SELECT definition FROM strategies WHERE account=? ORDER BY name", [&](Row& r) { out.push_back(r.string(0)); },
        account);
    return out;
}

void delete_strategy(Tx& tx, int64_t account, std::string_view name) {
    tx.run("DELETE FROM strategies WHERE account=? AND name=?", account, name);
}

bool is_line_in_use(Db& db, int64_t account, int64_t line) {
    return db.number(
               "SELECT EXISTS(SELECT 1 FROM tasks WHERE account=?1 AND line=?2 AND finished IS NULL) OR "
               "EXISTS(SELECT 1 FROM plans WHERE account=?1 AND line=?2 AND finished IS NULL)",
               account, line) != 0;
}

bool is_robot_in_use(Db& db, int64_t account, std::string_view id_or_group, bool is_group) {
    return db.number(
               "SELECT EXISTS(SELECT 1 FROM tasks WHERE account=?1 AND finished IS NULL AND robot_is_group=?3 AND "
               "?2=CASE WHEN ?3 THEN robot_name ELSE robot END)",
               account, id_or_group, is_group) != 0;
}

std::vector<std::string> strategies_in_use(Db& db, int64_t account) {
    std::vector<std::string> out;
    db.query(
        "SELECT definition FROM plans WHERE account=? AND finished IS NULL",
        [&](Row& r) { out.push_back(r.string(0)); }, account);
    return out;
}

}  // namespace tiller::store
