#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "web/cloud/fixture_testing.h"

namespace tiller::cloud {

/// An answer in the envelope.
struct Reply {
    explicit Reply(http::Response r) : response(std::move(r)), text(response.body) {
        if (response.stream) {
            for (std::string piece = response.stream(); !piece.empty(); piece = response.stream()) text += piece;
        }
        auto error = parser->parse(text).get(root);
        EXPECT_FALSE(error) << text;
        if (error) return;
        code = static_cast<int>(root["code"].get_int64().value());
        status = std::string(root["status"].get_string().value());
        data = root["data"];
    }
    std::string string(const char* path) const {
        std::string_view value;
        EXPECT_FALSE(root.at_pointer(path).get(value)) << path << " in " << text;
        return std::string(value);
    }
    int64_t number(const char* path) const {
        int64_t value = -1;
        EXPECT_FALSE(root.at_pointer(path).get(value)) << path << " in " << text;
        return value;
    }
    size_t count(const char* path) const {
        simdjson::dom::array list;
        auto error = root.at_pointer(path).get(list);
        EXPECT_FALSE(error) << path << " in " << text;
        return error ? 0 : list.size();
    }
    std::string header(std::string_view name) const {
        for (auto& [key, value] : response.headers) {
            if (key == name) return value;
        }
        return {};
    }

    http::Response response;
    std::string text;
    int code = 0;
    std::string status;
    simdjson::dom::element root, data;
    std::shared_ptr<simdjson::dom::parser> parser = std::make_shared<simdjson::dom::parser>();
};

class ApiTest : public testing::Test, protected CloudFixture {
  protected:
    /// Below /service/cloud.
    Reply get(const std::string& target) { return Reply(route(request_of("GET", "/service/cloud" + target))); }
    Reply post(const std::string& target, std::string body, std::string idempotency_key = {}) {
        http::Request request = request_of("POST", "/service/cloud" + target, std::move(body));
        if (!idempotency_key.empty()) request.headers["idempotency-key"] = std::move(idempotency_key);
        return Reply(route(std::move(request)));
    }
    Reply create(std::string_view rows, std::string_view fields = R"("PlanName":"p","Perform":1)") {
        return post("/v2/plan", plan_of(rows, fields));
    }
};

}  // namespace tiller::cloud
