#include "web/cloud/query.h"

#include "base/numbers/phone_number.h"
#include "base/text.h"
#include "web/cloud/body.h"

namespace tiller::cloud {
namespace {

std::string show(simdjson::dom::element value) {
    std::string_view text;
    return value.get(text) ? simdjson::minify(value) : std::string(text);
}

}  // namespace

Checked<http::Request> with_query_of_body(const http::Request& request) {
    if (auto fault = fault_of_parts(request)) return *fault;
    http::Request read = request;
    read.body.clear();
    auto add = [&](std::string_view more) {
        if (!read.query.empty() && !more.empty()) read.query += '&';
        read.query += more;
    };
    if (is_form(request)) {
        add(trim(request.body));
    } else if (trim(json_of(request.body)).starts_with('{')) {
        auto object = parse_body(request.body);
        if (!object.ok()) return object.fault();
        for (auto [name, value] : *object) {
            bool is_plain = !value.is_null() && !value.is_object() && !value.is_array();
            if (is_plain) add(percent_encode(name) + "=" + percent_encode(show(value)));
        }
    }
    return read;
}

std::optional<std::string> query_text(const http::Request& request, std::string_view name) {
    auto value = request.parameter(name);
    if (!value || trim(*value).empty()) return std::nullopt;
    return std::string(trim(*value));
}

Checked<std::string> required_query(const http::Request& request, std::string_view name, int missing_code) {
    auto value = query_text(request, name);
    if (!value) return missing(missing_code, name);
    return *value;
}

Checked<std::string> check_callee(std::string_view field, std::string_view text) {
    auto number = parse_number(text, NumberCheck::possible);
    if (!number) return wrong(wire_code::number_wrong, field, text, number.error().message);
    return *number;
}

Checked<std::string> required_callee(const http::Request& request, std::string_view name) {
    auto value = request.parameter(name);
    if (!value || trim(*value).empty()) return missing(wire_code::parameter_missing, name);
    std::string_view text = trim(*value);
    bool lost_its_plus = value->starts_with(' ') && text.front() != '+';
    return check_callee(name, lost_its_plus ? "+" + std::string(text) : std::string(text));
}

Checked<store::Task> find_query_task(store::Db& db, const RequestContext& ctx, std::string_view id) {
    auto task = store::find_task(db, ctx.account(), id);
    if (!task) return wrong(wire_code::query_task_unknown, "TaskID", id, "no such task");
    return *task;
}

Checked<Paging> read_paging(const http::Request& request) {
    Paging paging;
    if (auto text = query_text(request, "Number")) {
        auto number = parse_integer(*text);
        if (!number || *number < 1 || *number > Paging::kMaxNumber) {
            return wrong(wire_code::page_size_wrong, "Number", *text, "must be 1 to 100");
        }
        paging.number = *number;
        paging.was_asked = true;
    }
    if (auto text = query_text(request, "Page")) {
        auto page = parse_integer(*text);
        if (!page || *page < 1 || *page > Paging::kMaxPage)
            return wrong(wire_code::page_wrong, "Page", *text, "must be 1 or more");
        paging.page = *page;
        paging.was_asked = true;
    }
    return paging;
}

}  // namespace tiller::cloud
