// The robots of robots/: each has conversations beside it, and they go as they are written.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "rehearsal/lint.h"
#include "rehearsal/script.h"

namespace tiller::rehearsal {
namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(RobotScripts, EveryRobotGoesAsItIsWritten) {
    size_t robots = 0;
    for (const auto& entry : fs::directory_iterator("robots")) {
        if (entry.path().extension() != ".yaml") continue;
        SCOPED_TRACE(entry.path().string());
        ++robots;
        std::string yaml = file_text(entry.path());
        auto loaded = dialogue::load(yaml);
        if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
            ADD_FAILURE() << to_text(*faults, entry.path().string());
            continue;
        }
        EXPECT_EQ(to_text(lint(yaml), "it"), "");
        fs::path script_path = entry.path().parent_path() / "tests" / entry.path().filename();
        std::string script_yaml = file_text(script_path);
        auto script = read_script(script_yaml);
        if (auto* faults = std::get_if<std::vector<Fault>>(&script)) {
            ADD_FAILURE() << to_text(*faults, script_path.string());
            continue;
        }
        EXPECT_GE(std::get<Script>(script).size(), 2u);
        auto wrong = play(std::get<Script>(script), script_yaml, std::get<dialogue::DefinitionPtr>(loaded));
        EXPECT_EQ(to_text(wrong, script_path.string()), "");
    }
    EXPECT_EQ(robots, 24u) << "eight kinds in three languages";
}

/// The first example of docs/listening.md.
TEST(RobotScripts, TheExampleOfTheManualIsTrue) {
    std::string page = file_text("docs/listening.md");
    constexpr std::string_view kBegin = "```yaml\n";
    size_t begin = page.find(kBegin) + kBegin.size();
    std::string yaml = page.substr(begin, page.find("```", begin) - begin);
    auto loaded = dialogue::load(yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        FAIL() << to_text(*faults, "docs/listening.md");
    }
    EXPECT_EQ(to_text(lint(yaml), "it"), "");
    Setting setting{{{"Platform", "Shop"}, {"ExtraA", "2026-12-09"}}, *parse_date("2026-12-02"), {}};
    Rehearsal talk(std::get<dialogue::DefinitionPtr>(loaded), setting);
    talk.say("can we move it");
    EXPECT_EQ(talk.meaning(), "move");
    talk.say("in three weeks");
    EXPECT_EQ(talk.said().at(0).text, "We can come within the next two weeks. On which day shall we come?");
    talk.say("next Friday");
    talk.say("yes");
    EXPECT_TRUE(talk.ended());
    EXPECT_EQ(talk.report().slots["day"], "2026-12-11");
    EXPECT_EQ(talk.report().intention, "B");
}

/// Robot and conversations of docs/model-states.md.
TEST(RobotScripts, TheExampleOfModelStatesIsTrue) {
    std::string page = file_text("docs/model-states.md");
    constexpr std::string_view kBegin = "```yaml\n";
    auto block = [&](size_t from) { return page.substr(from, page.find("```", from) - from); };
    size_t first = page.find(kBegin) + kBegin.size(), second = page.find(kBegin, first) + kBegin.size();
    std::string yaml = block(first), script_yaml = block(second);
    auto loaded = dialogue::load(yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        FAIL() << to_text(*faults, "docs/model-states.md");
    }
    EXPECT_EQ(to_text(lint(yaml), "it"), "");
    auto script = read_script(script_yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&script)) {
        FAIL() << to_text(*faults, "docs/model-states.md");
    }
    auto wrong = play(std::get<Script>(script), script_yaml, std::get<dialogue::DefinitionPtr>(loaded));
    EXPECT_EQ(to_text(wrong, "docs/model-states.md"), "");
}

}  // namespace
}  // namespace tiller::rehearsal
