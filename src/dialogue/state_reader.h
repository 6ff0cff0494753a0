#pragma once
// From the YAML of one state to a State. What every state inherits (wait, no_input, wrong_input at the top of the file)
// is given.
#include "dialogue/definition.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {

/// What a listening state does that says nothing else; also read from the top of the file.
struct Defaults {
    Millis wait{5000};
    Retry no_input, wrong_input;
};

class StateReader {
  public:
    StateReader(const Scope& scope, document::Faults& faults) : scope_(scope), faults_(faults) {}

    /// `wait`, `no_input` and `wrong_input` of a map that may have them.
    void read_listening(const document::Node& node, Defaults& defaults);
    State read(const std::string& name, size_t at, const document::Node& node, const Defaults& defaults);

  private:
    Prompt read_prompt(const document::Node& node, std::string_view key);
    void read_prompt_text(const document::Node& node, std::string_view key, Prompt& prompt);
    Effects read_effects(const document::Node& node);
    void read_labels(const document::Node& node, Effects& effects);
    void read_slots(const document::Node& node, Effects& effects);
    /// A target's name, or a map with `go` and effects; `key` is the key that the shorthand stands for.
    Transition read_transition(const document::Node& node, std::string_view what);
    Transition read_target(const document::Node& node, std::string_view key);
    Retry read_retry(const document::Node& node, std::string_view what);
    void read_keys(const document::Node& node, State& state);
    Collect read_collect(const document::Node& node);
    ShipmentQuestion read_shipment(const document::Node& node);
    std::vector<Branch> read_branches(const document::Node& node);
    void check_ways_out(const document::Node& node, const State& state);
    void check_listening(const document::Node& node, const State& state);

    const Scope& scope_;
    document::Faults& faults_;
};

/// "0" to "9", "*", "#", "A" to "D": a key of a telephone.
bool is_telephone_key(std::string_view text);

}  // namespace tiller::dialogue
