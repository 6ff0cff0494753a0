#include "cli/manage/manage.h"

#include <gmock/gmock.h>

#include <fstream>

#include "cli/manage/manage_output.h"

namespace tiller::cli {
namespace {

using testing::HasSubstr;

TEST(Assignments, BecomeAnObject) {
    EXPECT_EQ(*to_object({"name=L 1", "max_channels=5", "limits.open_plans=3", "limits.open_tasks=4",
                          R"(server=["sip:a","sip:b"])", "password=a=b"}),
              R"({"limits":{"open_plans":"3","open_tasks":"4"},"max_channels":"5","name":"L 1","password":"a=b",)"
              R"("server":["sip:a","sip:b"]})");
    EXPECT_EQ(*to_object({}), "{}");
    EXPECT_EQ(*to_object({"retention.recordings=null"}), R"({"retention":{"recordings":null}})");
    EXPECT_EQ(*to_object({"+62812345", "variables.Debtor=Ani"}),
              R"({"number":"+62812345","variables":{"Debtor":"Ani"}})");
}

TEST(Assignments, WrongOnesSayWhatIsWrong) {
    EXPECT_THAT(to_object({"name"}).error().message, HasSubstr("must be name=value"));
    EXPECT_THAT(to_object({"=x"}).error().message, HasSubstr("must be name=value"));
    EXPECT_THAT(to_object({"server=[1"}).error().message, HasSubstr("is not JSON"));
    std::string file = testing::TempDir() + "one_line.txt";
    for (auto [content, wanted] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"s3cret\n", R"({"password":"s3cret"})"},
             {"s3cret\r\n", R"({"password":"s3cret"})"},
             {"s3cret", R"({"password":"s3cret"})"},
             {"", R"({"password":""})"},
             {"a\nb\n", R"({"password":"a\nb\n"})"}}) {
        std::ofstream(file) << content;
        EXPECT_EQ(*to_object({"password=@" + file}), wanted);
    }
    EXPECT_THAT(to_object({"definition=@/no/such/file"}).error().message, HasSubstr("cannot be read"));
}

TEST(ManageOutput, IsForPeople) {
    std::vector<std::string> items;
    EXPECT_EQ(
        take_page(R"({"items":[{"name":"é","n":1,"l":[]},{"name":"b","n":null,"l":[1]}],"next_cursor":"x"})", items),
        "x");
    EXPECT_EQ(to_table(items, "name"), "name  n\né     1\nb     -\n");
    EXPECT_EQ(to_table({}, "name"), "");
    EXPECT_EQ(to_csv({}), "");
    EXPECT_EQ(to_csv({R"({"id":"1","limits":{"a":2},"l":[1,"x"],"n":null})", R"({"id":"=2","more":true})"}),
              "id,limits.a,l,n,more\r\n1,2,\"[1,\"\"x\"\"]\",,\r\n'=2,,,,true\r\n");
    EXPECT_EQ(to_table({R"({"id":"1","a":2,"b":3,"c":4})"}, "id", "c,b"), "id  c  b\n1   4  3\n");
    EXPECT_EQ(to_lines(R"({"a":"x","b":[1,2],"c":"l1\nl2\n"})"), "a: x\nb: [1,2]\nc:\n    l1\n    l2\n");
    EXPECT_EQ(to_lines(R"({"a":{"b":{"c":1},"d":{}},"e":[{"f":"x y","g":null},{"f":")" + std::string(120, 'z') +
                       R"(","g":2}]})"),
              "a.b.c: 1\na.d: {}\ne:\n  - f: x y, g: -\n  - f: " + std::string(120, 'z') + "\n    g: 2\n");
    const std::string evil = R"({"id":"1","reason":"\u001b]0;owned\u0007","list":[{"a":"\u009b1m"}]})";
    EXPECT_EQ(to_lines(evil), "id: 1\nreason:  ]0;owned \nlist:\n  - a:  1m\n");
    EXPECT_EQ(to_table({evil}, "id", "reason"), "id  reason\n1    ]0;owned\n");
    EXPECT_EQ(to_json_array({"{\"a\":\"\xC2\x9B\"}"}), "[{\"a\":\"\\u009b\"}]\n");
    EXPECT_EQ(problem_detail(R"({"detail":"a\u001b[2J"})"), "a [2J");
    EXPECT_EQ(problem_detail(R"({"detail":"why"})"), "why");
    EXPECT_EQ(problem_detail("<html>"), "");
    EXPECT_EQ(json_member(R"({"a":{"b":1},"c":null})", "a"), R"({"b":1})");
    EXPECT_EQ(json_member(R"({"a":{"b":1},"c":null})", "c") + json_member("", "a"), "--");
}

}  // namespace
}  // namespace tiller::cli
