#pragma once
#include "campaign/context.h"
#include "dialer/dialer.h"
#include "journal/timers.h"
#include "simulate/carrier.h"
#include "simulate/guard_draw.h"
#include "simulate/receivers.h"
#include "webhook/courier.h"

namespace tiller::simulate {

/// The server under test, on a disk that may fail: the real store, journal, campaign, guard, dialer and courier,
/// without its threads. It can be killed and started again; what is not on the disk is gone then.
class Process {
  public:
    Process(store::MemoryDisk& disk, const campaign::Context& context, Carrier& carrier, Receivers& receivers)
        : disk_(disk), context_(context), carrier_(carrier), receivers_(receivers) {}

    /// As the server starts: opens the store, settles what the last process left behind, takes the guard's rules from
    /// its settings. False if the disk refused.
    bool start(const GuardDraw& guard);
    void kill();
    bool is_up() const { return dialer_ != nullptr; }
    /// Timers, dialer and courier do what is due. Until when they have nothing more to do, by monotonic time.
    Millis step(const std::function<void()>& between);
    /// When next something falls due that is known to the store; now, if something is due that cannot be done yet.
    Instant next_due();
    /// A client changed something.
    void refresh();

    store::Store& store() { return *store_; }

  private:
    Millis step_timers();
    Millis step_courier();

    store::MemoryDisk& disk_;
    campaign::Context context_;
    Carrier& carrier_;
    Receivers& receivers_;
    bool woken_ = false;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<dialer::Robots> robots_;
    std::unique_ptr<webhook::Courier> courier_;
    std::unique_ptr<dialer::Dialer> dialer_;
    std::unique_ptr<journal::Timers> timers_;
};

}  // namespace tiller::simulate
