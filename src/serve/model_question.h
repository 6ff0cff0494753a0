#pragma once
// A robot's question to a language model, asked of the engine that it names.
#include <functional>
#include <memory>

#include "dialogue/dialogue.h"
#include "engines/engines.h"

namespace tiller::serve {

/// `tell` runs on a thread of the engine's, or here if the question cannot be asked. What is given back gives the question
/// up when it is destroyed; null if nothing is under way.
std::shared_ptr<void> ask_model(const engines::Engines& engines, dialogue::AskModel question,
                                std::function<void(dialogue::ModelTold)> tell);

}  // namespace tiller::serve
