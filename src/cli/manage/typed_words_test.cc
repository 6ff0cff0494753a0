#include "cli/manage/typed_words.h"

#include <gmock/gmock.h>

#include "cli/exit_code.h"
#include "cli/manage/manage.h"

namespace tiller::cli {
namespace {

using testing::HasSubstr;

class TypedWords : public testing::Test {
  protected:
    std::string wrong(const std::vector<std::string>& words) { return wrong_word(program_, words); }

    CLI::App program_{"", "tiller"};
    ManageCommands manage_{program_};
};

TEST_F(TypedWords, TheNearestWordIsTold) {
    EXPECT_EQ(wrong({"acount", "list"}),
              "tiller: there is no command \"acount\", did you mean \"account\"? `tiller help` tells what there is");
    EXPECT_EQ(
        wrong({"line", "shwo", "X"}),
        "tiller line: there is no command \"shwo\", did you mean \"show\"? `tiller help line` tells what there is");
    EXPECT_EQ(wrong({"line", "list", "--acount=x"}),
              "tiller line list: there is no option \"--acount\", did you mean \"--account\"? `tiller help line list` "
              "tells what there is");
    EXPECT_EQ(wrong({"frobnicate"}), "tiller: there is no command \"frobnicate\": `tiller help` tells what there is");
}

TEST_F(TypedWords, WhatIsKnownAndWhatIsAValueIsNotWrong) {
    EXPECT_EQ(wrong({"line", "list", "--account", "--shop", "--json"}), "") << "--account takes what follows";
    EXPECT_EQ(wrong({"line", "set", "shwo", "a=b"}), "");
    EXPECT_EQ(wrong({"line", "set", "--", "--x"}), "");
    EXPECT_EQ(wrong({"line"}), "") << "that a word is missing is told by the parser";
}

TEST_F(TypedWords, HelpIsOnWhatTheWordsName) {
    EXPECT_THAT(*help_on(program_, {}), HasSubstr("account"));
    std::string line = *help_on(program_, {"line"});
    EXPECT_THAT(line, HasSubstr("max_channels"));
    EXPECT_THAT(line, HasSubstr("tiller line"));
    EXPECT_THAT(*help_on(program_, {"audit", "list"}), HasSubstr("--actor"));
    EXPECT_THAT(*help_on(program_, {"dnc-number", "list"}), HasSubstr("--all-accounts"));
    EXPECT_THAT(help_on(program_, {"lien"}).error().message, HasSubstr("did you mean \"line\"?"));
}

TEST(ExitCode, TellsTheKindOfFailure) {
    EXPECT_EQ(fail(invalid("x")), 2);
    EXPECT_EQ(fail(not_found("x")), 3);
    EXPECT_EQ(fail(conflict("x")), 4);
    EXPECT_EQ(fail(unavailable("x")), 5);
    EXPECT_EQ(fail(internal_error("x")), 1);
}

}  // namespace
}  // namespace tiller::cli
