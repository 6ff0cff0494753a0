#pragma once
// Who was called when, exactly over tasks and restarts: written in the transaction of the intent and of the outcome.
#include <string_view>
#include <vector>

#include "guard/evaluate.h"
#include "store/calls.h"

namespace tiller::guard {

/// As long as contacts are kept; the longest span that a rule may have is a day less.
inline constexpr std::chrono::hours kContactsKept{24 * 31};

/// Stand for a number and for a debt in `contacts`. A debt of a row is its Platform and LoanID; without a LoanID its
/// Debtor, Platform, LoanDate and LoanAmount, which namesakes with the same product share. Whatever number is called
/// about it; nothing for a row without them.
int64_t number_subject(std::string_view callee);
std::optional<int64_t> debt_subject(std::string_view fields);

/// The calls of the last kContactsKept, oldest first.
std::vector<PastCall> past_calls(store::Db& db, int64_t account, int64_t subject, Instant now);

/// `fields` is the row's JSON. An attempt counts from its intent on, as open; its end tells how it went.
void note_attempt(store::Tx& tx, const store::Call& call, std::string_view fields);
void note_end(store::Tx& tx, const store::Call& call, std::string_view fields);
/// Forgets what no rule can ask for any more, `limit` contacts at most.
void forget_old_contacts(store::Tx& tx, Instant now, int64_t limit);

Contact contact_of(Outcome outcome);

}  // namespace tiller::guard
