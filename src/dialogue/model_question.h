#pragma once
// What a model is told of the state that it runs, beside what was said.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "dialogue/definition.h"
#include "model/model_question.h"

namespace tiller::dialogue {

/// Tools that no way of a state can be named after.
inline constexpr std::string_view kNoteTool = "note", kOffTopicTool = "off_topic";

/// The system's message: how to speak on the telephone, the goal, the topics, and with which words the robot began.
std::string model_instructions(const Definition& definition, const ModelState& state, const Lookup& lookup,
                               std::optional<Date> today, std::string_view began_with);
/// Slots to note, ways to take; the whole of what the model can do.
std::vector<ModelTool> model_tools(const ModelState& state);

}  // namespace tiller::dialogue
