#pragma once
#include "calls/phone.h"
#include "simulate/agenda.h"
#include "simulate/fate.h"
#include "simulate/witness.h"

namespace tiller::simulate {

/// The telephone network and the people in it, as one node reaches them behind the dialer's seam. Invariants:
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

    /// `node`: whose phone it is, from 0. `records`: of all nodes.
    Carrier(size_t node, const Scenario& scenario, ManualClock& clock, Agenda& agenda, Dice& dice, Witness& witness,
            const Fate& fate, std::vector<Record>& records)
        : node_(node),
          scenario_(scenario),
          clock_(clock),
          agenda_(agenda),
          dice_(dice),
          witness_(witness),
          fate_(fate),
          seen_(witness.facts().coverage),
          records_(records) {}

    void process_started(calls::PhoneListener& listener, store::Store& store);
    void process_died();
    /// The process stands still: nobody talks any more, and the people hang up. It is told when it goes on.
    void process_stopped();

    void place(calls::Order order) override;
    size_t up() const override { return up_; }
    /// Nothing is up any more where the simulator stops a node.
    void hang_up_all(std::string) override {}
    void hang_up(std::string, std::string) override {}

  private:
    /// A call on the wire.
    struct Leg {
        store::Call call;
        CallDraw draw;
        bool refused;
        size_t record;
    };
    void end(const std::string& id);
    void tell(store::Call call, bool refused);
    void later(Millis at, std::function<void()> what);

    const size_t node_;
    const Scenario& scenario_;
    ManualClock& clock_;
    Agenda& agenda_;
    Dice& dice_;
    Witness& witness_;
    const Fate& fate_;
    Coverage& seen_;
    calls::PhoneListener* listener_ = nullptr;
    store::Store* store_ = nullptr;
    uint64_t life_ = 0;  // of the process; what was meant for an earlier one is dropped
    size_t up_ = 0;
    std::map<std::string, Leg> legs_;  // by CallID
    std::vector<Record>& records_;
};

}  // namespace tiller::simulate
