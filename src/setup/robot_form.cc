// `robots` and `robot_groups` of an account.
#include <fmt/format.h>

#include "base/ids.h"
#include "dialogue/dialogue.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;
using form::Form;
using form::Wrong;

/// The dialogue's text and what to call it in messages.
struct Text {
    std::string yaml;
    std::string file;  // empty: it stands in the set-up file
};

std::optional<Text> text_of(MapReader& map, const RobotSetup& robot) {
    const Node *file = map.find("file"), *definition = map.find("definition");
    if (file && definition) {
        map.fault(*definition, map.path_of("definition") + ": give either file or definition, not both");
        return std::nullopt;
    }
    if (definition && definition->is_scalar()) return Text{robot.definition, ""};
    if (!file && !definition && map.node().is_map()) {
        map.fault(map.node(), map.path_of("file") + " is missing: the robot's dialogue");
    }
    if (robot.file.empty()) return std::nullopt;  // told before
    const auto& read_file = map.context().source().read_file;
    if (!read_file) {
        map.fault(*file, map.path_of("file") + ": a server reads no files for others: send the dialogue as definition");
        return std::nullopt;
    }
    auto content = read_file(robot.file);
    if (content) return Text{*content, robot.file};
    map.fault(*file, fmt::format("{} \"{}\": {}", map.path_of("file"), robot.file, content.error().message));
    return std::nullopt;
}

void tell_faults(MapReader& map, const Text& text, std::vector<Fault>& faults) {
    auto& context = map.context();
    for (Fault& fault : faults) {
        if (!text.file.empty()) {
            context.add({fault.code, std::move(fault.message), fault.place.in(text.file)},
                        context.place(map.find("file")->at));
            continue;
        }
        context.add(map.find("definition")->at,
                    fmt::format("{}, its line {}, column {}: {}", map.path_of("definition"), fault.place.line,
                                fault.place.column, fault.message),
                    fault.code);
    }
}

std::optional<Wrong> check_robot_name(std::string& name) {
    if (!is_id(name)) return std::nullopt;
    return Wrong{.rule = " looks like a RobotID: choose another name", .hides = true};
}

Form<RobotGroupSetup::Member> member_form() {
    using Member = RobotGroupSetup::Member;
    return Form<Member>()
        .name("robot", [](auto& member) -> auto& { return member.robot.robot; },
              {.required = true, .longest = 64, .about = "its name"})
        .integer("weight", &Member::weight, {.least = 1, .most = 1'000, .about = "its share of the calls"});
}

}  // namespace

const Form<RobotSetup>& robot_form() {
    static const auto form =
        Form<RobotSetup>()
            .name("name", &RobotSetup::name,
                  {.required = true, .longest = 64, .check = check_robot_name, .about = "what strategies call it"})
            .texts("platforms", &RobotSetup::platforms, {.longest = 20, .type = form::Type::name},
                   {.about = "names that it may speak for"})
            .name("file", &RobotSetup::file,
                  {.file_only = true, .longest = 1024, .about = "its [dialogue](dialogues.md), beside the set-up file"})
            .leave_out("file", [](const RobotSetup&) { return true; })
            .block(
                "definition", &RobotSetup::definition,
                {.about = "the dialogue itself as YAML, instead of `file`. A changed text is a new version; calls in "
                          "progress keep theirs"});
    return form;
}

const Form<RobotGroupSetup>& robot_group_form() {
    static const auto form =
        Form<RobotGroupSetup>()
            .name("name", &RobotGroupSetup::name, {.required = true, .longest = 64})
            .objects("robots", &RobotGroupSetup::members, member_form(), "robot",
                     {.fewest = 1, .noun = "robot", .about = "of which each call gets one, drawn by weight"});
    return form;
}

void finish(SetupContext& context, const Node& node, const std::string& path, RobotSetup& robot) {
    MapReader map(context, node, path);
    auto text = text_of(map, robot);
    robot.definition.clear();
    if (!text) return;
    auto loaded = dialogue::load(text->yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        return tell_faults(map, *text, *faults);
    }
    robot.language = dialogue::language(*std::get<dialogue::DefinitionPtr>(loaded));
    robot.definition = std::move(text->yaml);
}

void finish(SetupContext& context, const Node& node, const std::string& path, RobotGroupSetup& group) {
    const Node* members = node.find("robots");
    for (size_t i = 0; i < group.members.size(); ++i) {
        MapReader map(context, members->items[i], fmt::format("{}[{}]", form::path_of(path, "robots"), i));
        group.members[i].robot = mention(map, group.members[i].robot.robot, false);
    }
}

}  // namespace tiller::setup
