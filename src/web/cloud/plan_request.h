#pragma once
// What a client asks for with POST /v2/plan, and what its account has for it.
#include "base/fault.h"
#include "campaign/strategy.h"
#include "web/cloud/list_request.h"

namespace tiller::cloud {

struct PlanRequest {
    std::string name;  // empty: one is made
    std::string line;
    std::string strategy;
    std::optional<Date> date;  // nothing: today
    Perform perform = Perform::check_only;
    bool dnc_switch = false;
    simdjson::dom::array rows;
};

/// Top-level fields, judged in documented order.
Checked<PlanRequest> read_plan_request(simdjson::dom::object body);

/// What the names of a request stand for.
struct PlanParts {
    store::Line line;
    campaign::Strategy strategy;
    Date date;
    RobotDemands demands;  // of the robots of all rounds
};

/// There is a plan (10801), or a task as one of its rounds would be named (10403); both are looked at again in the
/// transaction that makes the plan. A name that is empty will be made.
std::optional<Fault> plan_name_fault(store::Db& db, int64_t account, const std::string& name);
std::optional<Fault> round_name_fault(store::Db& db, int64_t account, const std::string& name,
                                      const campaign::Strategy& strategy);

/// Names, line, strategy with its robots, date: judged in this order.
Checked<PlanParts> find_plan_parts(store::Db& db, const Caller& caller, const PlanRequest& request, Instant now);

}  // namespace tiller::cloud
