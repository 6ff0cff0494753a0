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
#include "store/erasure.h"
#include "store/guard.h"
#include "store/retention.h"

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
    Result<void> need_no_call_up(int64_t account) {
        for (const store::Number& number : store::numbers_with(tx_, account, order_.number)) {
            if (number.state != store::NumberState::dialing && number.state != store::NumberState::last_call) continue;
            return being_called();
        }
        for (const std::string& id : store::calls_without_row_to(tx_, account, order_.number)) {
            if (!store::find_call(tx_, account, id)->ended_state) return being_called();
        }
        return {};
    }

    static Error being_called() {
        return conflict("the person is being called right now: nothing was erased; try again after the call");
    }

    Result<void> erase_in(const store::Account& account) {
        auto numbers = store::numbers_with(tx_, account.key, order_.number);
        for (const store::Number& number : numbers) cancel(number);
        for (const store::Number& number : numbers) {
            if (auto done = erase_number(number); !done) return done;
        }
        for (const std::string& call : store::calls_without_row_to(tx_, account.key, order_.number)) {
            if (auto done = erase_recording(account.key, call); !done) return done;
            erased_.calls += store::clear_call(tx_, account.key, call);
        }
        erased_.contacts += store::delete_contacts(tx_, account.key, guard::number_subject(order_.number));
        erased_.consents += store::remove_consents(tx_, account.key, order_.number);
        erased_.answers += store::delete_answers_with(tx_, account.key, common_digits(order_.number));
        erased_.shipments += store::clear_in_shipments(tx_, account.key, order_.number);
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

    Result<void> erase_recording(int64_t account, const std::string& call) {
        auto gone = delete_recording(context_.data_dir, call);
        if (!gone) return gone.error();
        erased_.recordings += *gone;
        store::unmark_recording(tx_, account, call);
        return {};
    }

    Result<void> erase_number(const store::Number& number) {
        auto debt = guard::debt_subject(number.fields);
        for (const store::Call& call : store::calls_of_number(tx_, number.account, number.task, number.row)) {
            if (auto gone = erase_recording(call.account, call.id); !gone) return gone;
            if (debt) erased_.contacts += store::delete_contacts_of_call(tx_, call.account, *debt, call.id);
        }
        for (int64_t event : store::call_events_of_number(tx_, number.account, number.task, number.callee)) {
            erased_.events += forget_event(tx_, number.account, event);
        }
        // Those that a robot told the person of: a field of the row is their tracking number.
        erased_.shipments += store::delete_shipments_in(tx_, number.account, number.fields);
        auto done = forget_rows(tx_, {number.account, number.task, number.row, number.row});
        erased_.numbers += done.numbers;
        erased_.calls += done.calls;
        erased_.refusals += done.refusals;
        erased_.leads += done.leads;
        return {};
    }

    void erase_lists(int64_t account) {
        if (!order_.forget_do_not_call) {
            keep_bare(account);
            return;
        }
        erased_.do_not_call_entries += store::delete_dnc_entries(tx_, account, order_.number);
    }

    /// That the number is not to be called is all that stays: where it came from, such as a call, goes.
    void keep_bare(int64_t account) {
        int64_t kept = store::strip_dnc_entries(tx_, account, order_.number);
        erased_.do_not_call = erased_.do_not_call || kept > 0;
    }

    /// `account`: a name; empty for entries that belong to none.
    void erase_audit(const std::string& account) {
        erased_.audit_entries += store::clear_in_audit(tx_, account, order_.number);
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
