// The reading of a whole dialogue file: YAML, then names, then states, then the flow between them.
#include <fmt/format.h>

#include "base/text.h"
#include "dialogue/definition.h"
#include "dialogue/flow_check.h"
#include "dialogue/scope_reader.h"
#include "dialogue/state_reader.h"
#include "document/did_you_mean.h"
#include "document/fields.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;

/// "en", "id", "zh-Hans", "en-US": the form of BCP 47 without its rarer parts.
bool is_language(std::string_view text) {
    auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    bool first = true;
    for (std::string_view part : split(text, '-')) {
        if (part.size() < (first ? 2u : 1u) || part.size() > (first ? 3u : 8u)) return false;
        for (char c : part) {
            if (!letter(c) && (first || c < '0' || c > '9')) return false;
        }
        first = false;
    }
    return true;
}

class FileReader {
  public:
    explicit FileReader(document::Faults& faults) : faults_(faults) {}

    std::shared_ptr<Definition> read(const document::Node& root) {
        auto definition = std::make_shared<Definition>();
        if (!document::check_fields(root, "a dialogue",
                                    {"robot", "description", "language", "voice", "start", "max_call", "opening_pause",
                                     "variables", "wait", "no_input", "wrong_input", "intents", "globals",
                                     "not_understood", "free_speech", "answering", "states"},
                                    faults_)) {
            return definition;
        }
        definition->scope = read_scope(root, faults_);
        read_head(root, *definition);
        read_states(root, *definition);
        read_start(root, *definition);
        if (const document::Node* answering = root.find("answering"))
            definition->answering = read_answering(*answering, definition->scope, faults_);
        return definition;
    }

  private:
    const document::Node* need(const document::Node& root, std::string_view key) {
        const document::Node* node = root.find(key);
        if (!node) faults_.add(root.at, fmt::format("a dialogue needs \"{}\"", key));
        return node;
    }

    void read_head(const document::Node& root, Definition& definition) {
        auto robot = need(root, "robot");
        if (robot) definition.robot = trim(document::read_text(*robot, "robot", 64, faults_).value_or("-"));
        if (robot && definition.robot.empty()) faults_.add(robot->at, "robot is empty");
        if (const document::Node* language = need(root, "language")) {
            auto text = document::read_text(*language, "language", 35, faults_);
            if (text && !is_language(*text))
                faults_.add(language->at, fmt::format("language{} must be a code such as en, id or en-US",
                                                      document::told(*language)));
            definition.language = text.value_or("");
        }
        if (const document::Node* voice = root.find("voice")) {
            definition.voice = document::read_text(*voice, "voice", 64, faults_).value_or("");
        }
        if (const document::Node* description = root.find("description")) {
            definition.description = document::read_text(*description, "description", 1000, faults_).value_or("");
        }
        if (const document::Node* limit = root.find("max_call")) {
            definition.max_call =
                document::read_duration(*limit, "max_call", 10s, 60min, faults_).value_or(definition.max_call);
        }
        if (const document::Node* pause = root.find("opening_pause")) {
            definition.opening_pause =
                document::read_duration(*pause, "opening_pause", 0s, 5s, faults_).value_or(definition.opening_pause);
        }
    }

    void read_states(const document::Node& root, Definition& definition) {
        const document::Node* states = need(root, "states");
        if (!states) return;
        if (!states->is_map() || states->fields.empty()) {
            faults_.add(states->at, "states must be a map of names and states");
            return;
        }
        StateReader reader(root, definition.scope, definition.language, faults_);
        Defaults defaults;
        reader.read_listening(root, defaults);
        for (const document::Field& field : states->fields) {
            definition.states.push_back(reader.read(field.key, field.at, field.value, defaults));
        }
        reader.finish();
    }

    void read_start(const document::Node& root, Definition& definition) {
        const document::Node* start = need(root, "start");
        if (!start || definition.states.empty()) return;
        auto state = definition.scope.states.find(start->text);
        if (state != definition.scope.states.end()) {
            definition.start = state->second;
            return;
        }
        std::vector<std::string_view> known;
        for (const auto& [name, index] : definition.scope.states) known.push_back(name);
        faults_.add(start->at, fmt::format("there is no state \"{}\"{}", utf8_prefix(start->text, 64),
                                           document::did_you_mean(start->text, known)));
    }

    document::Faults& faults_;
};

}  // namespace

std::variant<DefinitionPtr, std::vector<Fault>> load(std::string_view yaml) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (yaml.starts_with(kByteOrderMark)) yaml.remove_prefix(kByteOrderMark.size());
    document::SourceText source(yaml);
    document::Faults faults(source);
    auto root = document::parse_yaml(source, faults);
    if (!root) return faults.take();
    if (root->kind == document::Node::Kind::null) {
        faults.add(0, "the file is empty");
        return faults.take();
    }
    auto definition = FileReader(faults).read(*root);
    // The flow of states that were read in part would be told wrongly.
    if (faults.empty()) check_flow(*definition, faults);
    if (!faults.empty()) return faults.take();
    return DefinitionPtr(std::move(definition));
}

}  // namespace tiller::dialogue
