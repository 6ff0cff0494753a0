#include "http/target.h"

#include <gtest/gtest.h>

#include "http/http.h"

namespace tiller::http {
namespace {

TEST(Target, TakesTheThreeForms) {
    auto origin = parse_target("/service/cloud/v2/plan?PlanName=a&b=c");
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->path, "/service/cloud/v2/plan");
    EXPECT_EQ(origin->query, "PlanName=a&b=c");
    EXPECT_EQ(parse_target("http://host:80/a?b")->path, "/a");
    EXPECT_EQ(parse_target("HTTPS://host?b")->path, "/");
    EXPECT_EQ(parse_target("HTTPS://host?b")->query, "b");
    EXPECT_EQ(parse_target("http://host")->path, "/");
    EXPECT_EQ(parse_target("http://host:80/a?b")->authority, "host:80");
    EXPECT_EQ(parse_target("/http://host/")->authority, "");
    EXPECT_EQ(parse_target("*")->path, "*");
    EXPECT_EQ(parse_target("/a?b?c")->query, "b?c");
}

TEST(Target, RefusesAllElse) {
    for (auto bad : {"", "a", "host:443", "ftp://host/a", "http://", "http:///a", "/a#b", "?a"}) {
        EXPECT_FALSE(parse_target(bad)) << bad;
    }
}

TEST(Target, SegmentsAreSplitThenDecodedOnce) {
    using Segments = std::vector<std::string>;
    EXPECT_EQ(path_segments("/"), Segments({""}));
    EXPECT_EQ(path_segments("/a/b+c"), Segments({"a", "b+c"}));
    EXPECT_EQ(path_segments("/a%2Fb/%252B"), Segments({"a/b", "%2B"}));
    EXPECT_FALSE(path_segments("/a%2"));
    EXPECT_FALSE(path_segments("*"));
}

TEST(Target, LogsHoldNoTokenOrNumberOfAPath) {
    EXPECT_EQ(loggable_path("/healthz"), "/healthz");
    EXPECT_EQ(loggable_path("/service/cloud/plan"), "/service/cloud/plan");
    EXPECT_EQ(loggable_path("/api/push/lendswift-under-wirting/1JqFE7K6ucf94hAvqu+7Jg"),
              "/api/push/lendswift-under-wirting/…");
    EXPECT_EQ(loggable_path("/admin/v1/dnc-numbers/own:+6281234560101"), "/admin/v1/dnc-numbers/…");
    EXPECT_EQ(loggable_path("*"), "*");
    EXPECT_EQ(loggable_path(""), "");
}

TEST(Target, ParametersAreDecodedAsForms) {
    Request request;
    request.query = "Plan+Name=a+b%2Bc&x=1&x=2&empty=&bare&percent=100%&k=v=w";
    EXPECT_EQ(request.parameter("Plan Name"), "a b+c");
    EXPECT_EQ(request.parameter("x"), "1");
    EXPECT_EQ(request.parameter("empty"), "");
    EXPECT_EQ(request.parameter("bare"), "");
    EXPECT_EQ(request.parameter("percent"), "100%");
    EXPECT_EQ(request.parameter("k"), "v=w");
    EXPECT_FALSE(request.parameter("none"));
    EXPECT_FALSE(request.parameter("plan name"));
}

}  // namespace
}  // namespace tiller::http
