#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/http.h"

namespace tiller::http {
namespace {

class RouterTest : public testing::Test {
  protected:
    void add(const std::string& method, const std::string& pattern) {
        router_.add(method, pattern, [=](const Request& request) {
            Response response;
            response.body = method + " " + pattern;
            for (const auto& [name, value] : request.captures) response.body += " " + name + "=" + value;
            return response;
        });
    }
    Response ask(const std::string& method, const std::string& path) {
        Request request;
        request.method = method;
        request.path = path;
        return router_.route(request);
    }
    std::string body(const std::string& method, const std::string& path) { return ask(method, path).body; }

    Router router_;
};

TEST_F(RouterTest, CapturesAreDecodedOnceAndAPlusIsAPlus) {
    add("POST", "/api/push/{route}/{token}");
    EXPECT_EQ(body("POST", "/api/push/a%2Fb+c/%252B"), "POST /api/push/{route}/{token} route=a/b+c token=%2B");
    EXPECT_EQ(ask("POST", "/api/push//x").status, 404);
    EXPECT_EQ(ask("POST", "/api/push/x").status, 404);
    EXPECT_EQ(ask("POST", "/api/push/x/y/").status, 404);
}

TEST_F(RouterTest, TheMoreLiteralPatternWinsInWhateverOrder) {
    add("GET", "/console/{path...}");
    add("GET", "/a/{x}");
    add("GET", "/a/{x}.mp3");
    add("GET", "/a/list");
    add("GET", "/{y}/list");
    EXPECT_EQ(body("GET", "/a/list"), "GET /a/list");
    EXPECT_EQ(body("GET", "/a/%6Cist"), "GET /a/list");
    EXPECT_EQ(body("GET", "/a/1.mp3"), "GET /a/{x}.mp3 x=1");
    EXPECT_EQ(body("GET", "/a/.mp3"), "GET /a/{x} x=.mp3");
    EXPECT_EQ(body("GET", "/b/list"), "GET /{y}/list y=b");
    EXPECT_EQ(body("GET", "/console/js/app.js"), "GET /console/{path...} path=js/app.js");
    EXPECT_EQ(ask("GET", "/console/").status, 404);
    EXPECT_EQ(ask("GET", "/console").status, 404);
}

TEST_F(RouterTest, WhatNoRouteTakesGoesToTheFallback) {
    add("GET", "/plan");
    add("DELETE", "/plan");
    add("POST", "/task");
    router_.set_fallback("", [](const Request& request, int status, const std::string&) {
        Response response;
        response.status = status;
        response.body = "no " + request.path;
        return response;
    });
    EXPECT_EQ(ask("GET", "/nothing").status, 404);
    EXPECT_EQ(ask("GET", "/nothing").body, "no /nothing");
    EXPECT_EQ(ask("GET", "/pl%an").status, 400);
    EXPECT_EQ(ask("OPTIONS", "*").status, 404);
    Response wrong = ask("PUT", "/plan");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_THAT(wrong.headers, testing::ElementsAre(std::pair<std::string, std::string>("Allow", "DELETE, GET, HEAD")));
    EXPECT_EQ(ask("HEAD", "/task").status, 405);
}

TEST_F(RouterTest, TheFallbackOfTheLongestPrefixAnswers) {
    auto say = [](const std::string& who) {
        return [who](const Request&, int status, const std::string& detail) {
            return Response{.status = status, .body = who + detail};
        };
    };
    EXPECT_EQ(body("GET", "/x"), plain_response(404).body);
    router_.set_fallback("", say("all"));
    router_.set_fallback("/api/", say("api"));
    router_.set_fallback("/api/push", say("push"));
    router_.set_fallback("/api/v1/", say("v1"));
    EXPECT_EQ(body("GET", "/x"), "all");
    EXPECT_EQ(body("GET", "/api/x"), "api");
    EXPECT_EQ(body("GET", "/api/push/%zz"), "push");
    EXPECT_EQ(body("GET", "/api/v1/x"), "v1");
    Request unread;  // its first line never came
    EXPECT_EQ(router_.refuse(unread, 431, " is too long").body, "all is too long");
}

TEST_F(RouterTest, HeadFallsToGetUnlessItHasItsOwn) {
    add("GET", "/a/{x}");
    add("GET", "/b");
    add("HEAD", "/b");
    EXPECT_EQ(body("HEAD", "/a/1"), "GET /a/{x} x=1");
    EXPECT_EQ(body("HEAD", "/b"), "HEAD /b");
}

TEST_F(RouterTest, AMalformedPatternIsABug) {
    for (auto bad : {"plan", "/{", "/}", "/}{", "/{}", "/{a}{b}", "/{a...}/b", "/x{a...}/b/{"}) {
        EXPECT_THROW(add("GET", bad), std::invalid_argument) << bad;
    }
}

}  // namespace
}  // namespace tiller::http
