#pragma once
// Parameters of the query of a read.
#include <optional>
#include <string>

#include "store/tasks.h"
#include "web/cloud/request_context.h"

namespace tiller::cloud {

/// A read that came as POST, with the parameters of its body behind those of its query, which come first: some clients
/// put them there, as a form or as a JSON object of plain values. Any other body is passed over, but JSON that is
/// broken is 400, and a body of parts 415.
Checked<http::Request> with_query_of_body(const http::Request& request);

/// Without blanks around it; nothing if it is absent or empty.
std::optional<std::string> query_text(const http::Request& request, std::string_view name);
/// `missing_code` if it is absent.
Checked<std::string> required_query(const http::Request& request, std::string_view name, int missing_code);

/// A telephone number in E.164 form; 10416 if it is none. Clients forget to write the plus of a query as %2B, so a
/// blank before digits is a plus.
Checked<std::string> check_callee(std::string_view field, std::string_view text);
Checked<std::string> required_callee(const http::Request& request, std::string_view name);

/// The task of `TaskID`, 10702 if there is none.
Checked<store::Task> find_query_task(store::Db& db, const RequestContext& ctx, std::string_view id);

/// `Number` (1–100 a page) and `Page` (from 1), codes 10601 and 10602.
struct Paging {
    static constexpr int64_t kDefaultNumber = 20, kMaxNumber = 100, kMaxPage = 1'000'000'000;
    int64_t number = kDefaultNumber, page = 1;
    bool was_asked = false;  // one of the two is in the query

    int64_t offset() const { return (page - 1) * number; }
};
Checked<Paging> read_paging(const http::Request& request);

}  // namespace tiller::cloud
