#include "privacy/erasure.h"

#include <fmt/format.h>

#include "base/crypto/signed_link.h"
#include "base/json/json.h"
#include "campaign/tasks.h"
#include "guard/history.h"
#include "privacy/personal_data.h"
#include "privacy/recordings.h"
#include "store/accounts.h"
#include "store/dnc.h"
#include "store/guard.h"

namespace tiller::privacy {
namespace {

/// So much of a number stands in whatever way it was written: "+62 812…", "0812…".
std::string_view common_digits(std::string_view number) {
    constexpr size_t kDigits = 8;
    return number.substr(number.size() - std::min(kDigits, number.size()));
}

class Erasure {
  public:
    Erasure(store::Tx& tx, const ErasureContext& context, const ErasureOrder& order)
        : tx_(tx), context_(context), order_(order) {}

    Result<Erased> run() {
        std::vector<store::Account> accounts = store::list_accounts(tx_);
        if (order_.account) std::erase_if(accounts, [&](const auto& a) { return a.key != *order_.account; });
        for (const store::Account& account : accounts) {
            if (auto free = need_no_call_up(account.key); !free) return free.error();
        }
        for (const store::Account& account : accounts) {
            if (auto done = erase_in(account); !done) return done.error();
        }
        int64_t scope = order_.account.value_or(store::kAllAccounts);
        if (!order_.account) {
            erase_lists(store::kAllAccounts);
            erase_audit("");
        }
        if (order_.do_not_call) keep_off(scope);
        return erased_;
    }

  private:
    std::vector<store::Number> numbers_of(int64_t account) {
        std::vector<std::pair<int64_t, int64_t>> places;
        tx_.query(
            "SELECT t.key, n.row FROM tasks t CROSS JOIN numbers n ON n.account=t.account AND n.task=t.key AND "
            "n.callee=? WHERE t.account=?",
            [&](store::Row& r) { places.emplace_back(r.integer(0), r.integer(1)); }, order_.number, account);
        std::vector<store::Number> out;
        for (auto [task, row] : places) out.push_back(*store::find_number(tx_, account, task, row));
        return out;
    }

    Result<void> need_no_call_up(int64_t account) {
        for (const store::Number& number : numbers_of(account)) {
            if (number.state != store::NumberState::dialing && number.state != store::NumberState::last_call) continue;
            return conflict("the person is being called right now: nothing was erased; try again after the call");
        }
        return {};
    }

    Result<void> erase_in(const store::Account& account) {
        auto numbers = numbers_of(account.key);
        for (const store::Number& number : numbers) cancel(number);
        for (const store::Number& number : numbers) {
            if (auto done = erase_number(number); !done) return done;
        }
        erased_.contacts += tx_.run("DELETE FROM contacts WHERE account=? AND subject=?", account.key,
                                    guard::number_subject(order_.number));
        erased_.consents += store::remove_consents(tx_, account.key, order_.number);
        erased_.answers += tx_.run("DELETE FROM idempotency WHERE account=? AND instr(body, ?)>0", account.key,
                                   common_digits(order_.number));
        erase_in_shipments(account.key);
        erase_lists(account.key);
        erase_audit(account.name);
        return {};
    }

    void cancel(const store::Number& number) {
        // The links in the events that this makes are taken out again below, in the same transaction.
        const LinkSigner no_links("", "", Millis(0));
        const campaign::Context context{context_.clock, context_.random, no_links, context_.journal};
        auto task = *store::find_task(tx_, number.task);
        auto plan = task.plan ? store::find_plan(tx_, *task.plan) : std::nullopt;
        if (plan && !has_ended(plan->status)) {
            auto dropped = campaign::cancel_plan_number(tx_, context, *plan, order_.number);
            if (dropped) erased_.cancelled += *dropped;  // an error: it has left the plan already
        } else if (!task.finished) {
            erased_.cancelled += campaign::cancel_number(tx_, context, task, order_.number);
        }
    }

    Result<void> erase_number(const store::Number& number) {
        auto debt = guard::debt_subject(number.fields);
        for (const store::Call& call : store::calls_of_number(tx_, number.account, number.task, number.row)) {
            auto gone = delete_recording(context_.data_dir, call.id);
            if (!gone) return gone.error();
            erased_.recordings += *gone;
            tx_.run("UPDATE calls SET recorded=0 WHERE account=? AND id=?", call.account, call.id);
            if (!debt) continue;
            erased_.contacts +=
                tx_.run("DELETE FROM contacts WHERE account=? AND subject=? AND call=?", call.account, *debt, call.id);
        }
        erase_events(number);
        erase_shipments(number);
        auto done = forget_rows(tx_, {number.account, number.task, number.row, number.row});
        erased_.numbers += done.numbers;
        erased_.calls += done.calls;
        erased_.refusals += done.refusals;
        erased_.leads += done.leads;
        return {};
    }

    void erase_events(const store::Number& number) {
        std::vector<int64_t> of_number;
        tx_.query(
            "SELECT sequence FROM events WHERE account=? AND task=? AND kind=0 AND "
            "json_extract(body, '$.Callee')=?",
            [&](store::Row& r) { of_number.push_back(r.integer(0)); }, number.account, number.task, number.callee);
        for (int64_t sequence : of_number) erased_.events += forget_event(tx_, number.account, sequence);
    }

    /// Those that a robot told the person of: a field of the row is their tracking number.
    void erase_shipments(const store::Number& number) {
        constexpr std::string_view kIsInRow =
            "number IN (SELECT CAST(value AS TEXT) FROM json_each(?1) WHERE type IN ('text', 'integer') AND "
            "length(value)>=5)";
        erased_.shipments += tx_.run(fmt::format("DELETE FROM shipments WHERE account=?2 AND {}", kIsInRow),
                                     number.fields, number.account);
        erased_.shipments += tx_.run(fmt::format("DELETE FROM tracked_shipments WHERE {}", kIsInRow), number.fields);
    }

    /// Those whose events name the number: of the account's register, and of what 17TRACK told.
    void erase_in_shipments(int64_t account) {
        erased_.shipments += tx_.run(
            "UPDATE shipments SET document=replace(document, ?1, '(erased)') WHERE account=?2 AND "
            "instr(document, ?1)>0",
            order_.number, account);
        erased_.shipments += tx_.run(
            "UPDATE tracked_shipments SET document=replace(document, ?1, '(erased)') WHERE instr(document, ?1)>0",
            order_.number);
    }

    void erase_lists(int64_t account) {
        if (!order_.forget_do_not_call) {
            keep_bare(account);
            return;
        }
        erased_.do_not_call_entries +=
            tx_.run("DELETE FROM dnc_entries WHERE account=? AND number=?", account, order_.number);
    }

    /// That the number is not to be called is all that stays: where it came from, such as a call, goes.
    void keep_bare(int64_t account) {
        int64_t kept = tx_.run("UPDATE dnc_entries SET source='erasure', reason='' WHERE account=? AND number=?",
                               account, order_.number);
        erased_.do_not_call = erased_.do_not_call || kept > 0;
    }

    /// `account`: a name; empty for entries that belong to none.
    void erase_audit(const std::string& account) {
        erased_.audit_entries += tx_.run(
            "UPDATE audit SET subject=replace(subject, ?1, '(erased)'), before=replace(before, ?1, '(erased)'), "
            "after=replace(after, ?1, '(erased)') WHERE account=?2 AND instr(subject || before || after, ?1)>0",
            order_.number, account);
    }

    void keep_off(int64_t account) {
        store::DncList list{.account = account, .name = std::string(store::kOptOutDncList)};
        list.key = store::put_dnc_list(tx_, list, context_.clock.now());
        store::put_dnc_entry(tx_, list, {.number = order_.number, .source = "erasure"}, context_.clock.now());
        erased_.do_not_call = true;
    }

    store::Tx& tx_;
    const ErasureContext& context_;
    const ErasureOrder& order_;
    Erased erased_;
};

}  // namespace

std::string to_json(const Erased& erased) {
    JsonWriter json;
    json.begin_object();
    json.field("numbers", erased.numbers);
    json.field("calls", erased.calls);
    json.field("recordings", erased.recordings);
    json.field("events", erased.events);
    json.field("refusals", erased.refusals);
    json.field("contacts", erased.contacts);
    json.field("consents", erased.consents);
    json.field("do_not_call_entries", erased.do_not_call_entries);
    json.field("leads", erased.leads);
    json.field("shipments", erased.shipments);
    json.field("answers", erased.answers);
    json.field("audit_entries", erased.audit_entries);
    json.field("cancelled", erased.cancelled);
    json.field("do_not_call", erased.do_not_call);
    json.end_object();
    return json.take();
}

Result<Erased> erase_person(store::Tx& tx, const ErasureContext& context, const ErasureOrder& order) {
    return Erasure(tx, context, order).run();
}

}  // namespace tiller::privacy
