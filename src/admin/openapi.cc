#include "admin/openapi.h"

#include <fmt/format.h>

#include <cctype>
#include <map>

#include "base/json.h"

namespace tiller::admin {
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

constexpr std::string_view kLogIn =
    R"json({"operationId":"logIn","tags":["sessions"],"summary":"Begin a session","security":[],
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["user","password"],"properties":{
"user":{"type":"string","minLength":1},"password":{"type":"string","minLength":1}}}}}},
"responses":{"201":{"description":"The session and its token, for 12 hours","headers":{"Location":{"schema":{"type":"string"}}},
"content":{"application/json":{"schema":{"type":"object","required":["id","token","role","expires","must_change_password"],"properties":{
"id":{"type":"string"},"user":{"type":"string"},"token":{"type":"string"},"role":{"enum":["viewer","operator","owner"]},
"expires":{"type":"string","format":"date-time"},"must_change_password":{"type":"boolean"}}}}}},
"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"413":{"$ref":"#/components/responses/Problem"},
"422":{"$ref":"#/components/responses/Problem"},"429":{"$ref":"#/components/responses/Problem"},"503":{"$ref":"#/components/responses/Problem"}}})json";

constexpr std::string_view kChangePassword =
    R"json({"operationId":"changePassword","tags":["users"],"summary":"Change one's own password",
"parameters":[{"$ref":"#/components/parameters/id"}],
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["old_password","new_password"],"properties":{
"old_password":{"type":"string"},"new_password":{"type":"string","minLength":10}}}}}},
"responses":{"204":{"description":"Changed; other sessions of the user have ended"},
"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"403":{"$ref":"#/components/responses/Problem"},
"413":{"$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},"429":{"$ref":"#/components/responses/Problem"},
"503":{"$ref":"#/components/responses/Problem"}}})json";

constexpr std::string_view kExport =
    R"json({"operationId":"exportSetup","tags":["setup"],"summary":"The set-up as a file",
"responses":{"200":{"description":"A set-up file that changes nothing when it is applied","content":{"application/yaml":{"schema":{"type":"string"}}}},
"401":{"$ref":"#/components/responses/Problem"},"403":{"$ref":"#/components/responses/Problem"},"503":{"$ref":"#/components/responses/Problem"}}})json";

constexpr std::string_view kApply = R"json({"operationId":"applySetup","tags":["setup"],"summary":"Apply a set-up file",
"parameters":[
{"name":"dry_run","in":"query","description":"1 changes nothing","schema":{"type":"string","enum":["0","1"],"default":"0"}},
{"name":"prune","in":"query","description":"1 removes what the file does not name","schema":{"type":"string","enum":["0","1"],"default":"0"}}],
"requestBody":{"required":true,"content":{"application/yaml":{"schema":{"type":"string"}}}},
"responses":{"200":{"description":"What was changed","content":{"application/json":{"schema":{"type":"object","required":["changes","changed","dry_run"],
"properties":{"changes":{"type":"array","items":{"type":"string"}},"changed":{"type":"integer"},"dry_run":{"type":"boolean"}}}}}},
"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"},"403":{"$ref":"#/components/responses/Problem"},
"409":{"$ref":"#/components/responses/Problem"},"413":{"$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},
"503":{"$ref":"#/components/responses/Problem"}}})json";

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
    std::string_view query{};               // another parameter of the query
    std::string body{};                     // JSON Schema; empty: none
    bool is_patch = false;
    int success = 200;
    std::string answer{};  // JSON Schema; empty: no body
    std::vector<int> refusals{};
};

std::string reference(std::string_view kind, std::string_view name) {
    return fmt::format(R"({{"$ref":"#/components/{}/{}"}})", kind, name);
}

class Document {
  public:
    void add(const std::string& path, std::string_view method, std::string_view operation) {
        paths_[path][std::string(method)] = operation;
    }

    void add(const Resource& resource, const std::string& path, std::string_view method, Operation operation) {
        for (int status : {400, 401, 403, 503}) operation.refusals.push_back(status);
        if (resource.in_account) {
            operation.parameters.push_back("account");
            operation.refusals.push_back(404);
        }
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
        for (const Resource& resource : resources) json.raw_field(camel(resource.noun), resource.schema);
        json.end_object();
        json.end_object();
        json.end_object();
        return json.take();
    }

  private:
    static void write_parameters(JsonWriter& json, const Operation& operation) {
        if (operation.parameters.empty() && operation.query.empty()) return;
        json.key("parameters");
        json.begin_array();
        for (const std::string& name : operation.parameters) json.raw(reference("parameters", name));
        if (!operation.query.empty()) {
            json.raw(fmt::format(R"({{"name":"{}","in":"query","schema":{{"type":"string"}}}})", operation.query));
        }
        json.end_array();
    }

    static void write_body(JsonWriter& json, const Operation& operation) {
        json.raw_field(
            "requestBody",
            fmt::format(R"({{"required":true,"content":{{"{}":{{"schema":{}}}}}}})",
                        operation.is_patch ? "application/merge-patch+json" : "application/json", operation.body));
    }

    static void write_responses(JsonWriter& json, const Operation& operation) {
        std::map<int, std::string> responses;
        for (int status : operation.refusals) responses[status] = reference("responses", "Problem");
        std::string content =
            operation.answer.empty()
                ? ""
                : fmt::format(R"(,"content":{{"application/json":{{"schema":{}}}}})", operation.answer);
        responses[operation.success] = fmt::format(R"({{"description":"Done"{}}})", content);
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
                      .answer = page});
    }
    if (r.find) {
        document.add(r, one, "get",
                     {.id = "get" + noun,
                      .summary = fmt::format("Get one {}", r.noun),
                      .parameters = {"id"},
                      .answer = schema,
                      .refusals = {404}});
    }
    if (r.prepare && r.can_create) {
        document.add(r, all, "post",
                     {.id = "create" + noun,
                      .summary = fmt::format("Create one {}", r.noun),
                      .body = schema,
                      .success = 201,
                      .answer = schema,
                      .refusals = {409, 413, 422}});
    }
    if (r.prepare && r.can_edit) {
        document.add(r, one, "patch",
                     {.id = "edit" + noun,
                      .summary = fmt::format("Edit one {} by a merge patch (RFC 7396)", r.noun),
                      .parameters = {"id", "IfMatch"},
                      .body = R"({"type":"object"})",
                      .is_patch = true,
                      .answer = schema,
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
                      .answer = R"({"type":"object"})",
                      .refusals = {404, 409, 422}});
    }
}

}  // namespace

std::string describe(std::span<const Resource> resources) {
    Document document;
    for (const Resource& resource : resources) add_operations(document, resource);
    document.add("/admin/v1/sessions", "post", kLogIn);
    document.add("/admin/v1/users/{id}/password", "post", kChangePassword);
    document.add("/admin/v1/setup", "get", kExport);
    document.add("/admin/v1/setup", "post", kApply);
    return document.text(resources);
}

}  // namespace tiller::admin
