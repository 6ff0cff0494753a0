#include "engines/chat.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/printable.h"

namespace tiller::engines {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kLongestName = 64, kMostCalls = 16;
constexpr int64_t kMostTokens = 100'000'000;  // more are a lie

bool is_object(std::string_view json) {
    dom::parser parser;
    dom::object object;
    return parser.parse(json.data(), json.size()).get(object) == simdjson::SUCCESS;
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= kLongestName &&
           std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

std::string_view to_word(Message::Role role) {
    constexpr std::string_view kWords[] = {"system", "user", "assistant", "tool"};
    return kWords[static_cast<size_t>(role)];
}

Result<void> check(const Question& question) {
    if (question.messages.empty()) return invalid("messages: there is none");
    for (const Tool& tool : question.tools) {
        if (!is_name(tool.name))
            return invalid(fmt::format("tools: the name \"{}\" must be 1 to {} letters, digits, \"_\" and \"-\"",
                                       printable(tool.name, kLongestName), kLongestName));
        if (!tool.parameters.empty() && !is_object(tool.parameters))
            return invalid(fmt::format("tools: the parameters of \"{}\" must be a JSON object", tool.name));
    }
    for (const Message& message : question.messages) {
        for (const ToolCall& call : message.calls) {
            if (!is_object(call.arguments))
                return invalid(fmt::format("messages: the arguments of \"{}\" must be a JSON object", call.name));
        }
    }
    return {};
}

void write_message(JsonWriter& json, const Message& message) {
    json.begin_object();
    json.field("role", to_word(message.role));
    json.field("content", message.text);
    if (message.role == Message::Role::tool) json.field("tool_call_id", message.answers);
    if (!message.calls.empty()) {
        json.key("tool_calls");
        json.begin_array();
        for (const ToolCall& call : message.calls) {
            json.begin_object();
            json.field("id", call.id);
            json.field("type", "function");
            json.key("function");
            json.begin_object();
            json.field("name", call.name);
            json.field("arguments", call.arguments);
            json.end_object();
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
}

void write_tools(JsonWriter& json, const std::vector<Tool>& tools) {
    json.key("tools");
    json.begin_array();
    for (const Tool& tool : tools) {
        json.begin_object();
        json.field("type", "function");
        json.key("function");
        json.begin_object();
        json.field("name", tool.name);
        json.field("description", tool.description);
        json.raw_field("parameters",
                       tool.parameters.empty() ? R"({"type":"object","properties":{}})" : tool.parameters);
        json.end_object();
        json.end_object();
    }
    json.end_array();
}

}  // namespace

Result<std::string> chat_request(const Engine& engine, const Question& question) {
    if (auto good = check(question); !good) return good.error();
    JsonWriter json;
    json.begin_object();
    json.field("model", engine.model);
    json.key("messages");
    json.begin_array();
    for (const Message& message : question.messages) write_message(json, message);
    json.end_array();
    if (!question.tools.empty()) write_tools(json, question.tools);
    json.field("temperature", question.temperature);
    json.field("max_tokens", question.most_tokens);
    json.field("stream", true);
    json.key("stream_options");
    json.begin_object();
    json.field("include_usage", true);
    json.end_object();
    json.end_object();
    return json.take();
}

ChatAnswer::ChatAnswer(const Question& question) : most_bytes_(question.most_bytes) {
    for (const Tool& tool : question.tools) tools_.push_back(tool.name);
}

Result<std::string> ChatAnswer::take(std::string_view data) {
    if (data == "[DONE]") {
        is_done_ = true;
        return std::string();
    }
    dom::parser parser;
    dom::object event;
    if (parser.parse(data.data(), data.size()).get(event)) return internal_error("its event is no JSON object");
    dom::element error;
    if (!event["error"].get(error) && !error.is_null()) return unavailable("it says that it failed");
    dom::object usage;
    if (!event["usage"].get(usage)) {
        (void)usage["prompt_tokens"].get(answer_.tokens_in);
        (void)usage["completion_tokens"].get(answer_.tokens_out);
        answer_.tokens_in = std::clamp<int64_t>(answer_.tokens_in, 0, kMostTokens);
        answer_.tokens_out = std::clamp<int64_t>(answer_.tokens_out, 0, kMostTokens);
    }
    dom::array choices;
    if (event["choices"].get(choices) || choices.size() == 0) return std::string();  // a last one, with the usage
    dom::element choice = choices.at(0);
    std::string text;
    std::string_view piece;
    if (!choice["delta"]["content"].get(piece)) text = piece;
    bytes_ += text.size();
    dom::array calls;
    if (!choice["delta"]["tool_calls"].get(calls)) {
        for (dom::element call : calls) {
            if (auto taken = take_calls(simdjson::to_string(call)); !taken) return taken.error();
        }
    }
    if (bytes_ > most_bytes_) return internal_error(fmt::format("its answer is longer than {} bytes", most_bytes_));
    if (!choice["finish_reason"].get(piece)) {
        is_ended_ = true;
        if (piece == std::string_view("length")) answer_.end = Answer::End::too_long;
        if (piece == std::string_view("content_filter")) return internal_error("it withholds its answer");
    }
    answer_.text += text;
    return text;
}

/// A piece of a call: its index says of which; the name comes with the first, arguments in pieces.
Result<void> ChatAnswer::take_calls(std::string_view json) {
    dom::parser parser;
    dom::element piece = parser.parse(json.data(), json.size());
    uint64_t index = 0;
    if (piece["index"].get(index)) index = calls_.empty() ? 0 : calls_.size() - 1;
    if (index > calls_.size() || index >= kMostCalls) return internal_error("it calls too many tools");
    if (index == calls_.size()) calls_.emplace_back();
    ToolCall& call = calls_[index];
    std::string_view text;
    if (!piece["id"].get(text) && call.id.empty()) call.id = text;
    if (!piece["function"]["name"].get(text) && call.name.empty()) call.name = text;
    if (!piece["function"]["arguments"].get(text)) call.arguments += text;
    bytes_ += json.size();
    return {};
}

Result<Answer> ChatAnswer::finish() {
    if (!is_ended_) return internal_error("its answer broke off");
    for (ToolCall& call : calls_) {
        if (std::ranges::find(tools_, call.name) == tools_.end())
            return internal_error("it calls a tool that it was not offered");
        if (call.arguments.empty()) call.arguments = "{}";
        if (!is_object(call.arguments)) return internal_error(fmt::format("its arguments for {} are none", call.name));
        if (call.id.empty()) call.id = fmt::format("call_{}", &call - calls_.data());
    }
    if (!calls_.empty() && answer_.end == Answer::End::complete) answer_.end = Answer::End::tool_calls;
    answer_.calls = std::move(calls_);
    return std::move(answer_);
}

}  // namespace tiller::engines
