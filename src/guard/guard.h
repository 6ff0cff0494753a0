#pragma once
// Who may be called: the facts gathered, the verdict, the record of a refusal. docs/guard.md tells it in plain words.
//
// `look_up` and what follows from its verdict run inside the transaction that would write the intent, so that an entry
// or a call that lands a moment before still counts.
#include <string_view>

#include "guard/evaluate.h"
#include "store/accounts.h"
#include "store/guard.h"

namespace tiller::guard {

/// A call that is to be made.
struct Question {
    const store::Account& account;
    std::string_view callee;  // E.164
    std::string_view fields;  // the row's JSON
    bool dnc_switch = false;
    std::optional<FirstWords> first_words;
};

/// What is known of the callee now.
Subject look_up(store::Db& db, const Question& question, Instant now);

/// Keeps what is needed to judge again: facts, instant, rule, and the text of the packs.
void record_refusal(store::Tx& tx, const Rules& rules, store::Refusal about, const Subject& subject,
                    const Verdict& verdict);

/// A callee who asked not to be called again, in the call `call_id`: on the account's opt-out list at once.
void opt_out(store::Tx& tx, int64_t account, std::string_view callee, std::string_view call_id, Instant now);

/// The verdict from the recorded facts, by the very packs of that time. An error if they cannot be read any more.
Result<Verdict> judge_again(store::Db& db, const store::Refusal& refusal);
/// True if `verdict` is what was recorded.
bool is_same(const store::Refusal& refusal, const Verdict& verdict);

}  // namespace tiller::guard
