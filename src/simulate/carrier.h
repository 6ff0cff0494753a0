#pragma once
#include "calls/phone.h"
#include "simulate/agenda.h"
#include "simulate/witness.h"
#include "store/sqlite/memory_disk.h"

namespace tiller::simulate {

/// The telephone network and the people in it, behind the dialer's seam. Invariants:
///   1. An order of a process that is dead already is not carried out: it never left.
///   2. With the process its legs are gone.
class Carrier final : public calls::Phone {
  public:
    /// One call, for tables.
    struct Record {
        Instant at, ended;
        std::string callee;
        int64_t task = 0, line = 0;
        int attempt = 0;
        Outcome outcome = Outcome::none;
        Millis busy{0};  // channel time
    };

    Carrier(const Scenario& scenario, ManualClock& clock, Agenda& agenda, Dice& dice, Witness& witness,
            const store::MemoryDisk& disk)
        : scenario_(scenario),
          clock_(clock),
          agenda_(agenda),
          dice_(dice),
          witness_(witness),
          disk_(disk),
          seen_(witness.facts().coverage) {}

    void process_started(calls::PhoneListener& listener, store::Store& store);
    void process_died();

    void place(calls::Order order) override;
    size_t up() const override { return up_; }
    /// The simulator stops processes by cutting their power only.
    void hang_up_all(std::string) override {}
    void hang_up(std::string, std::string) override {}

    const std::vector<Record>& records() const { return records_; }

  private:
    void end(store::Call call, CallDraw draw, uint64_t life, bool refused);

    const Scenario& scenario_;
    ManualClock& clock_;
    Agenda& agenda_;
    Dice& dice_;
    Witness& witness_;
    const store::MemoryDisk& disk_;
    Coverage& seen_;
    calls::PhoneListener* listener_ = nullptr;
    store::Store* store_ = nullptr;
    uint64_t life_ = 0;  // of the process; what was meant for an earlier one is dropped
    size_t up_ = 0;
    std::vector<Record> records_;
};

}  // namespace tiller::simulate
