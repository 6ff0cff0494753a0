#pragma once
#include "simulate/agenda.h"
#include "simulate/witness.h"
#include "store/sqlite/memory_disk.h"
#include "webhook/sender.h"

namespace tiller::simulate {

/// The customers' webhook receivers, behind the courier's seam: they accept, fail, hang, or accept too late.
class Receivers final : public webhook::Sender {
  public:
    Receivers(const Scenario& scenario, ManualClock& clock, Agenda& agenda, Dice& dice, Witness& witness,
              const store::MemoryDisk& disk)
        : scenario_(scenario), clock_(clock), agenda_(agenda), dice_(dice), witness_(witness), disk_(disk) {}

    void process_started(store::Store& store) { store_ = &store; }
    void process_died();
    void send(webhook::Post post, std::function<void(webhook::Answer)> done) override;

  private:
    const Scenario& scenario_;
    ManualClock& clock_;
    Agenda& agenda_;
    Dice& dice_;
    Witness& witness_;
    const store::MemoryDisk& disk_;
    store::Store* store_ = nullptr;
    uint64_t life_ = 0;
};

}  // namespace tiller::simulate
