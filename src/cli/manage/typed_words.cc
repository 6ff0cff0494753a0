#include "cli/manage/typed_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "document/did_you_mean.h"

namespace tiller::cli {
namespace {

constexpr size_t kLongestTold = 64;

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* find_command(const CLI::App& app, const std::string& word) {
    for (const CLI::App* command : commands_of(app)) {
        if (command->get_name() == word) return command;
    }
    return nullptr;
}

/// "tiller line add"
std::string name_of(const CLI::App& app) {
    return app.get_parent() ? name_of(*app.get_parent()) + " " + app.get_name() : app.get_name();
}

std::string told(const CLI::App& app, std::string_view what, std::string_view word,
                 const std::vector<std::string>& known) {
    std::string meant = document::did_you_mean(word, {known.begin(), known.end()});
    std::string help = name_of(app);
    help.insert(std::min(help.find(' '), help.size()), " help");
    return fmt::format("{}: there is no {} \"{}\"{} `{}` tells what there is", name_of(app), what,
                       utf8_prefix(word, kLongestTold), meant.empty() ? ":" : meant, help);
}

std::string no_command(const CLI::App& app, const std::string& word) {
    std::vector<std::string> known;
    for (const CLI::App* command : commands_of(app)) known.push_back(command->get_name());
    return told(app, "command", word, known);
}

std::string no_option(const CLI::App& app, const std::string& word) {
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    return told(app, "option", word, known);
}

}  // namespace

std::string wrong_word(const CLI::App& program, const std::vector<std::string>& words) {
    const CLI::App* app = &program;
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--") return "";
        if (words[i].starts_with("--")) {
            std::string name = words[i].substr(0, words[i].find('='));
            const CLI::Option* option = app->get_option_no_throw(name);
            if (!option) return no_option(*app, name);
            bool value_follows = option->get_items_expected_min() > 0 && name.size() == words[i].size();
            if (value_follows) ++i;
        } else if (const CLI::App* command = find_command(*app, words[i])) {
            app = command;
        } else if (!commands_of(*app).empty() && !words[i].starts_with("-")) {
            return no_command(*app, words[i]);
        }
    }
    return "";
}

Result<std::string> help_on(const CLI::App& program, const std::vector<std::string>& words) {
    const CLI::App* app = &program;
    for (const std::string& word : words) {
        const CLI::App* command = find_command(*app, word);
        if (!command) return invalid(no_command(*app, word));
        app = command;
    }
    return app->get_formatter()->make_help(app, name_of(*app), CLI::AppFormatMode::Normal);
}

}  // namespace tiller::cli
