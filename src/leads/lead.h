#pragma once
// A pushed body, judged and mapped by its route. Pure.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fault.h"
#include "base/numbers/phone_number.h"
#include "leads/route.h"

namespace tiller::leads {

/// A body that may be called.
struct Lead {
    std::string callee;                 // E.164
    std::string variables;              // JSON object
    std::vector<std::string> warnings;  // what was left out or not there
    std::string body_hash;              // the same for bodies that differ in blanks and the order of keys only
    std::string robot, line;            // names
};

/// A fault has a code of docs/contract/errors.md. Throws nothing for any body. The route must be without faults.
std::variant<Lead, Fault> read_lead(const Route& route, const std::string& body, NumberCheck check);

}  // namespace tiller::leads
