#pragma once
#include <map>
#include <memory>

#include "campaign/tasks.h"
#include "dialer/robots.h"
#include "guard/guard.h"

namespace tiller::dialer {

/// The last question before a call: asks the guard, and writes what follows. Emergency numbers are refused where the
/// guard is off, too: numbers that an earlier version took may wait in the store. One transaction's worth: the tasks
/// and accounts that it has looked up stay as they were when it began.
class Admission {
  public:
    /// Lives no longer than the transaction. `rules` may be asked for any account whose guard is on.
    Admission(store::Tx& tx, const campaign::Context& context, const guard::Rules& rules, Robots& robots)
        : tx_(tx), context_(context), rules_(rules), robots_(robots) {}

    /// The intent of a call that may be made; else nothing, and the number is settled (dnc, blocked), or put off until
    /// the guard allows it or the call ends that it hangs on, or was not to be called any more.
    std::optional<campaign::Intent> admit(const store::Number& due);
    /// Those of them that might be called, but are up on a call that another node made.
    const std::vector<const store::Number*>& up_elsewhere() const { return up_elsewhere_; }

  private:
    std::optional<campaign::Intent> begin(const store::Number& due, store::Task task, store::Number number,
                                          std::optional<store::Robot> robot);
    const store::Account& account_of(int64_t key);
    void refuse(const store::Task& task, store::Number number, const guard::Subject& subject,
                const guard::Verdict& verdict);

    store::Tx& tx_;
    const campaign::Context& context_;
    const guard::Rules& rules_;
    Robots& robots_;
    std::map<int64_t, store::Account> accounts_;
    std::vector<const store::Number*> up_elsewhere_;
};

}  // namespace tiller::dialer
