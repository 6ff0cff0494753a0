#pragma once
// From the YAML of one state to a State. What every state inherits (wait, no_input, wrong_input at the top of the file)
// is given.
#include "dialogue/model_reader.h"
#include "dialogue/speech_reader.h"
#include "dialogue/way_reader.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {

/// What a listening state does that says nothing else; also read from the top of the file.
struct Defaults {
    Millis wait{5000};
    Retry no_input, wrong_input;
};

class StateReader {
  public:
    /// `root`: the whole file; `language` has been read from it.
    StateReader(const document::Node& root, const Scope& scope, const std::string& language, document::Faults& faults)
        : scope_(scope),
          faults_(faults),
          ways_(scope, faults),
          model_(language, ways_),
          speech_(root, language, ways_) {}

    /// `wait`, `no_input` and `wrong_input` of a map that may have them.
    void read_listening(const document::Node& node, Defaults& defaults);
    State read(const std::string& name, size_t at, const document::Node& node, const Defaults& defaults);
    /// Faults that only the whole file tells.
    void finish() { speech_.check_use(); }

  private:
    void read_keys(const document::Node& node, State& state);
    Collect read_collect(const document::Node& node);
    ShipmentQuestion read_shipment(const document::Node& node);
    std::vector<Branch> read_branches(const document::Node& node);
    void check_ways_out(const document::Node& node, const State& state);
    BargeIn read_barge_in(const document::Node& node);
    void check_model(const document::Node& node, State& state);
    void check_listening(const document::Node& node, const State& state);

    const Scope& scope_;
    document::Faults& faults_;
    WayReader ways_;
    ModelReader model_;
    SpeechReader speech_;
};

/// "0" to "9", "*", "#", "A" to "D": a key of a telephone.
bool is_telephone_key(std::string_view text);

}  // namespace tiller::dialogue
