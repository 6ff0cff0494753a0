#pragma once
// What a robot does when no person answers: `answering:` of a dialogue (docs/answering.md).
#include <string>

#include "answering/settings.h"
#include "dialogue/dialogue.h"
#include "dialogue/prompt.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {

enum class OnMachine {
    talk,     // nothing else than with a person
    hang_up,  //
    message,  // says `message` once the machine listens, and hangs up
};

/// Who answers is judged if a dialogue has this.
struct Answering {
    answering::Settings settings;
    OnMachine on_machine = OnMachine::talk;
    Prompt message;    // empty unless on_machine is message
    Prompt screening;  // for a machine that asks who calls; then a person is waited for. Empty: as any other machine
    Millis wait_for_person{30'000};
};

/// What is wrong is told to `faults`.
Answering read_answering(const document::Node& node, const Scope& scope, document::Faults& faults);

/// What is to be spoken to a machine, and the same as text. Values as they are at the call's begin.
struct ToMachine {
    Utterance utterance;
    std::string text;
};
ToMachine words_to_machine(const Definition& definition, const Prompt& prompt, const Values& values);

}  // namespace tiller::dialogue
