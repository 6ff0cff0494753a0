#include "store/engines.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;

class EnginesTest : public AdminFixture {
  protected:
    std::string sealed_key() {
        return store_->read([](store::Db& db) { return store::open_engine_key(db, *store::find_engine(db, "far")); });
    }
};

TEST_F(EnginesTest, AreMadeEditedAndRemoved) {
    auto made = post("/engines", R"({"name":"far","kind":"voice","protocol":"openai_http",
        "url":"https://speech.example.com/v1/","key":"s3cret","voices":["anna"]})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/url"), "https://speech.example.com/v1");
    EXPECT_EQ(at(made, "/timeout"), "2500ms");
    EXPECT_THAT(made.body, Not(HasSubstr("s3cret")));
    EXPECT_EQ(post("/engines", R"({"name":"far","kind":"voice","protocol":"openai_http","url":"https://a/v1"})").status,
              409);
    auto edited = patch("/engines/far", R"({"model":"tts-1"})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(sealed_key(), "s3cret");
    auto elsewhere = patch("/engines/far", R"({"url":"https://thief.example.com/v1"})");
    EXPECT_EQ(elsewhere.status, 422);
    EXPECT_THAT(elsewhere.body, HasSubstr("key must be given anew"));
    EXPECT_EQ(patch("/engines/far", R"({"url":"https://other.example.com/v1","key":"new"})").status, 200);
    EXPECT_EQ(sealed_key(), "new");
    EXPECT_THAT(patch("/engines/far", R"({"protocol":"vosk"})").body, HasSubstr("protocol must be openai_http"));
    EXPECT_THAT(get("/engines").body, HasSubstr("far"));
    EXPECT_THAT(get("/audit?resource=engines").body, Not(HasSubstr("s3cret")));
    EXPECT_EQ(remove("/engines/far").status, 204);
    EXPECT_EQ(get("/engines/far").status, 404);
}

TEST_F(EnginesTest, ATestTellsWhatTheEngineSays) {
    post("/engines", R"({"name":"far","kind":"recognizer","protocol":"vosk","url":"ws://127.0.0.1:1","key":"s3cret"})");
    auto tested = post("/engines/far/test");
    ASSERT_EQ(tested.status, 200) << tested.body;
    EXPECT_EQ(at(tested, "/ok"), "false");
    EXPECT_EQ(at(tested, "/found"), "far asked with s3cret");  // the house's own answer
    EXPECT_EQ(at(tested, "/took_ms"), "12");
    EXPECT_EQ(post("/engines/near/test").status, 404);
}

}  // namespace
}  // namespace tiller::management
