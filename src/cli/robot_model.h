#pragma once
// Who answers for a language model in `tiller robot talk`: an engine, or whoever types.
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rehearsal/rehearsal.h"

namespace tiller::cli {

using AnswerModel = std::function<rehearsal::ModelLines(const dialogue::AskModel&)>;

/// A server with OpenAI's interface; `key` may be empty. It is waited for. Errors: what is wrong with the URL.
Result<AnswerModel> model_at(const std::string& url, const std::string& model, const std::string& key);

/// "On Friday, then. => note day=2026-12-04, agreed": words, and the tools that are called.
rehearsal::ModelLines typed_answer(std::string_view line);

}  // namespace tiller::cli
