#include "journal/journal.h"

#include <gmock/gmock.h>

#include "journal/kinds.h"
#include "journal/store_testing.h"
#include "store/accounts.h"

namespace tiller::journal {
namespace {

using store::EventKind;
using store::Subject;
using testing::ElementsAre;

class JournalTest : public StoreFixture {
  protected:
    JournalTest() {
        store_->write([&](store::Tx& tx) {
            account_ = store::insert_account(tx, {.name = "one", .zone = "Asia/Jakarta"}, clock_.now());
        });
    }
    void write(EventKind kind, int64_t task = 0, int64_t plan = 0, int64_t account = 0) {
        store_->write([&](store::Tx& tx) {
            journal_.write(tx, clock_, random_, {account ? account : account_, kind, task, plan},
                           [](JsonWriter& json, const Zone&) { json.field("Told", true); });
        });
    }
    std::optional<store::Event> event(int64_t sequence) {
        return store_->read([&](store::Db& db) { return store::find_event(db, account_, sequence); });
    }

    Journal journal_;
    int64_t account_ = 0;
};

TEST_F(JournalTest, AnEventHasItsEnvelopeAndItsRecord) {
    write(EventKind::task, 7, 3);
    auto told = event(1);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->kind, EventKind::task);
    EXPECT_EQ(told->task, 7);
    EXPECT_EQ(told->plan, 3);
    EXPECT_EQ(told->created, clock_.now());
    EXPECT_EQ(told->body, R"({"Event":"task","EventID":")" + told->id +
                              R"(","Sequence":1,"Time":"2023-11-15T05:13:20+07:00","Told":true})");
}

TEST_F(JournalTest, EachSubscriberHearsEachEventInOrder) {
    std::vector<std::string> heard;
    auto listen = [&](std::string name) {
        journal_.subscribe([&heard, name](store::Tx&, const store::Event& event) {
            heard.push_back(name + std::to_string(event.sequence));
        });
    };
    listen("a");
    listen("b");
    write(EventKind::call, 7);
    write(EventKind::task, 7);
    EXPECT_THAT(heard, ElementsAre("a1", "b1", "a2", "b2"));
}

TEST_F(JournalTest, ASubscriberHearsInTheTransactionOfWhatHappened) {
    journal_.subscribe([](store::Tx& tx, const store::Event& event) {
        store::put_meta(tx, "heard", event.body);
        EXPECT_TRUE(store::find_event(tx, event.account, event.sequence)) << "it is written already";
    });
    EXPECT_THROW(store_->write([&](store::Tx& tx) {
        journal_.write(tx, clock_, random_, {.account = account_}, [](JsonWriter&, const Zone&) {});
        throw std::runtime_error("undone");
    }),
                 std::runtime_error);
    EXPECT_FALSE(event(1));
    EXPECT_FALSE(store_->read([](store::Db& db) { return store::find_meta(db, "heard"); }));
    write(EventKind::call);
    EXPECT_TRUE(event(1)) << "the number of the event that was undone is not lost";
    EXPECT_TRUE(store_->read([](store::Db& db) { return store::find_meta(db, "heard"); }));
}

TEST_F(JournalTest, ASubscriberThatThrowsUndoesWhatHappened) {
    journal_.subscribe([](store::Tx&, const store::Event&) { throw std::logic_error("a bug"); });
    EXPECT_THROW(write(EventKind::call), std::logic_error);
    EXPECT_FALSE(event(1));
}

TEST_F(JournalTest, SequencesCountByAccountAndGoOnAfterARestart) {
    write(EventKind::call);
    write(EventKind::call, 0, 0, account_ + 1);
    write(EventKind::call);
    store_.reset();
    ASSERT_TRUE(open());
    store_->write([](store::Tx& tx) { store::delete_rows(tx, "events"); });  // as retention does
    write(EventKind::call);
    EXPECT_TRUE(event(3));
    EXPECT_EQ(store_->read([&](store::Db& db) { return store::last_sequence(db, account_ + 1); }), 1);
}

TEST(Kinds, StandInTheTableByTheirNumbersAndAreFoundByTheirNames) {
    std::set<std::string_view> names;
    for (size_t i = 0; i < kinds().size(); ++i) {
        const Kind& kind = kinds()[i];
        EXPECT_EQ(static_cast<size_t>(kind.kind), i) << kind.name;
        EXPECT_EQ(&find_kind(kind.kind), &kind);
        EXPECT_EQ(find_kind(kind.name), &kind);
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name << " stands there twice";
    }
    EXPECT_EQ(find_kind("calls"), nullptr);
    EXPECT_EQ(names_of_kinds(), "call, task, plan or line");
}

TEST(Kinds, NoneWaitsForItselfOrInACircle) {
    std::function<void(const Kind&, std::set<EventKind>)> walk = [&](const Kind& kind, std::set<EventKind> before) {
        ASSERT_TRUE(before.insert(kind.kind).second) << kind.name << " waits for itself";
        for (EventKind awaited : kind.after) walk(find_kind(awaited), before);
    };
    for (const Kind& kind : kinds()) {
        walk(kind, {});
        EXPECT_TRUE(kind.after.empty() || kind.about != Subject::number) << kind.name << " waits for nobody's events";
    }
}

}  // namespace
}  // namespace tiller::journal
