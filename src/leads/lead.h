#pragma once
// A pushed body, judged and mapped by its route. Pure.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

/// Why a push is refused: a code of docs/contract/errors.md, and field, value and rule.
struct Refusal {
    int code = 0;
    std::string detail;
};

/// Throws nothing for any body. The route must be without faults.
std::variant<Lead, Refusal> read_lead(const Route& route, const std::string& body, NumberCheck check);

}  // namespace tiller::leads
