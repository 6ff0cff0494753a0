#include "web/management/openapi.h"

#include <fmt/format.h>

#include <cctype>
#include <map>

#include "base/json/json.h"
#include "web/management/openapi_pages.h"

namespace tiller::management {
namespace {

constexpr std::string_view kInfo =
    R"json({"title":"Tiller: management","version":"1","description":"What the console and the command line use. Errors are problem details (RFC 9457). What belongs to an account takes `?account=NAME`; where there is only one account it may be left out."})json";

constexpr std::string_view kProblem =
    R"json({"type":"object","required":["type","title","status","detail"],"properties":{
"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},
"code":{"type":"integer","description":"where the wire contract has one: 10903 strategy name taken, 10905 SSML wrong, 10907 window too short"},
"errors":{"type":"array","description":"422: each wrong field","items":{"type":"object","required":["field","detail"],"properties":{
"field":{"type":"string"},"detail":{"type":"string"},"code":{"type":"integer"}}}},
"faults":{"type":"array","description":"422: each fault of a set-up file","items":{"type":"object","required":["message"],"properties":{
"file":{"type":"string"},"line":{"type":"integer"},"column":{"type":"integer"},"message":{"type":"string"},"code":{"type":"integer"}}}}}})json";

/// Of GET stats.
constexpr std::string_view kFigures =
    R"json({"type":"object","required":["calls","live","connected","answered","answer_rate","talk_seconds","answer_latency","turn_latency","outcomes"],"properties":{
"start":{"type":"string","format":"date-time","description":"of the hour or day; absent from the sum"},
"calls":{"type":"integer","description":"attempts that began"},"live":{"type":"integer","description":"of these, not ended yet"},
"connected":{"type":"integer","description":"a person or a machine took it"},"answered":{"type":"integer","description":"a person did"},
"answer_rate":{"type":["number","null"],"description":"answered, of those that have ended; four digits"},"talk_seconds":{"type":"number"},
"answer_latency":{"allOf":[{"$ref":"#/components/schemas/Latency"}],"description":"from the callee's 200 OK to the first packet of the robot's first prompt"},
"turn_latency":{"allOf":[{"$ref":"#/components/schemas/Latency"}],"description":"from the end of a turn of the callee to the first packet of the robot's answer"},
"outcomes":{"type":"object","additionalProperties":{"type":"integer"}},
"lines":{"type":"object","description":"by name; absent from the sum","additionalProperties":{"type":"object","required":["calls","channels"],"properties":{
"calls":{"type":"integer"},"channels":{"type":"number","description":"taken, on average"},"max_channels":{"type":"integer"}}}}}})json";

constexpr std::string_view kLatency =
    R"json({"type":"object","description":"percentiles of all durations of the span, null where there is none; those of the sum are of all its durations, no means",
"required":["count","p50_ms","p95_ms","p99_ms"],"properties":{"count":{"type":"integer"},"p50_ms":{"type":["integer","null"]},
"p95_ms":{"type":["integer","null"]},"p99_ms":{"type":["integer","null"]}}})json";

constexpr std::string_view kParameters = R"json({
"id":{"name":"id","in":"path","required":true,"schema":{"type":"string"}},
"account":{"name":"account","in":"query","description":"name of an account; it may be left out where there is only one","schema":{"type":"string"}},
"limit":{"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":500,"default":50}},
"cursor":{"name":"cursor","in":"query","description":"next_cursor of the page before","schema":{"type":"string"}},
"q":{"name":"q","in":"query","description":"a part of the id","schema":{"type":"string"}},
"IfMatch":{"name":"If-Match","in":"header","description":"ETag of what is edited, or * for any","schema":{"type":"string"}}})json";

/// "app key", "app-keys" -> "AppKey", "AppKeys".
std::string camel(std::string_view words) {
    std::string out;
    bool starts = true;
    for (char c : words) {
        bool is_letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (is_letter) out += starts ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        starts = !is_letter;
    }
    return out;
}

struct Operation {
    std::string id, summary;
    std::vector<std::string> parameters{};  // names in components
    std::vector<Parameter> query{};         // others, of the query
    std::string body{};                     // JSON Schema; empty: none
    std::string_view body_type = "application/json";
    int success = 200;
    std::string answer{};  // JSON Schema; empty: no body
    std::vector<std::string_view> headers{};
    std::vector<int> refusals{};
};

std::string reference(std::string_view kind, std::string_view name) {
    return fmt::format(R"({{"$ref":"#/components/{}/{}"}})", kind, name);
}

class Document {
  public:
    void add(const PageOperation& page) {
        std::string responses(page.success);
        for (int status : page.refusals) {
            responses += fmt::format(R"(,"{}":{})", status, reference("responses", "Problem"));
        }
        add(std::string(page.path), page.method, fmt::format(R"({{{},"responses":{{{}}}}})", page.about, responses));
    }

    void add(const Resource& resource, const std::string& path, std::string_view method, Operation operation) {
        for (int status : {400, 401, 403, 503}) operation.refusals.push_back(status);
        if (resource.in_account) {
            operation.parameters.push_back("account");
            operation.refusals.push_back(404);
        }
        for (const Parameter& parameter : resource.scope) operation.query.push_back(parameter);
        JsonWriter json;
        json.begin_object();
        json.field("operationId", operation.id);
        json.key("tags");
        json.raw(fmt::format(R"(["{}"])", resource.name));
        json.field("summary", operation.summary);
        write_parameters(json, operation);
        if (!operation.body.empty()) write_body(json, operation);
        write_responses(json, operation);
        json.end_object();
        add(path, method, json.take());
    }

    std::string text(std::span<const Resource> resources) const {
        JsonWriter json;
        json.begin_object();
        json.field("openapi", "3.1.0");
        json.raw_field("info", kInfo);
        json.raw_field("servers", R"([{"url":"/"}])");
        json.raw_field("security", R"([{"bearer":[]}])");
        json.key("paths");
        json.begin_object();
        for (const auto& [path, operations] : paths_) {
            json.key(path);
            json.begin_object();
            for (const auto& [method, operation] : operations) json.raw_field(method, operation);
            json.end_object();
        }
        json.end_object();
        json.key("components");
        json.begin_object();
        json.raw_field("securitySchemes",
                       R"({"bearer":{"type":"http","scheme":"bearer","description":"of POST /admin/v1/sessions"}})");
        json.raw_field("parameters", kParameters);
        json.raw_field("responses",
                       R"({"Problem":{"description":"Refused: see detail","content":{)"
                       R"("application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}})");
        json.key("schemas");
        json.begin_object();
        json.raw_field("Problem", kProblem);
        json.raw_field("Figures", kFigures);
        json.raw_field("Latency", kLatency);
        for (const Resource& resource : resources) json.raw_field(camel(resource.noun), resource.schema);
        json.end_object();
        json.end_object();
        json.end_object();
        return json.take();
    }

  private:
    void add(const std::string& path, std::string_view method, std::string operation) {
        paths_[path][std::string(method)] = std::move(operation);
    }

    static void write_parameters(JsonWriter& json, const Operation& operation) {
        if (operation.parameters.empty() && operation.query.empty()) return;
        json.key("parameters");
        json.begin_array();
        for (const std::string& name : operation.parameters) json.raw(reference("parameters", name));
        for (const Parameter& parameter : operation.query) {
            json.begin_object();
            json.field("name", parameter.name);
            json.field("in", "query");
            if (!parameter.description.empty()) json.field("description", parameter.description);
            json.raw_field("schema", parameter.schema);
            json.end_object();
        }
        json.end_array();
    }

    static void write_body(JsonWriter& json, const Operation& operation) {
        json.raw_field("requestBody", fmt::format(R"({{"required":true,"content":{{"{}":{{"schema":{}}}}}}})",
                                                  operation.body_type, operation.body));
    }

    static void write_responses(JsonWriter& json, const Operation& operation) {
        std::map<int, std::string> responses;
        for (int status : operation.refusals) responses[status] = reference("responses", "Problem");
        std::string content =
            operation.answer.empty()
                ? ""
                : fmt::format(R"(,"content":{{"application/json":{{"schema":{}}}}})", operation.answer);
        std::string headers;
        for (std::string_view name : operation.headers) {
            headers += fmt::format(R"({}"{}":{{"schema":{{"type":"string"}}}})", headers.empty() ? "" : ",", name);
        }
        if (!headers.empty()) headers = fmt::format(R"(,"headers":{{{}}})", headers);
        responses[operation.success] = fmt::format(R"({{"description":"Done"{}{}}})", headers, content);
        json.key("responses");
        json.begin_object();
        for (const auto& [status, response] : responses) json.raw_field(std::to_string(status), response);
        json.end_object();
    }

    std::map<std::string, std::map<std::string, std::string>> paths_;  // path -> method -> operation
};

/// As add_resource makes them.
void add_operations(Document& document, const Resource& r) {
    std::string all = fmt::format("/admin/v1/{}", r.name), one = all + "/{id}";
    std::string noun = camel(r.noun), schema = reference("schemas", noun);
    if (r.list) {
        std::string page = fmt::format(
            R"({{"type":"object","required":["items","next_cursor"],"properties":{{"items":{{"type":"array","items":{}}},"next_cursor":{{"type":["string","null"]}}}}}})",
            schema);
        document.add(r, all, "get",
                     {.id = "list" + camel(r.name),
                      .summary = fmt::format("List {}", r.name),
                      .parameters = {"limit", "cursor", "q"},
                      .query = r.filters,
                      .answer = page});
    }
    if (r.find) {
        document.add(r, one, "get",
                     {.id = "get" + noun,
                      .summary = fmt::format("Get one {}", r.noun),
                      .parameters = {"id"},
                      .answer = schema,
                      .headers = {"ETag"},
                      .refusals = {404}});
    }
    if (r.prepare && r.can_create) {
        document.add(r, all, "post",
                     {.id = "create" + noun,
                      .summary = fmt::format("Create one {}", r.noun),
                      .body = schema,
                      .success = 201,
                      .answer = schema,
                      .headers = {"ETag", "Location"},
                      .refusals = {409, 413, 422}});
    }
    if (r.prepare && r.can_edit) {
        document.add(r, one, "patch",
                     {.id = "edit" + noun,
                      .summary = fmt::format("Edit one {} by a merge patch (RFC 7396)", r.noun),
                      .parameters = {"id", "IfMatch"},
                      .body = R"({"type":"object"})",
                      .body_type = "application/merge-patch+json",
                      .answer = schema,
                      .headers = {"ETag"},
                      .refusals = {404, 409, 412, 413, 422, 428}});
    }
    if (r.remove) {
        document.add(r, one, "delete",
                     {.id = "remove" + noun,
                      .summary = fmt::format("Remove one {}", r.noun),
                      .parameters = {"id", "IfMatch"},
                      .success = 204,
                      .refusals = {404, 409, 412}});
    }
    for (const Action& action : r.actions) {
        std::string method(action.method);
        for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        document.add(r, fmt::format("{}/{}", one, action.name), method,
                     {.id = std::string(action.name) + noun,
                      .summary = std::string(action.summary),
                      .parameters = {"id"},
                      .query = action.query,
                      .body = std::string(action.body),
                      .body_type = action.body_type,
                      .success = action.success,
                      .answer = std::string(action.answer),
                      .refusals = {404, 409, 413, 422}});
    }
}

}  // namespace

std::string describe(std::span<const Resource> resources) {
    Document document;
    for (const Resource& resource : resources) add_operations(document, resource);
    for (const PageOperation& page : page_operations()) document.add(page);
    return document.text(resources);
}

}  // namespace tiller::management
