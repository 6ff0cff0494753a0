#include "web/cloud/errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tiller::cloud {
namespace {

struct Row {
    int code;
    std::string_view text;
};

// Ordered by code.
constexpr std::array kTable = {
    Row{200, "OK"},
    Row{400, "The request is not valid"},
    Row{401, "The token is not valid"},
    Row{403, "This token has no right to that"},
    Row{404, "There is no such path"},
    Row{405, "This path does not take that method"},
    Row{408, "The request took too long to arrive"},
    Row{409, "The idempotency key was used for another request"},
    Row{413, "The request is too large"},
    Row{415, "This kind of content is not taken"},
    Row{429, "Too many requests"},
    Row{431, "The header of the request is too large"},
    Row{500, "Something went wrong inside"},
    Row{503, "The service is not available now"},
    Row{10101, "The APPKey or APPSecret is wrong"},
    Row{10102, "The APPSecret is missing"},
    Row{10301, "A parameter is missing"},
    Row{10302, "A parameter is wrong"},
    Row{10401, "The task name is missing"},
    Row{10402, "The task name is too long"},
    Row{10403, "The task name exists already"},
    Row{10404, "The start time is wrong"},
    Row{10405, "The end time is wrong"},
    Row{10406, "The robot is wrong"},
    Row{10407, "The SIP line is wrong"},
    Row{10408, "The repeat interval is not an integer"},
    Row{10409, "The repeat interval is outside 0 to 30"},
    Row{10410, "The repeat number is not an integer"},
    Row{10411, "The repeat number is outside 0 to 15"},
    Row{10412, "The Details are missing"},
    Row{10413, "Some parameters of a row are missing"},
    Row{10414, "All parameters of a row are missing"},
    Row{10415, "The debtor is too long"},
    Row{10416, "The phone number is wrong"},
    Row{10417, "The LoanDate is wrong"},
    Row{10418, "The DueDate is wrong"},
    Row{10419, "The LoanAmount is not a number"},
    Row{10420, "The LoanAmount is not above zero"},
    Row{10421, "The Arrears are not a number"},
    Row{10422, "The Arrears are not above zero"},
    Row{10423, "The platform is wrong"},
    Row{10501, "The action is wrong"},
    Row{10502, "The TaskID is missing"},
    Row{10503, "The TaskID is unknown"},
    Row{10504, "The operation failed"},
    Row{10601, "The Number is wrong"},
    Row{10602, "The Page is wrong"},
    Row{10701, "The TaskID is missing"},
    Row{10702, "The TaskID is unknown"},
    Row{10801, "The plan name exists already"},
    Row{10802, "The plan date is wrong"},
    Row{10804, "The task type is wrong"},
    Row{10805, "The robot method is wrong"},
    Row{10806, "The customer is too long"},
    Row{10807, "The gender is wrong"},
    Row{10809, "There are too many duplicate numbers"},
    Row{10901, "Not created for a reason outside the list"},
    Row{10902, "No row was good"},
    Row{10903, "The strategy name exists already"},
    Row{10904, "What has ended cannot be cancelled"},
    Row{10905, "The SSML is wrong"},
    Row{10906, "The account's service does not match"},
    Row{10907, "A window of the strategy is too short for its repeats"},
};
static_assert(std::ranges::is_sorted(kTable, {}, &Row::code));

constexpr size_t kShownCharacters = 64;

std::string printable(std::string_view value) {
    return is_printable_utf8(value) ? std::string(utf8_prefix(value, kShownCharacters))
                                    : percent_encode(value.substr(0, kShownCharacters));
}

}  // namespace

std::string_view error_text(int code) {
    auto row = std::ranges::lower_bound(kTable, code, {}, &Row::code);
    return row != kTable.end() && row->code == code ? row->text : std::string_view();
}

std::string wrong_value(std::string_view field, std::string_view value, std::string_view rule) {
    return fmt::format("{} \"{}\": {}", field, printable(value), rule);
}

Fault wrong(int code, std::string_view field, std::string_view value, std::string_view rule) {
    return {code, wrong_value(field, value, rule)};
}

Fault missing(int code, std::string_view field) { return {code, fmt::format("{}: is required", field)}; }

}  // namespace tiller::cloud
