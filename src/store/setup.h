#pragma once
// What an operator sets up for an account: lines, robots and groups of them, strategies.
#include <vector>

#include "store/dnc.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct Line {
    int64_t key = 0;
    int64_t account = 0;
    std::string name;
    bool enabled = true;
    std::string config;           // JSON, see campaign/line.h
    std::string sealed_password;  // open_line_password; empty: none
};

struct Robot {
    int64_t account = 0;
    std::string id;  // 32 hex
    std::string name;
    std::string language;
    std::string platforms;                            // JSON array of names
    int64_t version = 0;                              // the published one; 0: none
    std::optional<std::string> draft = std::nullopt;  // a dialogue that is not published yet
};

/// Robots that share the calls of a task by weight.
struct RobotGroup {
    struct Member {
        std::string robot;  // id
        int64_t weight = 1;
        bool operator==(const Member&) const = default;
    };
    int64_t account = 0;
    std::string name;
    std::vector<Member> members;  // ordered by robot
};

/// Adds the line, or changes the one with this account and name; gives its key. The password stays as it is.
int64_t put_line(Tx& tx, const Line& line);
void set_line_password(Tx& tx, int64_t account, int64_t line, std::string_view password);
/// For those who talk to the line's server. Throws StoreError if the master key does not open it.
std::string open_line_password(Db& db, const Line& line);
std::optional<Line> find_line(Db& db, int64_t account, std::string_view name);
std::optional<Line> find_line(Db& db, int64_t key);
std::vector<Line> list_lines(Db& db);
std::vector<Line> list_lines(Db& db, int64_t account);
void delete_line(Tx& tx, int64_t key);

void put_robot(Tx& tx, const Robot& robot);
/// By RobotID or RobotName.
std::optional<Robot> find_robot(Db& db, int64_t account, std::string_view id_or_name);
std::vector<Robot> list_robots(Db& db, int64_t account);
/// The robot and all its versions.
void delete_robot(Tx& tx, int64_t account, std::string_view id);
/// Versions never change once they are in.
void insert_robot_version(Tx& tx, int64_t account, std::string_view robot, int64_t version, std::string_view definition,
                          Instant now);
std::optional<std::string> find_robot_definition(Db& db, int64_t account, std::string_view robot, int64_t version);

struct RobotVersion {
    int64_t version = 0;
    Instant created;
};
/// The number under which a dialogue that is not published is kept, because a test call speaks it: -1, -2 … in the
/// order of first calls. The same text keeps its number.
int64_t keep_draft(Tx& tx, int64_t account, std::string_view robot, std::string_view definition, Instant now);
/// The published ones, newest first.
std::vector<RobotVersion> list_robot_versions(Db& db, int64_t account, std::string_view robot);

/// Replaces the group's members.
void put_robot_group(Tx& tx, const RobotGroup& group);
std::optional<RobotGroup> find_robot_group(Db& db, int64_t account, std::string_view name);
void delete_robot_group(Tx& tx, int64_t account, std::string_view name);
/// Ordered by name.
std::vector<RobotGroup> list_robot_groups(Db& db, int64_t account);

/// `definition` is campaign::to_json(Strategy).
void put_strategy(Tx& tx, int64_t account, std::string_view name, std::string_view definition);
std::optional<std::string> find_strategy(Db& db, int64_t account, std::string_view name);
std::vector<std::string> list_strategies(Db& db, int64_t account);
void delete_strategy(Tx& tx, int64_t account, std::string_view name);

/// Is anything under way that needs the line? Tasks and plans that have not ended.
bool is_line_in_use(Db& db, int64_t account, int64_t line);
/// Does a task that has not ended call with this robot (by id) or group (by name)?
bool is_robot_in_use(Db& db, int64_t account, std::string_view id_or_group, bool is_group);
/// The strategies of plans that have not ended, as they were when the plans were made.
std::vector<std::string> strategies_in_use(Db& db, int64_t account);

}  // namespace tiller::store
