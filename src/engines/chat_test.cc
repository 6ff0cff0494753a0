#include "engines/chat.h"

#include <gmock/gmock.h>

#include "engines/event_stream.h"

namespace tiller::engines {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Question question() {
    return {.messages = {{.role = Message::Role::system, .text = "You are \"Ani\"."},
                         {.role = Message::Role::user, .text = "hello"}},
            .tools = {{.name = "hang_up", .description = "End the call."},
                      {.name = "set_date",
                       .description = "The day of payment.",
                       .parameters = R"({"type":"object","properties":{"date":{"type":"string"}}})"}}};
}

TEST(ChatRequestTest, WhatIsAsked) {
    Question asked = question();
    asked.messages.push_back({.role = Message::Role::assistant,
                              .text = "",
                              .calls = {{.id = "c1", .name = "set_date", .arguments = R"({"date":"2026-12-04"})"}}});
    asked.messages.push_back({.role = Message::Role::tool, .text = "ok", .answers = "c1"});
    auto request = chat_request({.name = "llm", .model = "small"}, asked);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(
        *request,
        R"({"model":"small","messages":[{"role":"system","content":"You are \"Ani\"."},{"role":"user","content":"hello"},)"
        R"({"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"set_date",)"
        R"("arguments":"{\"date\":\"2026-12-04\"}"}}]},{"role":"tool","content":"ok","tool_call_id":"c1"}],)"
        R"("tools":[{"type":"function","function":{"name":"hang_up","description":"End the call.","parameters":)"
        R"({"type":"object","properties":{}}}},{"type":"function","function":{"name":"set_date",)"
        R"("description":"The day of payment.","parameters":{"type":"object","properties":{"date":{"type":"string"}}}}}],)"
        R"("temperature":0.2,"max_tokens":300,"stream":true,"stream_options":{"include_usage":true}})");
}

TEST(ChatRequestTest, WhatBreaksARuleIsNotAsked) {
    auto fault = [](const std::function<void(Question&)>& change) {
        Question asked = question();
        change(asked);
        auto request = chat_request({.name = "llm"}, asked);
        return request ? "none" : request.error().message;
    };
    EXPECT_EQ(fault([](auto& q) { q.messages.clear(); }), "messages: there is none");
    EXPECT_THAT(fault([](auto& q) { q.tools[0].name = "hang up"; }), HasSubstr("tools: the name \"hang up\" must be"));
    EXPECT_EQ(fault([](auto& q) { q.tools[1].parameters = "[]"; }),
              "tools: the parameters of \"set_date\" must be a JSON object");
    EXPECT_EQ(fault([](auto& q) {
                  q.messages[1].calls = {{"c1", "hang_up", "now"}};
              }),
              "messages: the arguments of \"hang_up\" must be a JSON object");
}

TEST(EventStreamTest, EventsInPiecesOfAnySize) {
    const std::string stream =
        ": hello\r\nevent: x\r\ndata: one\r\n\r\ndata:two\ndata: lines\n\ndatabase: no\n\nid: 7\rdata\r\rdata: {}\n\n";
    for (size_t size = 1; size <= stream.size(); ++size) {
        EventStream events;
        std::vector<std::string> got;
        for (size_t at = 0; at < stream.size(); at += size) {
            EXPECT_TRUE(events.feed(std::string_view(stream).substr(at, size), [&](std::string_view data) {
                got.emplace_back(data);
                return true;
            }));
        }
        EXPECT_THAT(got, ElementsAre("one", "two\nlines", "", "{}")) << size;
    }
}

TEST(EventStreamTest, AnEventWithoutAnEndAndOneThatIsEnough) {
    EventStream events;
    auto take = [](std::string_view) { return true; };
    const std::string piece(100'000, 'a');
    EXPECT_TRUE(events.feed("data: " + piece, take));
    EXPECT_TRUE(events.feed(piece, take));
    EXPECT_FALSE(events.feed(piece, take));
    EventStream other;
    int count = 0;
    EXPECT_FALSE(other.feed("data: a\n\ndata: b\n\n", [&](std::string_view) { return ++count < 1; }));
    EXPECT_EQ(count, 1);
}

TEST(ChatAnswerTest, TextInPieces) {
    ChatAnswer answer(question());
    EXPECT_EQ(*answer.take(R"({"choices":[{"delta":{"role":"assistant","content":""}}]})"), "");
    EXPECT_EQ(*answer.take(R"({"choices":[{"delta":{"content":"Halo, "},"finish_reason":null}],"usage":null})"),
              "Halo, ");
    EXPECT_EQ(*answer.take(R"({"choices":[{"delta":{"content":"Bu."},"finish_reason":"stop"}]})"), "Bu.");
    EXPECT_EQ(*answer.take(R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":4}})"), "");
    EXPECT_FALSE(answer.is_done());
    EXPECT_TRUE(answer.take("[DONE]"));
    EXPECT_TRUE(answer.is_done());
    auto whole = answer.finish();
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->text, "Halo, Bu.");
    EXPECT_EQ(whole->end, Answer::End::complete);
    EXPECT_EQ(whole->tokens_in, 12);
    EXPECT_EQ(whole->tokens_out, 4);
}

TEST(ChatAnswerTest, CountsThatCannotBeAreCut) {
    ChatAnswer answer({});
    EXPECT_TRUE(answer.take(R"({"choices":[{"delta":{"content":"Yes."},"finish_reason":"stop"}]})"));
    EXPECT_TRUE(answer.take(
        R"({"choices":[],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":-9223372036854775807}})"));
    auto whole = answer.finish();
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->tokens_in, 100'000'000);
    EXPECT_EQ(whole->tokens_out, 0);
}

TEST(ChatAnswerTest, ToolCallsInPieces) {
    ChatAnswer answer(question());
    for (
        const char* event :
        {R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c7","function":{"name":"set_date","arguments":""}}]}}]})",
         R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"date\":"}}]}}]})",
         R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"2026-12-04\"}"}}]}}]})",
         R"({"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"name":"hang_up"}}]}}]})",
         R"({"choices":[{"delta":{},"finish_reason":"tool_calls"}]})"})
        ASSERT_TRUE(answer.take(event)) << event;
    auto whole = answer.finish();
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->end, Answer::End::tool_calls);
    ASSERT_EQ(whole->calls.size(), 2u);
    EXPECT_EQ(whole->calls[0].id, "c7");
    EXPECT_EQ(whole->calls[0].name, "set_date");
    EXPECT_EQ(whole->calls[0].arguments, R"({"date":"2026-12-04"})");
    EXPECT_EQ(whole->calls[1].id, "call_1");
    EXPECT_EQ(whole->calls[1].arguments, "{}");
}

TEST(ChatAnswerTest, LiesAreErrorsAndHoldNoWords) {
    const std::string lies[] = {"secret words",
                                "[]",
                                R"({"error":{"message":"secret words"}})",
                                R"({"choices":[{"delta":{"tool_calls":[{"index":5}]}}]})",
                                R"({"choices":[{"delta":{"content":"secret"},"finish_reason":"content_filter"}]})",
                                R"({"choices":[{"delta":{"content":")" + std::string(10'000, 'a') + R"("}}]})"};
    for (const std::string& lie : lies) {
        ChatAnswer answer(question());
        auto taken = answer.take(lie);
        ASSERT_FALSE(taken) << lie.substr(0, 80);
        EXPECT_THAT(taken.error().message, Not(HasSubstr("secret")));
    }
    // Of wrong types nothing is taken.
    for (const char* odd :
         {"{}", R"({"choices":7})", R"({"choices":[7]})", R"({"choices":[{"delta":[]}]})",
          R"({"choices":[{"delta":{"content":7,"tool_calls":"x"},"finish_reason":7}],"usage":"y"})"}) {
        ChatAnswer answer(question());
        EXPECT_EQ(*answer.take(odd), "") << odd;
        EXPECT_EQ(answer.finish().error().message, "its answer broke off");
    }
    auto end_of = [](const std::string& call) {
        ChatAnswer answer(question());
        EXPECT_TRUE(answer.take(R"({"choices":[{"delta":{"tool_calls":[)" + call + R"(]},"finish_reason":"stop"}]})"));
        auto whole = answer.finish();
        return whole ? "none" : whole.error().message;
    };
    EXPECT_EQ(end_of(R"({"function":{"name":"transfer_money"}})"), "it calls a tool that it was not offered");
    EXPECT_EQ(end_of(R"({"function":{"name":"hang_up","arguments":"{secret"}})"), "its arguments for hang_up are none");
    EXPECT_EQ(end_of("7"), "it calls a tool that it was not offered");
}

}  // namespace
}  // namespace tiller::engines
