#pragma once
// The codes of the contract (docs/contract/errors.md): number, name, text and what a client should do, each said once.

#include <span>
#include <string_view>

namespace tiller {

/// Numbers of the wire. Below 1000 they are HTTP's own; they convert to int, since a field may also hold none (0), or a
/// status of HTTP that is not listed here.
namespace wire_code {
enum WireCode : int {
    ok = 200,
    not_valid = 400,
    token_wrong = 401,
    no_right = 403,
    no_such_path = 404,
    method_wrong = 405,
    too_slow = 408,
    idempotency_conflict = 409,
    too_large = 413,
    content_wrong = 415,
    misdirected = 421,
    too_many_requests = 429,
    header_too_large = 431,
    internal = 500,
    unavailable = 503,
    secret_wrong = 10101,
    secret_missing = 10102,
    parameter_missing = 10301,
    parameter_wrong = 10302,
    task_name_missing = 10401,
    name_too_long = 10402,
    task_name_exists = 10403,
    start_wrong = 10404,
    end_wrong = 10405,
    robot_wrong = 10406,
    line_wrong = 10407,
    interval_no_integer = 10408,
    interval_out_of_range = 10409,
    repeats_no_integer = 10410,
    repeats_out_of_range = 10411,
    details_missing = 10412,
    some_of_row_missing = 10413,
    all_of_row_missing = 10414,
    debtor_too_long = 10415,
    number_wrong = 10416,
    loan_date_wrong = 10417,
    due_date_wrong = 10418,
    loan_amount_no_number = 10419,
    loan_amount_not_positive = 10420,
    arrears_no_number = 10421,
    arrears_not_positive = 10422,
    platform_wrong = 10423,
    action_wrong = 10501,
    operation_task_missing = 10502,
    operation_task_unknown = 10503,
    operation_failed = 10504,
    page_size_wrong = 10601,
    page_wrong = 10602,
    query_task_missing = 10701,
    query_task_unknown = 10702,
    plan_name_exists = 10801,
    plan_date_wrong = 10802,
    task_type_wrong = 10804,
    robot_method_wrong = 10805,
    customer_too_long = 10806,
    gender_wrong = 10807,
    too_many_duplicates = 10809,
    not_created = 10901,
    no_good_row = 10902,
    strategy_name_exists = 10903,
    has_ended = 10904,
    ssml_wrong = 10905,
    other_service = 10906,
    window_too_short = 10907,
};
}  // namespace wire_code

struct WireCodeRow {
    int code;
    std::string_view text;    // without a full stop
    std::string_view remedy;  // Markdown, a sentence or two
};

/// All codes, in their order.
std::span<const WireCodeRow> wire_codes();

/// The text of a code; empty for one that the contract does not have.
std::string_view text_of_code(int code);

/// A code below 1000 is also the HTTP status; a business code rides on 200 (docs/contract/README.md rule 2).
constexpr int http_status_of(int code) { return code < 1000 ? code : 200; }

}  // namespace tiller
