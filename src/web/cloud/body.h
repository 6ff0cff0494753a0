#pragma once
// The JSON body of a request, and its top-level fields.
#include <simdjson.h>

#include <optional>
#include <string>

#include "base/fault.h"
#include "http/http.h"
#include "web/cloud/errors.h"

namespace tiller::cloud {

/// A body without the byte order mark that some clients put before their JSON; RFC 8259 section 8.1 lets us pass over
/// it.
std::string_view json_of(std::string_view body);

/// Does the request say that its body is a form? What looks like JSON is JSON, whatever it says
/// (docs/contract/README.md rule 3).
bool is_form(const http::Request& request);

/// 415 for a body of parts, such as Postman's "form-data": neither JSON nor the form that is taken.
std::optional<Fault> fault_of_parts(const http::Request& request);

/// The parsed body. Its values live until the next body is parsed on the same thread. An integer beyond 64 bits, such
/// as a client's own long number in a field that we ignore, is read as a double. 400 with line and column for what is
/// not JSON, 10302 for JSON that is no object.
Checked<simdjson::dom::object> parse_body(const std::string& body);

/// To be called when a request is answered: a parser keeps the memory of its largest body, some 14 times as long, and
/// every worker thread has one.
void forget_big_body();

/// Reads top-level fields one after the other. The first thing that is wrong is kept, and reading goes on with
/// defaults, so that fields are judged in the order in which they are read. A field that is null is absent.
class Fields {
  public:
    explicit Fields(simdjson::dom::object body) : body_(body) {}

    struct TextRule {
        size_t max_characters;
        int too_long = wire_code::parameter_wrong;
        int missing = 0;  // code if there is no text; 0: it may be left out
        int wrong_type = wire_code::parameter_wrong;
    };
    /// Without blanks around it; empty if there is none. Anything that cannot be printed is wrong.
    std::string text(std::string_view name, const TextRule& rule);
    struct IntegerRule {
        int missing = 0;  // as above
        int wrong_type = wire_code::parameter_wrong;
    };
    /// A whole number; 0 if there is none.
    int64_t integer(std::string_view name, const IntegerRule& rule);
    bool truth(std::string_view name);
    std::optional<simdjson::dom::element> find(std::string_view name) const;

    void fail(Fault fault) {
        if (!fault_) fault_ = std::move(fault);
    }
    /// The value's type or, for a plain value, itself; then the rule.
    void fail(int code, std::string_view name, simdjson::dom::element value, std::string_view rule);
    const std::optional<Fault>& fault() const { return fault_; }

  private:
    simdjson::dom::object body_;
    std::optional<Fault> fault_;
};

}  // namespace tiller::cloud
