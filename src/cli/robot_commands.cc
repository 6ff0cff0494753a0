#include "cli/robot_commands.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/robot_talk.h"
#include "dialogue/dialogue.h"
#include "hearing/sphinx/sphinx.h"
#include "rehearsal/lint.h"
#include "rehearsal/script.h"

namespace tiller::cli {
namespace {

namespace fs = std::filesystem;

struct Typed {
    std::vector<std::string> files;
    std::string file, script;
    TalkOptions talk;
    std::string model_url, model;
};

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (!in) return not_found(fmt::format("the file {} cannot be read", path));
    return text;
}

/// A robot, or all of its faults.
Result<dialogue::DefinitionPtr> load_robot(const std::string& path, const std::string& text) {
    auto loaded = dialogue::load(text);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        std::string told = to_text(*faults, path);
        return invalid(std::string(trim(told)));
    }
    return std::get<dialogue::DefinitionPtr>(loaded);
}

int check_files(const std::vector<std::string>& files) {
    int code = kDone;
    const auto sphinx = hearing::Sphinx::open({.threads = 0});  // for its dictionary
    for (const std::string& path : files) {
        auto text = read_file(path);
        auto robot = text ? load_robot(path, *text) : Result<dialogue::DefinitionPtr>(text.error());
        if (!robot) {
            code = fail(robot.error());
            continue;
        }
        std::string warnings = to_text(rehearsal::lint(*text), path);
        if (sphinx) {
            auto unknown = [&](const std::vector<std::string>& words) { return (*sphinx)->unknown_words(words); };
            warnings += to_text(rehearsal::guessed_words(*text, unknown), path);
        }
        std::cout << warnings << fmt::format("{}: {}\n", path, warnings.empty() ? "good" : "good, with warnings");
    }
    return code;
}

/// `robots/reminder.yaml` has its conversations in `robots/tests/reminder.yaml`.
std::string script_of(const std::string& robot) {
    fs::path path(robot);
    return (path.parent_path() / "tests" / path.filename()).string();
}

int test_file(const std::string& path, const std::string& script_path) {
    auto text = read_file(path);
    if (!text) return fail(text.error());
    auto robot = load_robot(path, *text);
    if (!robot) return fail(robot.error());
    auto script_text = read_file(script_path);
    if (!script_text) return fail(script_text.error());
    auto script = rehearsal::read_script(*script_text);
    if (auto* faults = std::get_if<std::vector<Fault>>(&script)) {
        return fail(invalid(std::string(trim(to_text(*faults, script_path)))));
    }
    const auto& conversations = std::get<rehearsal::Script>(script);
    auto wrong = rehearsal::play(conversations, *script_text, *robot);
    std::cout << to_text(wrong, script_path)
              << fmt::format("{}: {} of {} conversations went as written\n", path, conversations.size() - wrong.size(),
                             conversations.size());
    return wrong.empty() ? kDone : kFailed;
}

int test_files(const Typed& typed) {
    if (!typed.script.empty() && typed.files.size() > 1) return fail(invalid("--script is for one robot"));
    int code = kDone;
    for (const std::string& path : typed.files) {
        int one = test_file(path, typed.script.empty() ? script_of(path) : typed.script);
        if (one != kDone && code == kDone) code = one;
    }
    return code;
}

int talk_to(const Typed& typed) {
    auto text = read_file(typed.file);
    if (!text) return fail(text.error());
    auto robot = load_robot(typed.file, *text);
    if (!robot) return fail(robot.error());
    TalkOptions options = typed.talk;
    if (!typed.model_url.empty()) {
        const char* key = std::getenv("TILLER_MODEL_KEY");
        auto model = model_at(typed.model_url, typed.model, key ? key : "");
        if (!model) return fail(model.error());
        options.model = std::move(*model);
    }
    auto read_line = [] {
        std::string line;
        return std::getline(std::cin, line) ? std::optional(line) : std::nullopt;
    };
    auto done = talk(*robot, options, {read_line, [](std::string_view text) { std::cout << text << std::flush; }});
    return done ? kDone : fail(done.error());
}

}  // namespace

void add_robot_commands(CLI::App& robot, std::function<int()>& chosen) {
    auto typed = std::make_shared<Typed>();
    auto add = [&](const char* word, const char* help, int (*run)(const Typed&)) {
        auto* command = robot.add_subcommand(word, help);
        command->callback([typed, run, &chosen] { chosen = [typed, run] { return run(*typed); }; });
        return command;
    };
    auto* check = add("check", "Look for faults in robots' files, and for what may go wrong in a call.",
                      [](const Typed& t) { return check_files(t.files); });
    check->add_option("files", typed->files, "Robots (YAML).")->required();
    auto* test = add("test", "Play the conversations that are written down beside robots: docs/robot-tests.md.",
                     [](const Typed& t) { return test_files(t); });
    test->add_option("files", typed->files, "Robots (YAML); x.yaml has its conversations in tests/x.yaml.")->required();
    test->add_option("--script", typed->script, "Another file with conversations.");
    auto* talk = add("talk", "Talk with a robot by typing.", [](const Typed& t) { return talk_to(t); });
    talk->add_option("file", typed->file, "A robot (YAML).")->required();
    talk->add_option("values", typed->talk.values, "Fields of the row: Debtor=Ani Arrears=84");
    talk->add_option("--today", typed->talk.today, "What dates are counted from. Default: today");
    talk->add_option("--parcel", typed->talk.parcel, "What is found out about a parcel, such as Delivered_Other.");
    talk->add_option(
        "--model-url", typed->model_url,
        "A language model for the robot's model states, up to and with /v1; its key is in TILLER_MODEL_KEY. "
        "Default: you type what it answers");
    talk->add_option("--model", typed->model, "Its name at that server.")->needs("--model-url");
    talk->footer(kTalkHelp);
}

}  // namespace tiller::cli
