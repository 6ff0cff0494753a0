// The description of /admin/v1 tells every route, and nothing else.
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using Operations = std::set<std::string>;  // "get /admin/v1/lines"

TEST_F(AdminFixture, EveryRouteIsDescribedAndNoOther) {
    Operations routes, described;
    for (const auto& [method, pattern] : router_.list()) routes.insert(lower(method) + " " + pattern);
    auto answer = get("/openapi.json");
    simdjson::dom::parser parser;
    simdjson::dom::element document = parser.parse(answer.body);
    simdjson::dom::object paths = document["paths"];
    for (auto [path, item] : paths) {
        simdjson::dom::object operations = item;
        for (auto [method, operation] : operations) {
            described.insert(std::string(method) + " " + std::string(path));
        }
    }
    EXPECT_EQ(described, routes);
}

TEST_F(AdminFixture, EveryOperationHasANameOfItsOwnASummaryAndItsRefusals) {
    auto answer = get("/openapi.json");
    simdjson::dom::parser parser;
    simdjson::dom::element document = parser.parse(answer.body);
    std::set<std::string_view> names;
    simdjson::dom::object paths = document["paths"];
    for (auto [path, item] : paths) {
        simdjson::dom::object operations = item;
        for (auto [method, operation] : operations) {
            EXPECT_TRUE(names.insert(operation["operationId"].get_string().value()).second) << path;
            EXPECT_FALSE(operation["summary"].get_string().value().empty()) << path;
            simdjson::dom::element refusal;
            EXPECT_FALSE(operation["responses"]["400"].get(refusal)) << method << " " << path;
        }
    }
}

}  // namespace
}  // namespace tiller::management
