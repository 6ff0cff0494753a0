#pragma once
// What stands in all kinds of states: prompts, the ways to other states, and what is done on them.
#include "dialogue/definition.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {

class WayReader {
  public:
    WayReader(const Scope& scope, document::Faults& faults) : scope_(scope), faults_(faults) {}

    Prompt read_prompt(const document::Node& node, std::string_view key);
    Effects read_effects(const document::Node& node);
    /// A target's name, or a map with `go` and effects; `what` names the thing in messages.
    Transition read_transition(const document::Node& node, std::string_view what);
    Transition read_target(const document::Node& node, std::string_view key);
    Retry read_retry(const document::Node& node, std::string_view what);
    void read_prompt_text(const document::Node& node, std::string_view key, Prompt& prompt);

    const Scope& scope() const { return scope_; }
    document::Faults& faults() { return faults_; }

  private:
    void read_labels(const document::Node& node, Effects& effects);
    void read_slots(const document::Node& node, Effects& effects);

    const Scope& scope_;
    document::Faults& faults_;
};

}  // namespace tiller::dialogue
