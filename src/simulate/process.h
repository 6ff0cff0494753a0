#pragma once
#include "campaign/context.h"
#include "dialer/dialer.h"
#include "journal/timers.h"
#include "nodes/membership.h"
#include "simulate/carrier.h"
#include "simulate/guard_draw.h"
#include "simulate/receivers.h"
#include "webhook/courier.h"

namespace tiller::simulate {

/// One node under test: the real journal, campaign, guard, dialer and courier on a store that it may share, without
/// their threads. It can be killed and started again; what is not in the store is gone then.
class Process {
  public:
    /// `node`: from 0. `is_alone`: it has no other node beside it.
    Process(size_t node, bool is_alone, const campaign::Context& context, const Fate& fate, Coverage& seen,
            Carrier& carrier, Receivers& receivers)
        : number_(node),
          is_alone_(is_alone),
          context_(context),
          fate_(fate),
          seen_(seen),
          carrier_(carrier),
          receivers_(receivers) {}

    /// As the server starts: enters as a node, settles what the last process left behind, takes the guard's rules from
    /// its settings. False: not yet; ask again. Throws StoreError if the store refused.
    bool start(store::Store& store, std::shared_ptr<const guard::Rules> rules);
    void kill();
    bool is_up() const { return dialer_ != nullptr; }
    /// All parts do what is due. Until when they have nothing more to do, by monotonic time. `between`: after each
    /// part.
    Millis step(const std::function<void()>& between);
    /// A client changed something.
    void refresh();

  private:
    Millis nap_of(const std::function<Instant(Instant)>& step) const;
    Millis step_courier();

    const size_t number_;
    const bool is_alone_;
    campaign::Context context_;
    const Fate& fate_;
    Coverage& seen_;
    Carrier& carrier_;
    Receivers& receivers_;
    bool woken_ = false;
    store::Store* store_ = nullptr;
    std::unique_ptr<nodes::Membership> node_;
    std::unique_ptr<dialer::Robots> robots_;
    std::unique_ptr<webhook::Courier> courier_;
    std::unique_ptr<dialer::Dialer> dialer_;
    std::unique_ptr<journal::Timers> timers_;
};

/// When next something falls due that is known to the store; now, if something is due that cannot be done yet.
Instant next_due(store::Store& store, Instant now);

}  // namespace tiller::simulate
