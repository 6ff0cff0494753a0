#pragma once
// A model that writes what a robot says next: messages and tools in; pieces of text, tool calls and an end out.
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/model_question.h"

namespace tiller::engines {

using Tool = ModelTool;
using ToolCall = ModelCall;
using Message = ModelMessage;
using Question = ModelQuestion;
using Answer = ModelAnswer;

/// Who waits for an answer.
/// Thread rule: called on a thread of the engine; must only post to a mailbox. Nothing comes after `on_end`.
class AnswerListener {
  public:
    virtual ~AnswerListener() = default;
    /// The next piece of text, valid UTF-8, never empty.
    virtual void on_text(std::string_view piece) = 0;
    /// Once. Errors: unavailable (away, late, overloaded), invalid (the engine refuses what was asked), internal (its
    /// answer is none). The message holds nothing that was said in the call.
    virtual void on_end(Result<Answer> answer) = 0;
};

/// An answer on its way. Destroying it before `on_end` gives it up: nothing comes any more, and nothing is paid for
/// that can be spared.
class Asking {
  public:
    virtual ~Asking() = default;
};

/// Thread rule: any thread.
class LanguageModel {
  public:
    virtual ~LanguageModel() = default;
    virtual std::string name() const = 0;
    /// Does not wait. Errors: invalid (the question breaks a rule above), unavailable (too many are asked already, or
    /// the engine has failed so often that it is left in peace for a while).
    virtual Result<std::unique_ptr<Asking>> ask(Question question, std::shared_ptr<AnswerListener> listener) = 0;
};

}  // namespace tiller::engines
