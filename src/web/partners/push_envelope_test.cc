#include "web/partners/push_envelope.h"

#include <gtest/gtest.h>

namespace tiller::partner_pages {
namespace {

const std::string kTrace(32, '4');

TEST(PushEnvelope, SuccessIsAsDocumented) {
    auto response = to_response({.trace_id = kTrace}, from_ms(1'683'135'757'999));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body,
              R"({"code":200,"message":"success","show_err":false,"timestamp":1683135757,"body":{},"trace_id":")" +
                  kTrace + R"("})");
}

TEST(PushEnvelope, AnErrorShowsAndABusinessCodeRidesOn200) {
    auto wrong_token = to_response({.code = 401, .message = "token wrong", .trace_id = kTrace}, from_ms(0));
    EXPECT_EQ(wrong_token.status, 401);
    EXPECT_NE(wrong_token.body.find(R"("show_err":true)"), std::string::npos);
    EXPECT_EQ(to_response({.code = 10416, .message = "number wrong", .trace_id = kTrace}, from_ms(0)).status, 200);
}

TEST(PushEnvelope, WarningsStandInTheBody) {
    auto response = to_response({.warnings = {"customer_name: is missing"}, .trace_id = kTrace}, from_ms(0));
    EXPECT_NE(response.body.find(R"("body":{"warnings":["customer_name: is missing"]})"), std::string::npos);
}

}  // namespace
}  // namespace tiller::partner_pages
