// Paths that are no page of the contract: files of recordings, health, metrics, the description, and unknown ones.
#include <set>

#include "web/cloud/cloud_testing.h"
#include "web/cloud/envelope.h"
#include "web/cloud/openapi_text.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;

class OperatorPagesTest : public ApiTest {
  protected:
    http::Response plain(std::string method, std::string_view target) {
        return route(request_of(std::move(method), target));
    }
};

TEST_F(OperatorPagesTest, ASignedLinkLeadsToItsFile) {
    authorization_.clear();
    std::string call = "0199" + std::string(28, 'a');
    std::string link = links_.recording(call, clock_.now()).substr(std::string("https://calls.example").size());
    EXPECT_EQ(plain("GET", link).status, 404);

    std::filesystem::path file = dir_ + "/" + recording_path(call);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "mp3";
    http::Response found = plain("GET", link);
    EXPECT_EQ(found.status, 200);
    EXPECT_EQ(found.content_type, "audio/mpeg");
    EXPECT_EQ(found.file, file.string());
    EXPECT_EQ(plain("HEAD", link).status, 200);

    EXPECT_EQ(plain("GET", "/recordings/" + call + ".mp3").status, 403);
    std::string altered = link;
    altered.back() = altered.back() == '0' ? '1' : '0';
    http::Response refused = plain("GET", altered);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.content_type, "application/problem+json");
    EXPECT_THAT(refused.body, HasSubstr(R"("title":"Forbidden","status":403)"));
    EXPECT_EQ(plain("GET", "/recordings/..%2F..%2Ftiller.mp3?expires=1&signature=x").status, 403);
    clock_.advance(std::chrono::hours(24 * 7 + 1));
    EXPECT_EQ(plain("GET", link).status, 403);
}

TEST_F(OperatorPagesTest, HealthAndReadiness) {
    EXPECT_EQ(plain("GET", "/healthz").body, R"({"status":"ok","version":"1.2.3"})");
    EXPECT_EQ(plain("GET", "/readyz").status, 200);
    held_ = "on hold since then, for a drill";
    EXPECT_EQ(plain("GET", "/readyz").status, 200) << "work is taken";
    EXPECT_THAT(plain("GET", "/readyz").body,
                HasSubstr(R"("status":"held","version":"1.2.3","reason":"on hold since then, for a drill")"));
    held_.clear();
    ready_ = false;
    EXPECT_EQ(plain("GET", "/readyz").status, 503);
    ready_ = true;
    draining_ = true;
    EXPECT_EQ(plain("GET", "/readyz").status, 503);
    EXPECT_THAT(plain("GET", "/readyz").body,
                HasSubstr(R"("status":"draining","version":"1.2.3","reason":"the server stops)"));
    EXPECT_EQ(plain("GET", "/healthz").status, 200);
}

TEST_F(OperatorPagesTest, MetricsCountAnswers) {
    get("/list?Type=x");
    EXPECT_THAT(plain("GET", "/metrics").body, HasSubstr(R"(tiller_api_answers_total{code="10804"})"));
}

TEST_F(OperatorPagesTest, UnknownPathsAreInTheEnvelope) {
    Reply unknown = get("/nothing\"here");
    EXPECT_EQ(unknown.response.status, 404);
    EXPECT_EQ(unknown.code, 404);
    Reply method = get("/v2/plan");
    EXPECT_EQ(method.response.status, 405);
    EXPECT_EQ(method.code, 405);
    EXPECT_EQ(method.header("Allow"), "POST");
    EXPECT_THAT(method.status, HasSubstr("does not take GET"));
    EXPECT_EQ(get("/%zz").code, 400);
    EXPECT_THAT(get("/%zz").status, HasSubstr("two hex digits"));
}

TEST_F(OperatorPagesTest, TransportErrorsAreInTheEnvelope) {
    for (int status : {400, 404, 408, 413, 415, 421, 431, 500, 503}) {
        Reply reply(refuse_unhandled(status, "why"));
        EXPECT_EQ(reply.response.status, status);
        EXPECT_EQ(reply.code, status);
        EXPECT_THAT(reply.status, testing::EndsWith(": why"));
    }
}

TEST_F(OperatorPagesTest, AStoreThatIsAwayIs503) {
    store_->write([](store::Tx& tx) { store::take_table_away(tx, "strategies"); });
    Reply reply = get("/strategy");
    EXPECT_EQ(reply.response.status, 503);
    EXPECT_EQ(reply.text.find("gone"), std::string::npos);  // nothing of the inside is shown
}

TEST_F(OperatorPagesTest, TheDescriptionNamesEveryPathAndNoOther) {
    simdjson::dom::parser parser;
    simdjson::dom::element document = parser.parse(std::string(openapi_text()));
    auto served = plain("GET", "/openapi.json").body;
    simdjson::dom::parser served_parser;
    EXPECT_EQ(served_parser.parse(served)["x-codes"].at(0)["code"].get_int64().value(), 200);
    std::set<std::string> described;
    for (auto [path, item] : simdjson::dom::object(document["paths"])) {
        for (auto [method, operation] : simdjson::dom::object(item)) {
            if (method != "get" && method != "post") continue;
            described.insert(std::string(method) + " " + std::string(path));
            if (path.starts_with("/api/")) continue;  // the room of partners answers there
            int status = plain(method == "get" ? "GET" : "POST", path).status;
            EXPECT_TRUE((status != 404 && status != 405) || path == "/") << method << " " << path << " " << status;
        }
    }
    std::set<std::string> expected = {"post /service/cloud/auth",
                                      "post /service/cloud/v2/plan",
                                      "post /service/cloud/task",
                                      "post /service/cloud/operation",
                                      "post /service/cloud/cancelphonecall",
                                      "post /service/cloud/cancelplanphonecall",
                                      "post /api/push/{route}/{token}",
                                      "post /api/v1/airudder/track",
                                      "post /api/v1/17track/push",
                                      "get /recordings/{id}.mp3",
                                      "get /recordings/{account}/{id}.zip",
                                      "get /",
                                      "get /docs",
                                      "get /healthz",
                                      "get /readyz",
                                      "get /metrics",
                                      "get /openapi.json"};
    for (auto read :
         {"plan", "planround", "strategy", "robot", "list", "detail", "case", "recording", "callinfo", "plancase"}) {
        expected.insert(std::string("get /service/cloud/") + read);
        expected.insert(std::string("post /service/cloud/") + read);
    }
    EXPECT_EQ(described, expected);
}

/// Every "#/components/..." leads somewhere.
void check_references(const simdjson::dom::element& root, const simdjson::dom::element& value) {
    if (value.is_object()) {
        for (auto [key, inner] : simdjson::dom::object(value)) {
            if (key == "$ref") {
                std::string_view target = inner;
                EXPECT_FALSE(root.at_pointer(target.substr(1)).error()) << target;
            } else {
                check_references(root, inner);
            }
        }
    } else if (value.is_array()) {
        for (auto inner : simdjson::dom::array(value)) check_references(root, inner);
    }
}

TEST(OpenApi, ReferencesAreWhole) {
    simdjson::dom::parser parser;
    simdjson::dom::element document = parser.parse(std::string(openapi_text()));
    check_references(document, document);
}

}  // namespace
}  // namespace tiller::cloud
