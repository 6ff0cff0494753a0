#include "http/http.h"
#include "http/target.h"

namespace tiller::http {

std::string_view Request::header(std::string_view lower_case_name) const {
    auto found = headers.find(std::string(lower_case_name));
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> Request::parameter(std::string_view name) const { return query_parameter(query, name); }

}  // namespace tiller::http
