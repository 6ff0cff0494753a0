#include "cli/lab/demo_people.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "cli/lab/demo_files.h"

namespace tiller::cli {
namespace {

using testing::HasSubstr;

/// Everybody as they were told to be, with one webhook for each.
DemoResult good_result() {
    DemoResult result;
    for (const DemoPerson& person : demo_people()) {
        result.records[person.number].push_back(
            {.task = "t", .outcome = person.expected, .intention = person.intention, .attempts = 1});
        if (person.expected == "answered") result.recordings[person.number].push_back("http://h/" + person.number);
    }
    for (const auto& [kind, count] : expected_webhooks(result)) result.webhooks[kind] = {count, count, count};
    return result;
}

TEST(DemoPeople, EachHasARowInThePlan) {
    auto people = demo_people();
    EXPECT_EQ(people.size(), 24u);
    std::string plan = demo_plan("a \"name\"", "2026-11-21");
    simdjson::dom::parser parser;
    simdjson::dom::element root = parser.parse(plan);
    EXPECT_EQ(root["Details"].get_array().value().size(), people.size());
    EXPECT_EQ(root["PlanName"].get_string().value(), "a \"name\"");
    EXPECT_EQ(root["Details"].at(0)["LoanAmount"].get_int64().value(), 1'000'000);
    for (const DemoPerson& person : people) EXPECT_THAT(plan, HasSubstr(person.number));
}

TEST(DemoPeople, AreJudgedByWhatTheyWereToldToDo) {
    DemoResult good = good_result();
    EXPECT_EQ(count_wrong(good), 0);
    EXPECT_THAT(to_text(good), testing::Not(HasSubstr("!!")));
    EXPECT_THAT(to_json(good), HasSubstr("{\"good\":true"));

    DemoResult wrong = good_result();
    wrong.records["+6281220000001"].push_back({.task = "u", .outcome = "busy"});  // another round, badly ended
    EXPECT_EQ(count_wrong(wrong), 3) << "the person, and events of call and task that did not come";
    EXPECT_THAT(to_text(wrong), HasSubstr("!! +6281220000001 "));

    DemoResult unrecorded = good_result();
    unrecorded.recordings.erase("+6281220000002");
    EXPECT_EQ(count_wrong(unrecorded), 1);
    DemoResult unsigned_event = good_result();
    unsigned_event.webhooks["call"].signed_well -= 1;
    EXPECT_EQ(count_wrong(unsigned_event), 1);
    EXPECT_THAT(to_json(unsigned_event), HasSubstr("{\"good\":false"));
}

TEST(DemoPeople, RecordsAreReadFromATasksDetails) {
    DemoResult result;
    ASSERT_TRUE(add_records(
        R"({"Details":[{"TaskID":"t","Callee":"+1","Outcome":"answered","Intention":"A","Labels":["pays"],"Attempts":2,)"
        R"("TalkDuration":3}]})",
        result));
    const DemoRecord& record = result.records.at("+1").at(0);
    EXPECT_EQ(record.outcome + record.intention + record.labels.at(0), "answeredApays");
    EXPECT_EQ(record.talk_seconds, 3);
    EXPECT_FALSE(add_records("{}", result));
}

TEST(DemoFiles, NamesThatAreNoneAreBugs) { EXPECT_THROW(demo_file("x"), std::invalid_argument); }

}  // namespace
}  // namespace tiller::cli
