#include "web/management/resource.h"

#include <fmt/format.h>

#include <set>

#include "web/management/admin_testing.h"
#include "web/management/document.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kLine =
    R"({"name":"OUT 1","server":["sip:192.0.2.1"],"username":"u","password":"p4ss","max_channels":5})";

TEST(Document, MergePatchIsThatOfTheStandard) {
    // RFC 7396 appendix A.
    struct Case {
        const char *document, *patch, *merged;
    };
    for (const Case& c :
         std::initializer_list<Case>{{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
                                     {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
                                     {R"({"a":"b"})", R"({"a":null})", R"({})"},
                                     {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
                                     {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
                                     {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
                                     {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
                                     {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
                                     {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"}}) {
        EXPECT_EQ(merge_patch(c.document, c.patch), c.merged);
    }
}

TEST(Document, WhatIsNoObjectIsToldWithItsPlace) {
    EXPECT_THAT(read_object("{\n  \"a\": }").error().message, HasSubstr("line 2"));
    EXPECT_THAT(read_object("[1]").error().message, HasSubstr("must be a JSON object"));
    EXPECT_FALSE(read_object("").ok());
    EXPECT_EQ(*read_object(R"({"a":"\u00e9\/"})"), R"({"a":"é/"})");
}

class ResourceTest : public AdminFixture {};

TEST_F(ResourceTest, AThingIsMadeFoundEditedAndRemoved) {
    make_account();
    auto made = post("/lines", kLine);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(header(made, "Location"), "/admin/v1/lines/OUT%201?account=demo");
    auto found = get("/lines/OUT%201?account=demo");
    EXPECT_EQ(found.body, made.body);
    EXPECT_EQ(header(found, "ETag"), header(made, "ETag"));
    int told = told_;
    auto edited = patch("/lines/OUT%201", R"({"max_channels":7,"enabled":false})", header(found, "ETag"));
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(at(edited, "/max_channels"), "7");
    EXPECT_EQ(at(edited, "/server/0"), "sip:192.0.2.1") << "what a patch does not name stays";
    EXPECT_EQ(told_, told + 1) << "the running server takes it up";
    EXPECT_EQ(remove("/lines/OUT%201").status, 204);
    EXPECT_EQ(get("/lines/OUT%201").status, 404);
    EXPECT_EQ(remove("/lines/OUT%201").status, 404);
}

TEST_F(ResourceTest, APasswordGoesOnlyWhereItWasGivenFor) {
    make_account();
    post("/lines", kLine);
    for (const char* change : {R"({"server":["sip:192.0.2.66"]})", R"({"server":["sip:192.0.2.1","sip:192.0.2.66"]})",
                               R"({"server":["sip:192.0.2.1;transport=tls"]})", R"({"username":"other"})"}) {
        auto refused = patch("/lines/OUT%201", change);
        EXPECT_EQ(refused.status, 422) << change;
        EXPECT_NE(refused.body.find("password must be given anew with another"), std::string::npos) << refused.body;
    }
    EXPECT_EQ(at(get("/lines/OUT%201"), "/server/0"), "sip:192.0.2.1");
    EXPECT_EQ(patch("/lines/OUT%201", R"({"server":["sip:192.0.2.1"],"max_channels":6})").status, 200);
    EXPECT_EQ(patch("/lines/OUT%201", R"({"server":["sip:192.0.2.66"],"password":"p4ss"})").status, 200);
    EXPECT_EQ(patch("/lines/OUT%201", R"({"server":["sip:192.0.2.7"],"username":"","password":null})").status, 200);
    EXPECT_EQ(patch("/lines/OUT%201", R"({"server":["sip:192.0.2.8"]})").status, 200) << "without a password";
}

TEST_F(ResourceTest, NamesThatClientsTakeForFoldersAreRefused) {
    make_account();
    for (const char* name : {".", "..", " .. "}) {
        auto refused = post("/lines", fmt::format(R"({{"name":"{}","server":["sip:h"]}})", name));
        EXPECT_EQ(refused.status, 422) << name;
        EXPECT_THAT(refused.body, HasSubstr("must not be a dot or two"));
    }
    EXPECT_EQ(post("/lines", R"({"name":"..a","server":["sip:h"]})").status, 201);
}

TEST_F(ResourceTest, NoETagTellsThatAGuessedSecretIsRight) {
    make_account();
    std::string etag = header(post("/lines", kLine), "ETag");
    std::string wrong = header(patch("/lines/OUT%201", R"({"password":"guess"})"), "ETag");
    std::string right = header(patch("/lines/OUT%201", R"({"password":"p4ss"})"), "ETag");
    EXPECT_EQ(std::set({etag, wrong, right}).size(), 3u);
    EXPECT_EQ(header(get("/lines/OUT%201"), "ETag"), right);
    EXPECT_NE(header(patch("/lines/OUT%201", R"({"password":"p4ss"})"), "ETag"), right) << "each write makes another";
}

TEST_F(ResourceTest, EditsWantTheRightETag) {
    make_account();
    std::string etag = header(post("/lines", kLine), "ETag");
    EXPECT_EQ(ask({"PATCH", "/lines/OUT%201", "{}"}).status, 428);
    EXPECT_EQ(patch("/lines/OUT%201", "{}", "\"other\"").status, 412);
    EXPECT_EQ(patch("/lines/OUT%201", R"({"password":"new"})", etag).status, 200);
    EXPECT_EQ(patch("/lines/OUT%201", "{}", etag).status, 412) << "a changed password is a change, too";
    EXPECT_EQ(ask({"DELETE", "/lines/OUT%201", "", etag}).status, 412);
}

TEST_F(ResourceTest, SecretsAreKeptAndNeverTold) {
    make_account();
    auto made = post("/lines", kLine);
    EXPECT_THAT(made.body, Not(HasSubstr("p4ss")));
    EXPECT_EQ(at(made, "/has_password"), "true");
    patch("/lines/OUT%201", R"({"max_channels":6})");
    EXPECT_EQ(at(get("/lines/OUT%201"), "/has_password"), "true") << "an edit of something else";
    patch("/lines/OUT%201", R"({"password":"0ther"})");
    auto audit = get("/audit?resource=lines");
    EXPECT_THAT(audit.body, Not(HasSubstr("p4ss")));
    EXPECT_THAT(audit.body, Not(HasSubstr("0ther")));
    EXPECT_EQ(at(audit, "/items/0/changed/0"), "password");
    EXPECT_EQ(at(audit, "/items/1/changed/0"), "max_channels");
    EXPECT_EQ(at(audit, "/items/1/before/max_channels"), "5");
    EXPECT_EQ(at(audit, "/items/1/after/max_channels"), "6");
    EXPECT_EQ(at(audit, "/items/2/action"), "created");
    EXPECT_EQ(at(audit, "/items/2/actor"), "admin.key");
}

TEST_F(ResourceTest, FaultsNameFieldValueAndRule) {
    make_account();
    auto wrong = post("/lines", R"({"name":"X","server":["http://x"],"max_channels":0,"colour":"red"})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.content_type, "application/problem+json");
    EXPECT_THAT(wrong.body, HasSubstr(R"("field":"max_channels")"));
    EXPECT_THAT(wrong.body, HasSubstr(R"("field":"colour")"));
    EXPECT_EQ(post("/lines", "{").status, 400);
    EXPECT_EQ(post("/lines", R"({"name":"L","server":["sip:h"]})").status, 201);
    EXPECT_EQ(post("/lines", R"({"name":"L","server":["sip:h"]})").status, 409);
    EXPECT_EQ(patch("/lines/L", R"({"name":"M"})").status, 422);
    EXPECT_THAT(get("/lines?limit=0").body, HasSubstr("must be 1 to 500"));
    EXPECT_EQ(get("/lines?cursor=%21").status, 400);
}

TEST_F(ResourceTest, ListsArePagedAndSearched) {
    make_account();
    for (const char* name : {"c", "a", "b", "Da"}) {
        post("/lines", std::string(R"({"server":["sip:h"],"name":")") + name + "\"}");
    }
    auto first = get("/lines?limit=3");
    EXPECT_EQ(at(first, "/items/0/name") + at(first, "/items/1/name") + at(first, "/items/2/name"), "Daab");
    std::string cursor = at(first, "/next_cursor");
    auto second = get("/lines?limit=3&cursor=" + percent_encode(cursor));
    EXPECT_EQ(at(second, "/items/0/name"), "c");
    EXPECT_EQ(at(second, "/next_cursor"), "null");
    auto found = get("/lines?q=A");
    EXPECT_EQ(at(found, "/items/0/name") + at(found, "/items/1/name"), "Daa");
    EXPECT_EQ(at(found, "/items/2"), "(none)");
}

TEST_F(ResourceTest, ACursorThatNoListGaveIsRefused) {
    make_account();
    for (const char* name : {"a", "b", "c"}) {
        post("/lines", std::string(R"({"server":["sip:h"],"name":")") + name + "\"}");
    }
    std::string cursor = at(get("/lines?limit=1"), "/next_cursor"), altered = cursor;
    altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
    for (const char* list : {"/lines", "/audit", "/tasks", "/calls", "/deliveries", "/shipments"}) {
        EXPECT_EQ(get(list + ("?cursor=" + percent_encode(altered))).status, 400) << list;
        EXPECT_EQ(get(list + std::string("?cursor=AAAA")).status, 400) << list;
    }
    EXPECT_EQ(get("/audit?cursor=" + percent_encode(cursor)).status, 400) << "it is of another list";
    EXPECT_EQ(get("/lines?cursor=" + percent_encode(cursor)).status, 200);
}

TEST_F(ResourceTest, WhatIsWrongIsToldByItsFieldAndTitle) {
    make_account();
    auto twice = post("/lines", R"({"name":"a","name":"b","server":["sip:h"]})");
    EXPECT_EQ(at(twice, "/errors/0/field"), "name") << twice.body;
    post("/lines", R"({"name":"L","server":["sip:h"]})");
    EXPECT_EQ(at(patch("/lines/L", "{}", ""), "/title"), "Precondition Required");
    auto large = post("/robots", R"({"name":"r","definition":")" + std::string(300'000, 'x') + "\"}");
    EXPECT_EQ(large.status, 413);
    EXPECT_THAT(large.body, HasSubstr("longer than 256 KiB"));
}

TEST_F(ResourceTest, AWeakTagSavesAnAnswerButPermitsNoEdit) {
    make_account();
    std::string etag = header(post("/lines", R"({"name":"L","server":["sip:h"]})"), "ETag");
    http::Request again{.method = "GET", .path = "/admin/v1/lines/L", .headers = {{"authorization", "Bearer " + kKey}}};
    again.headers["if-none-match"] = "W/" + etag;
    EXPECT_EQ(router_.route(again).status, 304);
    EXPECT_EQ(patch("/lines/L", "{}", "W/" + etag).status, 412);
}

TEST_F(ResourceTest, AnAccountIsNamedWhereThereAreSeveral) {
    EXPECT_EQ(get("/lines").status, 400);
    make_account("one");
    EXPECT_EQ(get("/lines").status, 200);
    make_account("two");
    EXPECT_EQ(get("/lines").status, 400);
    EXPECT_EQ(get("/lines?account=three").status, 404);
    ASSERT_EQ(ask({"POST", "/lines?account=one", kLine}).status, 201);
    EXPECT_EQ(get("/lines/OUT%201?account=one").status, 200);
    EXPECT_EQ(get("/lines/OUT%201?account=two").status, 404);
    EXPECT_EQ(remove("/accounts/two").status, 204);
}

}  // namespace
}  // namespace tiller::management
