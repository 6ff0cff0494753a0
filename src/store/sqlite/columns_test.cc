#include "store/sqlite/columns.h"

#include <gtest/gtest.h>

namespace tiller::store {
namespace {

enum class Colour : uint8_t { red, green };

struct Place {
    int street = 0;
    bool operator==(const Place&) const = default;
};
struct Thing {
    int64_t key = 0;
    std::string name;
    Colour colour = Colour::red;
    bool is_new = false;
    Place place;
    Instant made;
    std::optional<Instant> broken;
    std::optional<int64_t> owner;
    std::chrono::days age{0};
    bool operator==(const Thing&) const = default;
};

// Not in the order of the struct, nor of the table: neither matters.
constexpr auto kThings =
    table<Thing>("things", later("broken", &Thing::broken), made("key", &Thing::key), column("colour", &Thing::colour),
                 fixed("name", &Thing::name), column("is_new", &Thing::is_new), column("owner", &Thing::owner),
                 fixed("street", [](auto& thing) -> auto& { return thing.place.street; }), fixed("made", &Thing::made),
                 column("age", &Thing::age));

class ColumnsTest : public testing::Test {
  protected:
    ColumnsTest() {
        db_.script(
            "CREATE TABLE things(key INTEGER PRIMARY KEY, name TEXT UNIQUE, colour INTEGER, is_new INTEGER, street "
            "INTEGER, made INTEGER, broken INTEGER, owner INTEGER, age INTEGER, note TEXT)");
        thing_.key = Insert(kThings, {"note"}).run(db_, thing_, "noted");
    }
    std::optional<Thing> find(std::string_view name) { return Select(kThings, "WHERE name=?").first(db_, name); }

    Tx db_{":memory:", false};
    Thing thing_{.name = "it's",
                 .colour = Colour::green,
                 .is_new = true,
                 .place = {7},
                 .made = from_ms(1'700'000'000'123),
                 .owner = 5,
                 .age = std::chrono::days(3)};
};

TEST_F(ColumnsTest, WhatIsInsertedIsReadAgain) {
    EXPECT_EQ(find("it's"), thing_);
    EXPECT_EQ(find("else"), std::nullopt);
    EXPECT_EQ(db_.number("SELECT count(*) FROM things WHERE note='noted'"), 1);
}

TEST_F(ColumnsTest, AnUpdateChangesWhatMayChangeInItsOwnRowOnly) {
    Thing other{.name = "other", .made = from_ms(5)};
    other.key = Insert(kThings).run(db_, other);
    Thing changed = thing_;
    changed.colour = Colour::red;
    changed.owner.reset();
    changed.broken = from_ms(9);
    Thing wanted = changed;
    changed.name = "another name";  // fixed: stays
    EXPECT_EQ(Update(kThings).run(db_, changed), 1);
    EXPECT_EQ(find("it's"), wanted);
    EXPECT_EQ(find("other"), other);
    changed.key = 99;
    EXPECT_EQ(Update(kThings).run(db_, changed), 0);
}

TEST_F(ColumnsTest, PutInsertsOrChanges) {
    const Put put(kThings, "name");
    Thing again = thing_;
    again.colour = Colour::red;
    again.place = {8};  // fixed
    put.run(db_, again);
    again.place = thing_.place;
    EXPECT_EQ(find("it's"), again);
    put.run(db_, {.name = "new"});
    EXPECT_EQ(Select(kThings, "ORDER BY key").all(db_).size(), 2u);
}

TEST_F(ColumnsTest, AJoinReadsItsColumnsFromAPlaceOn) {
    auto found = db_.first("SELECT 'before', " + kThings.names("t.") + ", note FROM things t",
                           [](Row& row) { return std::pair(kThings.read(row, 1), row.string(1 + kThings.kSize)); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first, thing_);
    EXPECT_EQ(found->second, "noted");
}

}  // namespace
}  // namespace tiller::store
