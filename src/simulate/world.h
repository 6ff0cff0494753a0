#pragma once
#include "simulate/fate.h"
#include "simulate/process.h"
#include "store/accounts.h"
#include "store/setup.h"

namespace tiller::simulate {

/// A whole world on virtual time: one node under test, or two that share a store, its disk, the carrier, the receivers, a
/// client, and trouble.
/// It goes from one thing due to the next, so that days pass in seconds; the same scenario always runs the same way.
///
/// One thread; several worlds may live in one process, each in its own thread.
class World {
  public:
    explicit World(const Scenario& scenario);

    /// Lives until all plans have ended and all events are delivered, or that is overdue, or a rule is broken.
    void run();

    const std::vector<Violation>& violations() { return witness_.facts().violations; }
    const std::vector<Carrier::Record>& records() const { return records_; }
    const Witness& witness() const { return witness_; }
    Facts& facts() { return witness_.facts(); }
    store::Store& store() { return *store_; }
    /// Virtual time that has passed.
    Millis age() const { return clock_.steady(); }

  private:
    /// One node, and the outside as it reaches it.
    struct Node {
        Node(World& world, size_t which);
        Fate fate;
        Carrier carrier;
        Receivers receivers;
        Process process;
        Millis downtime{0};    // after its next death
        bool is_back = false;  // it was killed before
    };

    void found();
    void begin_life();
    bool open_store();
    void power_on();
    void power_cut();
    void start_node(size_t which);
    std::shared_ptr<const guard::Rules> rules() const;
    void node_died(size_t which);
    void count_cut();
    void step();
    Millis step_node(size_t which);
    bool is_up() const;
    bool is_settled() const;
    Node* some_node();
    void go_on(Millis nap);
    bool is_over();
    void order(const PlanDraw& plan);
    void order(const TaskDraw& task);
    bool is_taken(const std::function<void(store::Tx&)>& order);

    void strike(const Trouble& trouble);
    void arm(const Trouble& trouble);
    void strike_node(const Trouble& trouble);
    void client(const Trouble& trouble);
    void stop_plan(const Trouble& trouble);
    void operate_task(const Trouble& trouble);
    void resume(int64_t task);
    void cancel(const Trouble& trouble);
    void forbid(const Trouble& trouble);
    void change_line(const Trouble& trouble);
    /// A client's write: true if it was answered. False: it may have taken effect or not.
    bool write(const std::function<void(store::Tx&)>& what);
    PlanFacts* pick_plan(uint64_t pick);
    TaskFacts* pick_task(uint64_t pick);
    std::string pick_callee(const TaskFacts& task, uint64_t pick) const;

    const Scenario scenario_;
    ManualClock clock_;
    SeededRandom ids_, fate_;
    Dice dice_{fate_};
    LinkSigner links_{"key", "http://localhost", std::chrono::hours(24)};
    journal::Journal journal_;
    const campaign::Context context_{clock_, ids_, links_, journal_};
    store::MemoryDisk disk_;
    Agenda agenda_;
    Witness witness_;
    std::unique_ptr<store::Store> store_;  // of all nodes; nothing while the power is off
    Fate* acting_ = nullptr;               // of the node whose commits are made now
    std::vector<Carrier::Record> records_;
    std::vector<std::unique_ptr<Node>> nodes_;
    Instant last_end_{};    // of all windows
    Instant events_due_{};  // all are delivered by then
    size_t ordered_ = 0;
    Millis slow_by_{0};      // each flush
    bool full_ = false;      // the disk
    Millis downtime_{0};     // after the next power cut
    int64_t cut_again_ = 0;  // at this operation after the next start; 0: not
    size_t lives_ = 0;       // starts of the installation
    std::vector<store::Account> accounts_;
    std::vector<store::Line> lines_;
};

}  // namespace tiller::simulate
