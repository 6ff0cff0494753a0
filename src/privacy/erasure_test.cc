#include "privacy/erasure.h"

#include "guard/guard.h"
#include "privacy/privacy_testing.h"
#include "store/audit.h"
#include "store/dnc.h"
#include "store/guard.h"
#include "store/idempotency.h"
#include "store/routes.h"
#include "store/shipments.h"

namespace tiller::privacy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ErasureTest : public PrivacyFixture {
  protected:
    Result<Erased> erase(int i, bool do_not_call = false, bool forget_do_not_call = true) {
        return store_->write([&](store::Tx& tx) {
            return erase_person(tx, {clock_, random_, journal_, dir_},
                                {.number = number(i),
                                 .do_not_call = do_not_call,
                                 .forget_do_not_call = forget_do_not_call && !do_not_call});
        });
    }
    /// Everything else that can know the first number.
    void spread(int64_t task) {
        store_->write([&](store::Tx& tx) {
            store::put_consent(tx, {account_.key, number(1), "form", clock_.now(), {}});
            store::put_dnc_number(tx, account_.key, number(1), "letter", clock_.now());
            store::insert_refusal(tx, {.account = account_.key, .task = task, .row = 1, .told = number(1)});
            store::save_answer(tx, account_.key, "k", {"h", 200, "row 1, Mobile \"0" + number(1).substr(3) + "\""},
                               clock_.now(), clock_.now() - std::chrono::hours(24));
            store::insert_audit(tx, {.actor = "a",
                                     .account = "demo",
                                     .action = "created",
                                     .resource = "dnc",
                                     .subject = number(1),
                                     .changed = "[]",
                                     .after = R"({"number":")" + number(1) + "\"}"});
        });
    }
};

TEST_F(ErasureTest, NothingOfThePersonIsLeftAnywhere) {
    auto task = make_plan(2);
    auto first = call(task, 1);
    auto second = call(task, 2);
    spread(task);
    std::string local = number(1).substr(3);
    ASSERT_THAT(places_of(local), Not(IsEmpty()));

    auto erased = erase(1);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_THAT(places_of(local), IsEmpty());
    EXPECT_FALSE(is_recorded(first));
    EXPECT_EQ(erased->numbers, 1);
    EXPECT_EQ(erased->calls, 1);
    EXPECT_EQ(erased->recordings, 1);
    EXPECT_EQ(erased->events, 1);
    EXPECT_EQ(erased->refusals, 1);
    EXPECT_EQ(erased->contacts, 2) << "of the number and of the debt";
    EXPECT_EQ(erased->consents, 1);
    EXPECT_EQ(erased->do_not_call_entries, 1);
    EXPECT_EQ(erased->answers, 1);
    EXPECT_EQ(erased->audit_entries, 1);
    EXPECT_TRUE(store_->empty_log());
    EXPECT_EQ(std::filesystem::file_size(dir_ + "/tiller.db-wal"), 0u);

    // The other person, and what is counted.
    EXPECT_TRUE(is_recorded(second));
    EXPECT_THAT(places_of(number(2)), Not(IsEmpty()));
    EXPECT_EQ(sum("task_counts", "n", {{"kind", 0}}), 2);
    EXPECT_EQ(count("events", {{"kind", 0}}), 2);
    EXPECT_EQ(erase(1)->numbers, 0) << "there is nobody any more";
}

TEST_F(ErasureTest, CallsThatBelongToNoRowGoToo) {
    auto first = begin_without_row(number(1)), second = begin_without_row(number(2));
    EXPECT_FALSE(erase(1)) << "the call is up";
    end(first);
    end(second);
    auto erased = erase(1);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_EQ(erased->calls, 1);
    EXPECT_EQ(erased->recordings, 1);
    EXPECT_FALSE(is_recorded(first.id));
    EXPECT_THAT(places_of(number(1)), IsEmpty());
    EXPECT_TRUE(is_recorded(second.id));
    EXPECT_EQ(count("calls", {{"callee", ""}, {"slots", "{}"}, {"recorded", 0}}), 1);
}

TEST_F(ErasureTest, LeadsAndShipmentsOfThePersonGoToo) {
    auto task = make_plan(2);
    const std::string trace(32, 'e'), other(32, 'f');
    store_->write([&](store::Tx& tx) {
        for (auto [row, id] : {std::pair(1, trace), std::pair(2, other)}) {
            store::set_rows(
                tx, "numbers",
                {{"trace", id}, {"fields", R"({"Debtor":"Siti","ExtraA":"PARCEL-)" + std::to_string(row) + "\"}"}},
                {{"row", row}});
            store::insert_lead(tx, {.account = account_.key,
                                    .trace_id = id,
                                    .route = "r",
                                    .body_hash = "hash",
                                    .warnings = R"(["details.secret: is left out"])",
                                    .task = task,
                                    .row = row,
                                    .received = clock_.now()});
        }
        for (const char* parcel : {"PARCEL-1", "PARCEL-2"}) {
            store::put_shipment(tx, {account_.key, parcel, 3, "{}", clock_.now()});
            store::put_tracked(tx, {parcel, 0, R"({"description":"rang )" + number(1) + "\"}", clock_.now()});
        }
    });
    auto erased = erase(1);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_EQ(erased->leads, 1);
    EXPECT_EQ(erased->shipments, 3) << "two with the tracking number, one that named the person";
    EXPECT_THAT(places_of("PARCEL-1"), IsEmpty());
    EXPECT_THAT(places_of(number(1)), IsEmpty());
    EXPECT_EQ(count("leads", {{"body_hash", ""}}), 1);
    EXPECT_EQ(count("leads", {{"body_hash", "hash"}, {"warnings", R"(["details.secret: is left out"])"}}), 1)
        << "the other person's";
    EXPECT_EQ(count("shipments"), 1);
}

TEST_F(ErasureTest, CallsToComeAreCancelledAndThePlanEnds) {
    auto task = make_plan(2);
    call(task, 2);
    auto erased = erase(1);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_EQ(erased->cancelled, 1);
    EXPECT_THAT(places_of(number(1)), IsEmpty()) << "nor in the event that tells of it";
    EXPECT_THAT(texts("events", "body"), Contains(HasSubstr(R"("Outcome":"cancelled")")).Times(1));
    EXPECT_EQ(count("plans", {{"finished", store::NotNull{}}}), 1);
}

TEST_F(ErasureTest, NobodyIsErasedInTheMiddleOfACall) {
    auto task = make_plan(1);
    auto up = begin(task, 1);
    auto erased = erase(1);
    ASSERT_FALSE(erased);
    EXPECT_EQ(erased.error().kind, ErrorKind::conflict);
    EXPECT_THAT(places_of(number(1)), Not(IsEmpty()));
    end(up);
    EXPECT_TRUE(erase(1));
    EXPECT_THAT(places_of(number(1)), IsEmpty());
}

TEST_F(ErasureTest, TheNumberStaysOnADoNotCallListWhereThatIsAsked) {
    call(make_plan(1), 1);
    auto erased = erase(1, true);
    ASSERT_TRUE(erased);
    EXPECT_TRUE(erased->do_not_call);
    EXPECT_THAT(places_of(number(1)), ElementsAre("dnc_entries.number"));
    auto hits = store_->read([&](store::Db& db) { return store::dnc_hits(db, account_.key, number(1), clock_.now()); });
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].entry.source, "erasure");
}

TEST_F(ErasureTest, WhoAskedNotToBeCalledIsNotCalledAfterTheErasureEither) {
    auto task = make_plan(1);
    auto first = call(task, 1);
    store_->write([&](store::Tx& tx) { guard::opt_out(tx, account_.key, number(1), first, clock_.now()); });
    auto erased = erase(1, false, false);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_TRUE(erased->do_not_call);
    EXPECT_EQ(erased->do_not_call_entries, 0);
    EXPECT_THAT(places_of(number(1)), ElementsAre("dnc_entries.number"));
    auto hits = store_->read([&](store::Db& db) { return store::dnc_hits(db, account_.key, number(1), clock_.now()); });
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].entry.source, "erasure") << "which call it came from is forgotten";

    erased = erase(1);
    EXPECT_EQ(erased->do_not_call_entries, 1) << "as was asked";
    EXPECT_THAT(places_of(number(1)), IsEmpty());
}

TEST_F(ErasureTest, OneAccountMayBeMeant) {
    call(make_plan(1), 1);
    store::Account other{.name = "other"};
    store_->write([&](store::Tx& tx) {
        other.key = store::insert_account(tx, other, clock_.now());
        store::put_dnc_number(tx, other.key, number(1), "letter", clock_.now());
    });
    auto erased = store_->write([&](store::Tx& tx) {
        return erase_person(tx, {clock_, random_, journal_, dir_}, {.number = number(1), .account = account_.key});
    });
    ASSERT_TRUE(erased);
    EXPECT_EQ(erased->numbers, 1);
    EXPECT_THAT(places_of(number(1)), ElementsAre("dnc_entries.number")) << "of the other account";
}

}  // namespace
}  // namespace tiller::privacy
