#pragma once
// A model that writes what a robot says next: messages and tools in; pieces of text, tool calls and an end out.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::engines {

/// Something that the model may ask to be done: a slot to fill, a transfer, the end of the call.
struct Tool {
    std::string name;         // letters, digits, "_" and "-", at most 64
    std::string description;  // for the model: what it does, and when
    std::string parameters;   // JSON Schema of an object; empty: none
};

struct ToolCall {
    std::string id;         // comes back in the message that answers it
    std::string name;       // one of the tools that were offered, always
    std::string arguments;  // a JSON object, always; whether it fits the schema is for the caller to check
};

struct Message {
    enum class Role { system, user, assistant, tool };
    Role role = Role::user;
    std::string text;
    std::vector<ToolCall> calls{};  // of an assistant's message
    std::string answers{};          // of a tool's message: the id of the call
};

/// What is asked, and how much it may take.
struct Question {
    std::vector<Message> messages;
    std::vector<Tool> tools{};
    int most_tokens = 300;                         // that the model may write
    size_t most_bytes = 8 << 10;                   // of text and arguments that are taken; beyond: an error
    std::chrono::milliseconds first_within{4000};  // to the first piece of text or tool call
    std::chrono::milliseconds all_within{15'000};  // to the end
    double temperature = 0.2;
};

struct Answer {
    enum class End { complete, tool_calls, too_long };
    End end = End::complete;
    std::string text;  // all pieces
    std::vector<ToolCall> calls{};
    int64_t tokens_in = 0, tokens_out = 0;  // as the engine counts them; 0: it does not say
};

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
