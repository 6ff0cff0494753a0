#include "model/wire_code.h"

#include <algorithm>
#include <array>

namespace tiller {
namespace {

using namespace wire_code;

constexpr std::array kCodes = {
    WireCodeRow{ok, "OK", "Nothing."},
    WireCodeRow{not_valid, "The request is not valid",
                "Mend the JSON or the header that `status` names. The same request will never do."},
    WireCodeRow{token_wrong, "The token is not valid",
                "Ask for a token by `/users/auth`; a signed request: check key and signature."},
    WireCodeRow{no_right, "This token has no right to that", "Ask with a key that has the right."},
    WireCodeRow{no_such_path, "There is no such path", "Compare the path with the list of calls."},
    WireCodeRow{method_wrong, "This path does not take that method", "Take the method of `Allow`."},
    WireCodeRow{too_slow, "The request took too long to arrive", "Send it again, whole within a minute."},
    WireCodeRow{idempotency_conflict, "The idempotency key was used for another request",
                "Take a new `Idempotency-Key` for another request."},
    WireCodeRow{too_large, "The request is too large", "Send the list in several parts."},
    WireCodeRow{content_wrong, "This kind of content is not taken", "Send JSON as it is, not compressed."},
    WireCodeRow{misdirected, "This server does not answer under that name",
                "Ask under the name that the operator gave, or have it added to `http_hosts`."},
    WireCodeRow{too_many_requests, "Too many requests", "Wait as many seconds as `Retry-After` says."},
    WireCodeRow{header_too_large, "The header of the request is too large", "Send fewer or shorter header fields."},
    WireCodeRow{internal, "Something went wrong inside",
                "Ask the operator, who finds the request's number in the log."},
    WireCodeRow{unavailable, "The service is not available now",
                "Send the same request again after `Retry-After`, with the same `Idempotency-Key`."},
    WireCodeRow{secret_wrong, "The APPKey or APPSecret is wrong",
                "Compare both with what `tiller account` printed; a lost secret is made anew."},
    WireCodeRow{secret_missing, "The APPSecret is missing", "Send `APPSecret` beside `APPKey`."},
    WireCodeRow{parameter_missing, "A parameter is missing", "Add the field that `status` names."},
    WireCodeRow{parameter_wrong, "A parameter is wrong", "Mend the field that `status` names, by the rule beside it."},
    WireCodeRow{task_name_missing, "The task name is missing", "Add `TaskName`."},
    WireCodeRow{name_too_long, "The task name is too long", "At most 64 characters for `TaskName`, 54 for `PlanName`."},
    WireCodeRow{task_name_exists, "The task name exists already",
                "Take another name; stopped and finished tasks keep theirs. Was this a repeat? Then the task is there: "
                "`/tasks` lists it."},
    WireCodeRow{start_wrong, "The start time is wrong",
                "From 15 minutes ago to 5 days ahead, `YYYY-MM-DD HH:MM:SS`, in the account's time zone."},
    WireCodeRow{end_wrong, "The end time is wrong", "After the start, and in the future."},
    WireCodeRow{robot_wrong, "The robot is wrong",
                "`/robots` lists the names; the robot needs a published version that can be spoken."},
    WireCodeRow{line_wrong, "The SIP line is wrong", "Name a line of the account that is switched on."},
    WireCodeRow{interval_no_integer, "The repeat interval is not an integer", "Minutes as an integer."},
    WireCodeRow{interval_out_of_range, "The repeat interval is outside 0 to 30", "0 to 30 minutes."},
    WireCodeRow{repeats_no_integer, "The repeat number is not an integer", "How many times, as an integer."},
    WireCodeRow{repeats_out_of_range, "The repeat number is outside 0 to 15", "0 to 15."},
    WireCodeRow{details_missing, "The Details are missing", "Send at least one row."},
    WireCodeRow{some_of_row_missing, "Some parameters of a row are missing",
                "Add the fields that the row's error names."},
    WireCodeRow{all_of_row_missing, "All parameters of a row are missing", "Leave out the empty row."},
    WireCodeRow{debtor_too_long, "The debtor is too long", "At most 64 characters."},
    WireCodeRow{number_wrong, "The phone number is wrong",
                "Write it with `+` and the country's code; each number once in a list."},
    WireCodeRow{loan_date_wrong, "The LoanDate is wrong", "`YYYY-MM-DD`, today or earlier."},
    WireCodeRow{due_date_wrong, "The DueDate is wrong", "`YYYY-MM-DD`, after `LoanDate`."},
    WireCodeRow{loan_amount_no_number, "The LoanAmount is not a number",
                "Digits and a decimal point, without separators."},
    WireCodeRow{loan_amount_not_positive, "The LoanAmount is not above zero", "Above zero."},
    WireCodeRow{arrears_no_number, "The Arrears are not a number", "Digits and a decimal point, without separators."},
    WireCodeRow{arrears_not_positive, "The Arrears are not above zero", "Above zero."},
    WireCodeRow{platform_wrong, "The platform is wrong",
                "A platform that the robot is bound to, at most 20 characters."},
    WireCodeRow{action_wrong, "The action is wrong", "`Stop`, `Pause` or `Resume`."},
    WireCodeRow{operation_task_missing, "The TaskID is missing", "Add `TaskID`."},
    WireCodeRow{operation_task_unknown, "The TaskID is unknown",
                "Take the `TaskID` of the answer that created the task."},
    WireCodeRow{operation_failed, "The operation failed", "Look at the task's state: it does not allow this now."},
    WireCodeRow{page_size_wrong, "The Number is wrong", "1 to 100 on a page."},
    WireCodeRow{page_wrong, "The Page is wrong", "From 1."},
    WireCodeRow{query_task_missing, "The TaskID is missing", "Add `TaskID`."},
    WireCodeRow{query_task_unknown, "The TaskID is unknown", "Take the `TaskID` of the answer that created the task."},
    WireCodeRow{plan_name_exists, "The plan name exists already",
                "Take another name. Was this a repeat? Then the plan is there."},
    WireCodeRow{plan_date_wrong, "The plan date is wrong",
                "Today, if the first round has not begun 15 minutes ago, to 5 days ahead."},
    WireCodeRow{task_type_wrong, "The task type is wrong", "One of the documented values of `Type`."},
    WireCodeRow{robot_method_wrong, "The robot method is wrong", "`single` or `group`."},
    WireCodeRow{customer_too_long, "The customer is too long", "At most 64 characters."},
    WireCodeRow{gender_wrong, "The gender is wrong", "One of the documented words, at most 8 characters."},
    WireCodeRow{too_many_duplicates, "There are too many duplicate numbers",
                "Take out the repeated rows; the account's limit is 100 unless set otherwise."},
    WireCodeRow{not_created, "Not created for a reason outside the list",
                "`status` says which: a quota, a strategy without a round left, a line that is full."},
    WireCodeRow{no_good_row, "No row was good", "Mend the rows by their errors."},
    WireCodeRow{strategy_name_exists, "The strategy name exists already", "Take another name."},
    WireCodeRow{has_ended, "What has ended cannot be cancelled", "Nothing: it calls no more."},
    WireCodeRow{ssml_wrong, "The SSML is wrong",
                "Mend the tag at the place that is told; `<` and `&` of values are written `&lt;` and `&amp;`."},
    WireCodeRow{other_service, "The account's service does not match",
                "The rows are of another business line than the account: ask the operator which it has."},
    WireCodeRow{window_too_short, "A window of the strategy is too short for its repeats",
                "Longer than interval times repeats."},
};
static_assert(std::ranges::is_sorted(kCodes, {}, &WireCodeRow::code));

}  // namespace

std::span<const WireCodeRow> wire_codes() { return kCodes; }

std::string_view text_of_code(int code) {
    auto row = std::ranges::lower_bound(kCodes, code, {}, &WireCodeRow::code);
    return row != kCodes.end() && row->code == code ? row->text : std::string_view();
}

}  // namespace tiller
