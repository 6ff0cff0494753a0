#pragma once
// What plans and tasks have in common: a list of rows, what becomes of wrong ones, a line.
#include "base/fault.h"
#include "campaign/rows/list_check.h"
#include "store/setup.h"
#include "web/cloud/body.h"
#include "web/cloud/request_context.h"
#include "web/cloud/robot_demands.h"

namespace tiller::cloud {

/// What becomes of rows that are wrong (docs/contract/errors.md, "Row errors and Perform").
enum class Perform { leave_out_wrong_rows = 1, check_only = 2, all_or_nothing = 3 };

Perform read_perform(Fields& fields);
/// `Details`: a list that is not empty nor too long.
simdjson::dom::array read_rows(Fields& fields);

/// The line of this name, if calls can go over it: 10407, 10901, and 10302 for a `DncSwitch` that it cannot have.
Checked<store::Line> find_usable_line(store::Db& db, const Caller& caller, const std::string& name, bool dnc_switch);

/// The mistakes of a list as JSON, for people and for programs. Made before the transaction that creates the task, so
/// that the writer does not wait for it.
struct ToldRowErrors {
    std::string texts;  // `detail_error_list`
    std::string
        objects;  // `detail_errors`; empty if there are none: then the answer is to the letter that of the cloud
    std::string warnings;  // `warnings`: fields that were left out; empty if there are none
};
/// Into an open object.
void write_row_errors(JsonWriter& json, const ToldRowErrors& errors);

struct ListVerdict {
    campaign::CheckedList list;
    ToldRowErrors errors;
    std::optional<Fault> fault;  // why nothing may be created from this list
};
/// 10406 for a robot that no voice here can speak; nothing if all can.
std::optional<Fault> voice_fault(const RequestContext& ctx, const RobotDemands& demands, std::string_view field,
                                 std::string_view value);
ListVerdict judge_rows(const RequestContext& ctx, simdjson::dom::array rows, const RobotDemands& demands,
                       Perform perform);

}  // namespace tiller::cloud
