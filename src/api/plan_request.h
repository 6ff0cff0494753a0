#pragma once
// What a client asks for with POST /v2/plan, and what its account has for it.
#include "api/body.h"
#include "api/caller.h"
#include "campaign/line.h"
#include "campaign/strategy.h"
#include "store/setup.h"

namespace tiller::api {

/// What becomes of rows that are wrong (contract/errors.md, "Row errors and Perform").
enum class Perform { leave_out_wrong_rows = 1, check_only = 2, all_or_nothing = 3 };

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
    /// Of the robot of each round; an empty list is bound to every platform.
    std::vector<std::vector<std::string>> platforms;

    bool platform_is_bound(std::string_view platform) const;
};

/// Names, line, strategy with its robots, date: judged in this order.
Checked<PlanGround> find_plan_ground(store::Db& db, const Caller& caller, const PlanRequest& request, Instant now);

}  // namespace tiller::api
