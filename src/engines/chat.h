#pragma once
// POST /v1/chat/completions of OpenAI's interface, with "stream": what is asked, and what the events of the answer say.
// Pure.
#include <string>
#include <string_view>

#include "engines/engine.h"
#include "engines/language_model.h"

namespace tiller::engines {

/// Errors: invalid, which field breaks which rule of language_model.h.
Result<std::string> chat_request(const Engine& engine, const Question& question);

/// Not thread-safe.
class ChatAnswer {
  public:
    /// What is asked sets the bounds: tools that may be called, bytes.
    explicit ChatAnswer(const Question& question);

    /// One event's data. What is new of the text, maybe nothing. Errors: unavailable (the engine says that it failed),
    /// internal (it is no answer, too long, or calls what it was not offered).
    Result<std::string> take(std::string_view data);
    bool has_calls() const { return !calls_.empty(); }
    /// "[DONE]" has come.
    bool is_done() const { return is_done_; }
    /// All of it, once the stream is over. Errors: internal (it broke off, or a tool call is none).
    Result<Answer> finish();

  private:
    Result<void> take_calls(std::string_view json);

    std::vector<std::string> tools_;
    const size_t most_bytes_;
    Answer answer_;
    std::vector<ToolCall> calls_;
    size_t bytes_ = 0;
    bool is_ended_ = false, is_done_ = false;
};

}  // namespace tiller::engines
