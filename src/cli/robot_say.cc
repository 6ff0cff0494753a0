#include "cli/robot_say.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "base/json/json.h"
#include "base/printable.h"
#include "base/text.h"
#include "cli/manage/manage.h"
#include "dialogue/definition.h"
#include "document/did_you_mean.h"
#include "serve/settings.h"
#include "speech/speech.h"
#include "speech/wav.h"

namespace tiller::cli {
namespace {

struct Wanted {
    std::string file, state, folder;
    std::vector<std::string> fields;
    bool as_json = false;
};

/// One prompt of a state: what is said there, or before it is said again.
struct StatePrompt {
    std::string state, which;  // "say", "no_input", "wrong_input"
    const dialogue::Prompt* prompt;

    /// "hello", "hello.no_input": also the name of its file.
    std::string name() const { return which == "say" ? state : state + "." + which; }
};

Result<dialogue::DefinitionPtr> load_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return not_found(fmt::format("the file {} cannot be read", path));
    auto loaded = dialogue::load(std::string(std::istreambuf_iterator<char>(in), {}));
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        return invalid(to_text(*faults, path));
    }
    return std::get<dialogue::DefinitionPtr>(loaded);
}

/// `variables.Debtor=Ani`, as `tiller robot call` takes them.
Result<dialogue::Values> read_values(const std::vector<std::string>& fields, const dialogue::Scope& scope) {
    dialogue::Values values;
    auto body = to_object(fields);
    if (!body) return body.error();
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(*body).get(object)) return invalid("variables are typed as variables.Debtor=Ani");
    for (auto field : object) {
        simdjson::dom::object variables;
        if (field.key != "variables" || field.value.get(variables)) {
            return invalid(fmt::format("\"{}\" is no variable: say variables.Debtor=Ani", field.key));
        }
        for (auto variable : variables) {
            if (!scope.kind(variable.key)) {
                return invalid(fmt::format("the robot knows no \"{}\"{}", variable.key,
                                           document::did_you_mean(variable.key, scope.names())));
            }
            std::string_view text;
            values[std::string(variable.key)] =
                variable.value.get(text) ? simdjson::minify(variable.value) : std::string(trim(text));
        }
    }
    return values;
}

Result<std::vector<StatePrompt>> choose_prompts(const dialogue::Definition& definition, const std::string& wanted) {
    std::vector<StatePrompt> out;
    std::vector<std::string_view> known;
    for (const dialogue::State& state : definition.states) {
        known.push_back(state.name);
        if (!wanted.empty() && state.name != wanted) continue;
        auto add = [&](const char* which, const dialogue::Prompt& prompt) {
            if (!prompt.empty()) out.push_back({state.name, which, &prompt});
        };
        add("say", state.say);
        if (!state.listens()) continue;
        add("no_input", state.no_input.say);
        add("wrong_input", state.wrong_input.say);
    }
    if (!wanted.empty() && std::ranges::find(known, wanted) == known.end()) {
        return not_found(fmt::format("there is no state \"{}\"{}", wanted, document::did_you_mean(wanted, known)));
    }
    return out;
}

/// Values that a row must have, and that were not typed. A slot may be empty: it is filled in the call.
std::set<std::string> missing(const dialogue::Scope& scope, const dialogue::Values& values,
                              const std::vector<StatePrompt>& prompts) {
    std::set<std::string> out;
    auto need = [&](const std::string& name) {
        auto variable = scope.variables.find(name);
        if (variable == scope.variables.end() || variable->second.fallback || values.contains(name)) return;
        out.insert(name);
    };
    for (const StatePrompt& at : prompts) {
        for (const dialogue::Piece& piece : at.prompt->pieces) {
            if (!piece.name.empty()) need(piece.name);
            if (!piece.unit_variable.empty()) need(piece.unit_variable);
        }
    }
    return out;
}

void write_json(JsonWriter& json, const StatePrompt& at, const std::string& text, const speech::Rendering& sound,
                const std::string& path) {
    json.begin_object();
    json.field("state", at.state);
    json.field("prompt", at.which);
    json.field("text", text);
    json.field("spoken", speech::all_words(sound.words));
    json.field("seconds", static_cast<double>(sound.length().count()) / 1000);
    json.key("file");
    path.empty() ? json.null() : json.value(path);
    json.end_object();
}

Result<void> say(const Wanted& wanted) {
    auto definition = load_file(wanted.file);
    if (!definition) return definition.error();
    const dialogue::Scope& scope = (*definition)->scope;
    auto values = read_values(wanted.fields, scope);
    if (!values) return values.error();
    auto prompts = choose_prompts(**definition, wanted.state);
    if (!prompts) return prompts.error();
    if (auto names = missing(scope, *values, *prompts); !names.empty()) {
        return invalid(fmt::format("missing: variables.{}=…", fmt::join(names, "=… variables.")));
    }
    dialogue::Lookup lookup = [&](std::string_view name) {
        if (auto given = values->find(name); given != values->end()) return given->second;
        auto variable = scope.variables.find(name);
        return variable == scope.variables.end() ? std::string() : variable->second.fallback.value_or("");
    };
    auto speech = speech::Speech::open({.espeak_helper = serve::espeak_helper_of(serve::Settings())});
    if (!speech) return speech.error();
    if (!wanted.folder.empty()) {
        std::error_code error;
        std::filesystem::create_directories(wanted.folder, error);
        if (error) return unavailable(fmt::format("{} cannot be made: {}", wanted.folder, error.message()));
    }
    JsonWriter json;
    json.begin_array();
    for (const StatePrompt& at : *prompts) {
        auto sound = (*speech)->render({(*definition)->language, (*definition)->voice, at.prompt->segments(lookup)});
        if (!sound) return sound.error();
        std::string text = at.prompt->plain(lookup);
        std::string path = wanted.folder.empty() ? "" : fmt::format("{}/{}.wav", wanted.folder, at.name());
        if (!path.empty()) {
            if (auto done = speech::write_wav(path, *sound); !done) return done;
        }
        if (wanted.as_json) {
            write_json(json, at, text, *sound, path);
            continue;
        }
        std::cout << fmt::format("{}\n  text:   {}\n  spoken: {}\n  {:.1f} s{}\n", at.name(), printable(text),
                                 printable(speech::all_words(sound->words)),
                                 static_cast<double>(sound->length().count()) / 1000, path.empty() ? "" : "  " + path);
    }
    json.end_array();
    if (wanted.as_json) std::cout << json.take() << "\n";
    return {};
}

}  // namespace

std::function<Result<void>()> add_robot_say(CLI::App& robot) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = robot.add_subcommand(
        "say", "Tell what a robot says, in the words that its voice is given, and write it as sound. Needs no server.");
    command->add_option("file", wanted->file, "The robot's YAML file.")->required();
    command->add_option("fields", wanted->fields, "What it says of the callee: variables.Debtor=Ani …");
    command->add_option("--state", wanted->state, "Only what is said in this state. Default: all of them");
    command->add_option("--wav", wanted->folder, "Folder for a WAV file a prompt: STATE.wav, STATE.no_input.wav, …");
    command->add_flag("--json", wanted->as_json, "Tell it as JSON.");
    command->footer("Example: tiller robot say robots/reminder.yaml variables.Debtor=Ani --state hello --wav sound");
    return [wanted] { return say(*wanted); };
}

}  // namespace tiller::cli
