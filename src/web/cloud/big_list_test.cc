// The largest list: 10,000 rows of which 500 are wrong.
#include "web/cloud/cloud_testing.h"

namespace tiller::cloud {
namespace {

std::string rows(int n, int wrong_every) {
    std::string out;
    for (int i = 0; i < n; ++i) {
        bool is_wrong = wrong_every != 0 && i % wrong_every == 0;
        out += (i ? "," : "") +
               row_of(fmt::format("+62812{:08}", i), is_wrong ? R"("Gender":"none")" : R"("Gender":"male")");
    }
    return out;
}

using BigListTest = ApiTest;

TEST_F(BigListTest, FiveHundredWrongRowsAreToldAndTheOthersCreated) {
    Reply reply = create(rows(10'000, 20));
    EXPECT_EQ(reply.code, 200);
    EXPECT_EQ(reply.count("/data/detail_error_list"), 500u);
    EXPECT_EQ(reply.string("/data/detail_error_list/499").substr(0, 24), R"(row 9981, Gender "none":)");
    EXPECT_EQ(count("numbers"), 9'500);
    EXPECT_EQ(sum("tasks", "total"), 9'500);
}

TEST_F(BigListTest, OneRowMoreIsTooMany) {
    Reply reply = create(rows(10'001, 0));
    EXPECT_EQ(reply.code, 10302);
    EXPECT_THAT(reply.status, testing::HasSubstr("must have at most 10000 rows, has 10001"));
}

}  // namespace
}  // namespace tiller::cloud
