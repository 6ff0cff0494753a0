#pragma once
// `model` of a state, from the YAML: a language model that runs it.
#include "dialogue/model_state.h"
#include "dialogue/way_reader.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {

class ModelReader {
  public:
    /// `ways` outlives the reader.
    ModelReader(std::string language, WayReader& ways)
        : language_(std::move(language)), ways_(ways), faults_(ways.faults()) {}

    ModelState read(const document::Node& node);

  private:
    void read_topics(const document::Node& node, ModelState& model);
    void read_slots(const document::Node& node, ModelState& model);
    ModelSlot read_slot(const document::Field& field);
    void read_choices(const document::Node& node, understanding::Question& question);
    void read_ways(const document::Node& node, ModelState& model);
    ModelWay read_way(const document::Field& field, const ModelState& model);
    void read_needs(const document::Node& node, const ModelState& model, ModelWay& way);
    void read_filler(const document::Node& node, ModelState& model);

    const std::string language_;
    WayReader& ways_;
    document::Faults& faults_;
};

}  // namespace tiller::dialogue
