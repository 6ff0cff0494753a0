#pragma once
// A lead becomes a number of its route's task of the day.
#include <string>
#include <variant>

#include "base/fault.h"
#include "campaign/context.h"
#include "leads/lead.h"
#include "store/accounts.h"
#include "store/routes.h"

namespace tiller::leads {

struct Push {
    const store::Route& stored;
    const Route& route;
    const store::Account& account;
    const Lead& lead;
    std::string trace_id;  // of a lead that is new
};

struct Accepted {
    std::string trace_id;
    std::string task_id;
    bool is_repeat = false;  // the same body came within 24 hours: nothing was written
};

/// In one transaction: looks for the same body of the last 24 hours, finds or makes the task, adds number and lead.
/// Refusals: 10406 robot, 10407 line, 10901 quota.
std::variant<Accepted, Fault> accept_lead(store::Tx& tx, const campaign::Context& context, const Push& push);

/// The text of the refusal's code, then what exactly was wrong.
std::string message_of(const Fault& refusal);

}  // namespace tiller::leads
