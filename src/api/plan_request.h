#pragma once
// What a client asks for with POST /v2/plan, and what its account has for it.
#include "api/list_request.h"
#include "campaign/strategy.h"

namespace tiller::api {

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
struct PlanGround {
    store::Line line;
    campaign::Strategy strategy;
    Date date;
    RobotDemands demands;  // of the robots of all rounds
};

/// Names, line, strategy with its robots, date: judged in this order.
Checked<PlanGround> find_plan_ground(store::Db& db, const Caller& caller, const PlanRequest& request, Instant now);

}  // namespace tiller::api
