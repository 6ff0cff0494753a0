#include "cli/lab/webhook_receiver.h"

#include <gtest/gtest.h>

#include <future>

#include "http/client.h"
#include "webhook/signature.h"

namespace tiller::cli {
namespace {

constexpr const char* kSecret = "whsec_YSBkZW1vJ3Mgc2VjcmV0IG9mIDMyIGJ5dGVzLCB5ZXM=";

int post(const std::string& url, const std::string& body, std::vector<std::pair<std::string, std::string>> headers) {
    auto client = http::Client::open(1, 1);
    std::promise<int> status;
    client->send({.url = url, .headers = std::move(headers), .body = body, .policy = {.allow_private = true}},
                 [&](http::ClientResponse answer) { status.set_value(answer.status); });
    return status.get_future().get();
}

TEST(WebhookReceiver, CountsEventsAndGoodSignatures) {
    auto receiver = WebhookReceiver::open(kSecret);
    ASSERT_TRUE(receiver);
    std::string url = (*receiver)->url(), body = R"({"Event":"call"})";
    std::vector<std::string> secrets = {kSecret};
    auto headers = [&](const std::string& id) {
        return webhook::signature_headers(secrets, id, SystemClock().now(), body);
    };
    EXPECT_EQ(post(url, body, headers("a")), 200);
    EXPECT_EQ(post(url, body, headers("a")), 200) << "again";
    EXPECT_EQ(post(url, R"({"Event":"call","x":1})", headers("b")), 200) << "of another body";
    EXPECT_EQ(post(url, "no event", headers("c")), 400);
    auto arrived = (*receiver)->arrived("call");
    EXPECT_EQ(arrived.deliveries, 3u);
    EXPECT_EQ(arrived.events, 2u);
    EXPECT_EQ(arrived.signed_well, 2u);
    EXPECT_EQ((*receiver)->arrived("plan").deliveries, 0u);
    EXPECT_EQ((*receiver)->deliveries(), 3u);
}

TEST(WebhookReceiver, CountsTheEventsOfOnePlanWhateverElseComes) {
    auto receiver = WebhookReceiver::open(kSecret);
    ASSERT_TRUE(receiver);
    (*receiver)->count_only("demo 10:00");
    std::string url = (*receiver)->url();
    EXPECT_EQ(post(url, R"({"Event":"plan","PlanName":"demo 10:00"})", {{"webhook-id", "a"}}), 200);
    EXPECT_EQ(post(url, R"({"Event":"plan","PlanName":"a visitor's"})", {{"webhook-id", "b"}}), 200);
    EXPECT_EQ(post(url, R"({"Event":"plan"})", {{"webhook-id", "c"}}), 200);
    EXPECT_EQ((*receiver)->arrived("plan").events, 1u);
}

}  // namespace
}  // namespace tiller::cli
