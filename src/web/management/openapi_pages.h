#pragma once
// What the description of /admin/v1 says of the pages that are no resource: log-in, password, set-up file, erasure,
// live calls, a preview of the guard's verdicts, the import of shipments.
#include <span>
#include <string_view>
#include <vector>

namespace tiller::management {

struct PageOperation {
    std::string_view path, method;
    std::string_view about;     // the members of its Operation Object but for `responses`, without braces
    std::string_view success;   // one member of `responses`: "200":{…}
    std::vector<int> refusals;  // statuses of problem details
};

std::span<const PageOperation> page_operations();

}  // namespace tiller::management
