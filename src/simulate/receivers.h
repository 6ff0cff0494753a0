#pragma once
#include "simulate/agenda.h"
#include "simulate/fate.h"
#include "simulate/witness.h"
#include "webhook/sender.h"

namespace tiller::simulate {

/// The customers' webhook receivers, as one node reaches them behind the courier's seam: they accept, fail, hang, or
/// accept too late.
class Receivers final : public webhook::Sender {
  public:
    Receivers(const Scenario& scenario, ManualClock& clock, Agenda& agenda, Dice& dice, Witness& witness,
              const Fate& fate)
        : scenario_(scenario), clock_(clock), agenda_(agenda), dice_(dice), witness_(witness), fate_(fate) {}

    void process_started(store::Store& store) { store_ = &store; }
    void process_died();
    void send(webhook::Post post, std::function<void(webhook::Answer)> done) override;

  private:
    void tell(uint64_t life, std::function<void()> answer);

    const Scenario& scenario_;
    ManualClock& clock_;
    Agenda& agenda_;
    Dice& dice_;
    Witness& witness_;
    const Fate& fate_;
    store::Store* store_ = nullptr;
    uint64_t life_ = 0;
};

}  // namespace tiller::simulate
