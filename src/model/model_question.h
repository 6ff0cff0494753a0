#pragma once
// What a language model is asked and what it answers: messages and tools in; text and calls of tools out.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tiller {

/// Something that the model may ask to be done: a slot to fill, a way to take, the end of the call.
struct ModelTool {
    std::string name;         // letters, digits, "_" and "-", at most 64
    std::string description;  // for the model: what it does, and when
    std::string parameters;   // JSON Schema of an object; empty: none
};

struct ModelCall {
    std::string id;         // comes back in the message that answers it
    std::string name;       // one of the tools that were offered, always
    std::string arguments;  // a JSON object, always; whether it fits the schema is for the caller to check
};

struct ModelMessage {
    enum class Role { system, user, assistant, tool };
    Role role = Role::user;
    std::string text;
    std::vector<ModelCall> calls{};  // of an assistant's message
    std::string answers{};           // of a tool's message: the id of the call
};

/// What is asked, and how much it may take.
struct ModelQuestion {
    std::vector<ModelMessage> messages;
    std::vector<ModelTool> tools{};
    int most_tokens = 300;                         // that the model may write
    size_t most_bytes = 8 << 10;                   // of text and arguments that are taken; beyond: an error
    std::chrono::milliseconds first_within{4000};  // to the first piece of text or tool call
    std::chrono::milliseconds all_within{15'000};  // to the end
    double temperature = 0.2;
};

struct ModelAnswer {
    enum class End { complete, tool_calls, too_long };
    End end = End::complete;
    std::string text;  // all pieces
    std::vector<ModelCall> calls{};
    int64_t tokens_in = 0, tokens_out = 0;  // as the engine counts them; 0: it does not say
};

}  // namespace tiller
