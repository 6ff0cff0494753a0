#pragma once
#include "dialer/phone.h"
#include "simulate/facts.h"
#include "store/store.h"

namespace tiller::simulate {

/// Rules 1 to 4, 7 and the dialing part of 8, checked at each INVITE and at each end.
class CallRules {
  public:
    CallRules(Facts& facts, const Clock& clock) : facts_(facts), clock_(clock) {}

    /// An INVITE leaves.
    void invited(store::Store& store, const store::Call& call);
    /// The leg is over; the phone will say so.
    void ended(const store::Call& call);
    /// All legs are gone with the process.
    void process_died();
    /// Which of the ended calls are on disk now, and whether they are what the phone said.
    void look(store::Db& db);
    /// Rule 8: a line with a free channel leaves a due number alone. Call every few seconds.
    void look_for_forgotten(store::Db& db);
    /// Something is wrong with the world: patience begins anew.
    void disturbed();

  private:
    void check_number(const TaskFacts& task, const NumberFacts& number, const store::Call& call);
    void check_moment(const TaskFacts& task, const NumberFacts& number, const store::Call& call);
    void check_line(LineFacts& line, const store::Call& call);

    Facts& facts_;
    const Clock& clock_;
};

}  // namespace tiller::simulate
