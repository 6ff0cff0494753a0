#include "dialogue/answering.h"

#include <fmt/format.h>

#include "dialogue/definition.h"
#include "dialogue/way_reader.h"
#include "document/fields.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;
using document::Node;

void read_time(const Node& node, std::string_view key, Millis most, Millis& time, document::Faults& faults) {
    if (const Node* found = node.find(key))
        time = document::read_duration(*found, key, 100ms, most, faults).value_or(time);
}

void read_on_machine(const Node& node, Answering& out, document::Faults& faults) {
    const Node* found = node.find("on_machine");
    if (!found) return;
    const std::string word = document::read_text(*found, "on_machine", 20, faults).value_or("talk");
    if (word == "hang_up") {
        out.on_machine = OnMachine::hang_up;
    } else if (word == "message") {
        out.on_machine = OnMachine::message;
    } else if (word != "talk") {
        faults.add(found->at, fmt::format("on_machine{} is none of talk, hang_up, message", document::told(*found)));
    }
}

}  // namespace

Answering read_answering(const Node& node, const Scope& scope, document::Faults& faults) {
    Answering out;
    if (!document::check_fields(node, "answering",
                                {"on_machine", "message", "screening", "wait_for_person", "short_greeting", "silence",
                                 "long_silence", "longest_greeting", "nobody", "watch"},
                                faults)) {
        return out;
    }
    answering::Settings& settings = out.settings;
    read_time(node, "short_greeting", 10s, settings.short_greeting, faults);
    read_time(node, "silence", 3s, settings.silence, faults);
    read_time(node, "long_silence", 5s, settings.long_silence, faults);
    read_time(node, "longest_greeting", 30s, settings.longest_greeting, faults);
    read_time(node, "nobody", 30s, settings.nobody, faults);
    read_time(node, "watch", 120s, settings.watch, faults);
    read_time(node, "wait_for_person", 120s, out.wait_for_person, faults);
    if (auto ok = answering::check(settings); !ok) faults.add(node.at, "answering: " + ok.error().message);
    read_on_machine(node, out, faults);
    WayReader reader(scope, faults);
    const Node* const message = node.find("message");
    if (message) out.message = reader.read_prompt(*message, "message");
    if (const Node* screening = node.find("screening")) out.screening = reader.read_prompt(*screening, "screening");
    if (message && out.on_machine != OnMachine::message)
        faults.add(message->at, "message is only left with on_machine: message");
    if (!message && out.on_machine == OnMachine::message)
        faults.add(node.at, "on_machine: message needs a \"message\"");
    return out;
}

ToMachine words_to_machine(const Definition& definition, const Prompt& prompt, const Values& values) {
    const Lookup lookup = [&](std::string_view name) -> std::string {
        const auto given = values.find(name);
        if (given != values.end() && !given->second.empty()) return given->second;
        const auto variable = definition.scope.variables.find(name);
        return variable == definition.scope.variables.end() ? "" : variable->second.fallback.value_or("");
    };
    return {{definition.language, definition.voice, prompt.segments(lookup)}, prompt.plain(lookup)};
}

}  // namespace tiller::dialogue
