#pragma once
#include "simulate/event_rules.h"

namespace tiller::simulate {

/// Rule 6, as the receivers see it: each event at least once, unchanged, call before task before plan.
class DeliveryRules {
  public:
    explicit DeliveryRules(Facts& facts) : facts_(facts) {}

    void event_committed(const std::string& id, const EventRules::Event& event);
    /// A try reaches the receiver.
    void arrived(store::Store& store, const std::string& url, const std::string& id, std::string_view body);
    /// The sender was told 2xx.
    void accepted(const std::string& url, const std::string& id);
    void finish(store::Db& db);
    int64_t tries() const { return tries_; }

  private:
    struct Receiver {
        std::map<int64_t, std::set<int64_t>> calls;  // by task: sequences that were not accepted yet
        std::map<int64_t, std::set<int64_t>> tasks;  // by plan
        std::set<int64_t> plans;
        std::map<int64_t, int> tries;  // by sequence
        std::set<int64_t> seen_tasks, seen_plans;
    };
    void must_be_settled(store::Db& db, const std::string& url, std::set<int64_t>& sequences, const std::string& what);
    bool is_settled(store::Db& db, const std::string& url, int64_t sequence);

    Facts& facts_;
    std::unordered_map<std::string, EventRules::Event> events_;
    std::map<std::string, Receiver> receivers_;
    int64_t tries_ = 0;
};

}  // namespace tiller::simulate
