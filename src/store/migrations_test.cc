#include "store/migrations.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "store/plan_counts.h"
#include "store/sqlite/backup.h"
#include "store/store.h"
#include "store/task_changes.h"

namespace tiller::store {
namespace {

std::string read_file(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::map<std::string, int64_t> rows_by_table(Db& db) {
    std::vector<std::string> tables;
    db.query("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'",
             [&](Row& r) { tables.push_back(r.string(0)); });
    std::map<std::string, int64_t> out;
    for (auto& table : tables) out[table] = db.number("SELECT count(*) FROM " + table);
    return out;
}

// Tables that a later step replaced, and where their rows are now.
const std::map<std::string, std::string> kReplaced = {{"dnc_numbers", "dnc_entries"}};

constexpr int kReleasedSchema = 1;  // the newest that a release carried

class MigrationsTest : public ::testing::Test {
  protected:
    MigrationsTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_migrations_XXXXXX";
        dir_ = mkdtemp(pattern.data());
        path_ = dir_ + "/tiller.db";
    }
    ~MigrationsTest() override { std::filesystem::remove_all(dir_); }
    std::string dir_, path_;
};

TEST_F(MigrationsTest, EveryReleasedSchemaComesForwardWithItsRows) {
    for (int schema = 1; schema <= kReleasedSchema; ++schema) {
        std::string dump = fmt::format("src/store/testdata/schema_{}.sql", schema);
        ASSERT_TRUE(std::filesystem::exists(dump)) << dump << ": how it is made stands in docs/contributing.md";
        std::filesystem::remove_all(dir_);
        std::filesystem::create_directories(dir_);
        std::map<std::string, int64_t> before;
        {
            Tx db(path_, false);
            db.script(read_file(dump));
            ASSERT_EQ(db.number("PRAGMA user_version"), schema) << dump;
            before = rows_by_table(db);
        }
        auto store = Store::open({.dir = dir_, .own_thread = false});
        ASSERT_TRUE(store) << store.error().message;
        (*store)->read([&](Db& db) {
            EXPECT_EQ(db.number("PRAGMA user_version"), schema_version());
            EXPECT_EQ(find_damage(db), "");
            auto after = rows_by_table(db);
            for (auto& [table, rows] : before) {
                EXPECT_GT(rows, 0) << dump << ": " << table << " has no row to bring forward";
                auto replaced = kReplaced.find(table);
                EXPECT_EQ(after[replaced == kReplaced.end() ? table : replaced->second], rows) << dump << ": " << table;
            }
        });
        EXPECT_EQ(std::filesystem::exists(fmt::format("{}.before-{}", path_, schema)), schema < schema_version());
    }
}

TEST_F(MigrationsTest, PlansOfBeforeGetTheirCounts) {
    auto steps = released_steps();
    size_t before = 0;
    while (std::string_view(steps[before]).find("CREATE TABLE plan_counts") == std::string_view::npos) ++before;
    Tx db(path_, false);
    migrate(db, path_, steps.first(before));
    // Row 1: answered with intention A, then taken again and busy. Row 2: voicemail. Row 3: up in round 2. Row 4: new.
    for (int round = 1; round <= 2; ++round) {
        db.run(
            "INSERT INTO tasks(key, account, id, name, type, plan, plan_name, round, status, robot, robot_name, line, "
            "line_name, starts, ends, repeat_interval, repeat_num, repeat_on, dnc_switch, created, total) "
            "VALUES(?1,1,'t'||?1,'',1,7,'p',?1,1,'','',1,'',0,0,0,0,0,0,0,3)",
            round);
    }
    auto number = [&](int task, int row, int state, int attempts, Outcome outcome, const char* intention) {
        db.run(
            "INSERT INTO numbers(account, task, row, callee, fields, state, due, attempts, outcome, intention) "
            "VALUES(1,?,?,?,'{}',?,0,?,?,?)",
            task, row, row, state, attempts, outcome, intention);
    };
    number(1, 1, 2, 1, Outcome::answered, "A");
    number(2, 1, 2, 1, Outcome::busy, "");
    number(1, 2, 2, 1, Outcome::voicemail, "");
    number(1, 3, 2, 1, Outcome::no_answer, "");
    number(2, 3, 1, 1, Outcome::none, "");
    number(1, 4, 0, 0, Outcome::none, "");
    migrate(db, path_);
    using Counts = std::vector<std::pair<std::string, int64_t>>;
    EXPECT_EQ(plan_counts(db, 1, 7, PlanCountKind::outcome), (Counts{{"busy", 1}, {"voicemail", 1}}));
    EXPECT_EQ(plan_counts(db, 1, 7, PlanCountKind::intention), (Counts{{"A", 1}}));
    EXPECT_EQ(plan_counts(db, 1, 7, PlanCountKind::progress), (Counts{{"connected", 2}, {"dialed", 3}}));
    EXPECT_EQ(count_tasks(db, 1, {.status = Status::running}), 2);
    EXPECT_EQ(changed_tasks(db, 1).size(), 1u);
}

TEST_F(MigrationsTest, AFailedStepLeavesTheFileAsItWasAndACopyBesideIt) {
    Tx db(path_, false);
    const std::vector<const char*> good = {"CREATE TABLE a(x INTEGER);"};
    const std::vector<const char*> bad = {good[0], "CREATE TABLE b(x INTEGER); INSERT INTO a VALUES(2);",
                                          "CREATE TABLE c(x INTEGER); INSERT INTO nowhere VALUES(1);"};
    migrate(db, path_, good);
    db.script("INSERT INTO a VALUES(1);");
    try {
        migrate(db, path_, bad);
        FAIL() << "a step that fails must be told";
    } catch (const StoreError& e) {
        EXPECT_NE(std::string(e.what()).find("from schema 1 to 3, and is as it was"), std::string::npos) << e.what();
    }
    const std::map<std::string, int64_t> as_it_was = {{"a", 1}};
    EXPECT_EQ(db.number("PRAGMA user_version"), 1);
    EXPECT_EQ(rows_by_table(db), as_it_was);
    Db copy(path_ + ".before-1", true);
    EXPECT_EQ(copy.number("PRAGMA user_version"), 1);
    EXPECT_EQ(rows_by_table(copy), as_it_was);
}

}  // namespace
}  // namespace tiller::store
