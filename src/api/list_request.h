#pragma once
// What plans and tasks have in common: a list of rows, what becomes of wrong ones, a line, the robots' platforms.
#include <vector>

#include "api/body.h"
#include "api/visit.h"
#include "campaign/list_check.h"
#include "store/setup.h"

namespace tiller::api {

/// What becomes of rows that are wrong (contract/errors.md, "Row errors and Perform").
enum class Perform { leave_out_wrong_rows = 1, check_only = 2, all_or_nothing = 3 };

Perform read_perform(Fields& fields);
/// `Details`: a list that is not empty nor too long.
simdjson::dom::array read_rows(Fields& fields);

/// The line of this name, if calls can go over it: 10407, 10901, and 10302 for a `DncSwitch` that it cannot have.
Checked<store::Line> find_usable_line(store::Db& db, const Caller& caller, const std::string& name, bool dnc_switch);

/// The platform names that every robot of a list is bound to.
class Platforms {
  public:
    void add(const store::Robot& robot);
    bool are_bound_to(std::string_view platform) const;

  private:
    std::vector<std::vector<std::string>> of_robots_;  // an empty list is bound to every platform
};

struct ListVerdict {
    campaign::CheckedList list;
    std::string errors;          // `detail_error_list` as JSON
    std::optional<Fault> fault;  // why nothing may be created from this list
};
ListVerdict judge_rows(const Visit& visit, simdjson::dom::array rows, const Platforms& platforms, Perform perform);

}  // namespace tiller::api
