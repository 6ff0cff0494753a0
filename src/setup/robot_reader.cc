#include <fmt/format.h>

#include "base/ids.h"
#include "dialogue/dialogue.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;

/// The dialogue's text and what to call it in messages.
struct Text {
    std::string yaml;
    std::string file;  // empty: it stands in the set-up file
};

std::optional<Text> read_text_of(MapReader& map) {
    const Node* file = map.find("file");
    const Node* definition = map.find("definition");
    if (file && definition) {
        map.fault(*definition, map.path_of("definition") + ": give either file or definition, not both");
        return std::nullopt;
    }
    if (definition) {
        if (definition->is_scalar()) return Text{definition->text, ""};
        map.fault(*definition, map.path_of("definition") + " must be a text: put | behind the colon");
        return std::nullopt;
    }
    if (!file) {
        if (map.node().is_map()) map.fault(map.node(), map.path_of("file") + " is missing: the robot's dialogue");
        return std::nullopt;
    }
    std::string path = map.name("file", 1024);
    if (path.empty()) return std::nullopt;
    const auto& read_file = map.context().source().read_file;
    if (!read_file) {
        map.fault(*file, map.path_of("file") + ": a server reads no files for others: send the dialogue as definition");
        return std::nullopt;
    }
    auto content = read_file(path);
    if (content) return Text{*content, path};
    map.fault(*file, fmt::format("{} \"{}\": {}", map.path_of("file"), path, content.error().message));
    return std::nullopt;
}

void tell_faults(MapReader& map, const Text& text, std::vector<document::Fault>& faults) {
    auto& context = map.context();
    for (document::Fault& fault : faults) {
        if (!text.file.empty()) {
            context.add({text.file, {fault.line, fault.column}, std::move(fault.message), fault.code},
                        context.place(map.find("file")->at));
            continue;
        }
        context.add(map.find("definition")->at,
                    fmt::format("{}, its line {}, column {}: {}", map.path_of("definition"), fault.line, fault.column,
                                fault.message),
                    fault.code);
    }
}

}  // namespace

RobotSetup read_robot(SetupContext& context, const Node& node, const std::string& path) {
    MapReader map(context, node, path, {"name", "file", "definition", "platforms"});
    RobotSetup robot;
    robot.name = map.name("name", 64);
    if (is_id(robot.name)) {
        map.fault(*map.find("name"), map.path_of("name") + " looks like a RobotID: choose another name");
    }
    map.texts("platforms", 20, [&](const std::string& platform, const Node& item, const std::string& where) {
        if (platform.empty()) return map.fault(item, where + " must not be empty");
        robot.platforms.push_back(platform);
    });
    auto text = read_text_of(map);
    if (!text) return robot;
    auto loaded = dialogue::load(text->yaml);
    if (auto* faults = std::get_if<std::vector<document::Fault>>(&loaded)) {
        tell_faults(map, *text, *faults);
        return robot;
    }
    robot.language = dialogue::language(*std::get<dialogue::DefinitionPtr>(loaded));
    robot.definition = std::move(text->yaml);
    return robot;
}

}  // namespace tiller::setup
