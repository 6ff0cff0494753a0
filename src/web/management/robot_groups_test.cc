// Robot groups and consents in the management interface.
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;

constexpr const char* kDialogue =
    R"(,"definition":"robot: x\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: Hello\n    hang_up: true\n"})";

TEST_F(AdminFixture, AGroupIsMadeOfRobotsThatAreThere) {
    make_account();
    ASSERT_EQ(post("/robots", std::string(R"({"name":"a")") + kDialogue).status, 201);
    ASSERT_EQ(post("/robots", std::string(R"({"name":"b")") + kDialogue).status, 201);
    auto wrong = post("/robot-groups", R"({"name":"g","robots":[{"robot":"a"},{"robot":"gone"}]})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(at(wrong, "/errors/0/detail"), HasSubstr("robots[1].robot \"gone\""));
    auto made = post("/robot-groups", R"({"name":"g","robots":[{"robot":"b","weight":3},{"robot":"a"}]})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/robots/0/robot") + at(made, "/robots/1/weight"), "a3");
    EXPECT_EQ(post("/robot-groups", R"({"name":"g","robots":[{"robot":"a"}]})").status, 409);
    auto changed = patch("/robot-groups/g", R"({"robots":[{"robot":"a","weight":2}]})", header(made, "ETag"));
    EXPECT_EQ(at(changed, "/robots/0/weight"), "2") << changed.body;
    EXPECT_EQ(patch("/robot-groups/g", R"({"robots":[]})").status, 422);
    EXPECT_EQ(remove("/robots/a").status, 409) << "it is part of the group";
    EXPECT_EQ(at(get("/audit?resource=robot-groups"), "/items/0/action"), "changed");
}

TEST_F(AdminFixture, AStrategyCallsWithAGroup) {
    make_account();
    std::string strategy =
        R"({"name":"s","rounds":[{"robot":"g","robot_method":"group","start":"09:00","end":"12:00"}]})";
    EXPECT_THAT(post("/strategies", strategy).body, HasSubstr("there is no such robot group"));
    ASSERT_EQ(post("/robots", std::string(R"({"name":"a")") + kDialogue).status, 201);
    ASSERT_EQ(post("/robot-groups", R"({"name":"g","robots":[{"robot":"a"}]})").status, 201);
    EXPECT_EQ(post("/strategies", strategy).status, 201);
    EXPECT_EQ(remove("/robot-groups/g").status, 409);
    EXPECT_EQ(remove("/strategies/s").status, 204);
    EXPECT_EQ(remove("/robot-groups/g").status, 204);
}

TEST_F(AdminFixture, AConsentIsGivenAndTakenBack) {
    make_account();
    auto given = post("/consents", R"({"number":"+6281230000001","source":"web form","expires":"2099-12-31"})");
    ASSERT_EQ(given.status, 201) << given.body;
    EXPECT_EQ(at(given, "/id") + " " + at(given, "/expires"), "+6281230000001:web form 2099-12-30T17:00:00.000Z");
    EXPECT_EQ(post("/consents", R"({"number":"+6281230000001","source":"web form"})").status, 409);
    EXPECT_EQ(post("/consents", R"({"number":"+6281230000001","source":"by letter"})").status, 201);
    EXPECT_THAT(post("/consents", R"({"number":"+6281230000002"})").body, HasSubstr("source is missing"));
    EXPECT_THAT(post("/consents", R"({"number":"081","source":"x"})").body, HasSubstr("number \\\"081\\\""));
    auto too_late = post("/consents", R"({"number":"+6281230000002","source":"x","expires":"1999-01-01"})");
    EXPECT_THAT(too_late.body, HasSubstr(R"(expires \"1999-01-01\" must be after given)"));
    EXPECT_EQ(remove("/consents/%2B6281230000001:web%20form").status, 204);
    EXPECT_EQ(get("/consents/%2B6281230000001:web%20form").status, 404);
    EXPECT_EQ(at(get("/consents?q=0001"), "/items/0/source"), "by letter");
}

TEST_F(AdminFixture, ConsentsAreImportedWholeOrNotAtAll) {
    make_account();
    EXPECT_EQ(post("/consents/import?source=fair", "+6281230000001\n081\n").status, 422);
    EXPECT_EQ(post("/consents/import", "+6281230000001\n").status, 422) << "without a source it proves nothing";
    EXPECT_EQ(at(get("/consents"), "/items/0"), "(none)");
    auto taken = post("/consents/import?source=fair", "+6281230000002\n+6281230000001\n+6281230000003\n");
    EXPECT_EQ(at(taken, "/numbers") + at(taken, "/changed"), "33") << taken.body;
    auto page = get("/consents?limit=2");
    EXPECT_EQ(at(page, "/items/0/number") + at(page, "/items/1/number"), "+6281230000001+6281230000002");
    auto rest = get("/consents?limit=2&cursor=" + percent_encode(at(page, "/next_cursor")));
    EXPECT_EQ(at(rest, "/items/0/number") + at(rest, "/items/1"), "+6281230000003(none)");
    EXPECT_EQ(at(get("/audit?resource=consents"), "/items/0/action"), "imported");
}

}  // namespace
}  // namespace tiller::management
