#include "engines/http_model.h"

#include <gmock/gmock.h>

#include <condition_variable>

#include "engines/breaker.h"
#include "http/peers_testing.h"

namespace tiller::engines {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Reader final : public AnswerListener {
  public:
    void on_text(std::string_view piece) override {
        std::lock_guard lock(mutex_);
        EXPECT_FALSE(end_);
        pieces_.emplace_back(piece);
        changed_.notify_all();
    }
    void on_end(Result<Answer> answer) override {
        std::lock_guard lock(mutex_);
        EXPECT_FALSE(end_);
        end_.emplace(std::move(answer));
        changed_.notify_all();
    }
    /// The text, or "error: …".
    std::string text() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, http::kPatience, [&] { return end_.has_value(); })) return "no end";
        return *end_ ? (*end_)->text : "error: " + end_->error().message;
    }
    Error error() {
        text();
        std::lock_guard lock(mutex_);
        return end_.value().error();
    }
    bool reads(const std::string& piece) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, http::kPatience, [&] { return std::ranges::count(pieces_, piece) > 0; });
    }
    std::vector<std::string> pieces() {
        std::lock_guard lock(mutex_);
        return pieces_;
    }
    bool is_over() {
        std::lock_guard lock(mutex_);
        return end_.has_value();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> pieces_;
    std::optional<Result<Answer>> end_;
};

class HttpModelTest : public testing::Test {
  protected:
    void open(Millis timeout = http::kPatience) {
        model_ = open_http_model({.name = "llm",
                                  .kind = EngineKind::model,
                                  .protocol = EngineProtocol::openai_http,
                                  .url = listener_.url("/v1"),
                                  .key = "s3cret",
                                  .model = "small",
                                  .timeout = timeout},
                                 *client_, clock_);
    }
    std::unique_ptr<Asking> ask() {
        reader_ = std::make_shared<Reader>();
        auto asking = model_->ask({.messages = {{.text = "hello"}},
                                   .tools = {{.name = "hang_up"}},
                                   .first_within = http::kPatience,
                                   .all_within = http::kPatience},
                                  reader_);
        EXPECT_TRUE(asking) << asking.error().message;
        return asking ? std::move(*asking) : nullptr;
    }
    /// Reads the request, and begins an answer.
    http::RawSocket accept() {
        http::RawSocket peer = listener_.accept();
        EXPECT_TRUE(peer.receive_until("\"include_usage\":true}}"));
        return peer;
    }
    static void begin(http::RawSocket& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
    }
    static std::string piece(const std::string& text) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }
    const std::string kStop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    const std::string kDone = "data: [DONE]\n\n";

    SystemClock clock_;
    http::RawListener listener_;
    std::unique_ptr<http::Client> client_ = http::Client::open();
    std::unique_ptr<LanguageModel> model_;
    std::shared_ptr<Reader> reader_;
};

TEST_F(HttpModelTest, AnAnswerComesInPieces) {
    open();
    auto asking = ask();
    auto peer = accept();
    EXPECT_THAT(peer.received(), HasSubstr("POST /v1/chat/completions HTTP/1.1\r\n"));
    EXPECT_THAT(peer.received(), HasSubstr("\r\nAuthorization: Bearer s3cret\r\n"));
    begin(peer);
    for (char byte : piece("Good ")) peer.send({&byte, 1});  // a server that stutters
    EXPECT_TRUE(reader_->reads("Good "));
    EXPECT_FALSE(reader_->is_over());
    peer.send(piece("day.") + kStop + kDone);  // and that does not close behind it
    EXPECT_EQ(reader_->text(), "Good day.");
    EXPECT_THAT(reader_->pieces(), ElementsAre("Good ", "day."));
}

TEST_F(HttpModelTest, AServerThatHangs) {
    open(100ms);
    auto asking = ask();
    auto peer = accept();
    begin(peer);
    EXPECT_EQ(reader_->text(), "error: engine \"llm\": timed out after 100 ms");
    EXPECT_EQ(reader_->error().kind, ErrorKind::unavailable);
}

TEST_F(HttpModelTest, AnswersThatAreNone) {
    open();
    auto answer = [&](const std::string& head, const std::string& body) {
        auto asking = ask();
        auto peer = accept();
        peer.send("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n" + body);
        peer.close();
        return reader_->text();
    };
    EXPECT_EQ(answer("200 OK", piece("Good ")), "error: engine \"llm\": its answer broke off");
    EXPECT_EQ(answer("200 OK", piece("Good ") + kStop), "Good ");  // [DONE] is for politeness
    EXPECT_THAT(answer("200 OK", "data: secret\n\n"), HasSubstr("its event is no JSON object"));
    EXPECT_THAT(answer("200 OK", "data: " + std::string(400'000, 'a')), HasSubstr("its event is too large"));
    EXPECT_EQ(answer("200 OK", piece("a") + kStop), "a");
    EXPECT_EQ(answer("400 Bad Request", "{\"error\":\"secret\"}"), "error: engine \"llm\": HTTP status 400");
    EXPECT_EQ(reader_->error().kind, ErrorKind::invalid);
    EXPECT_EQ(answer("503 Busy", ""), "error: engine \"llm\": HTTP status 503");
    EXPECT_EQ(reader_->error().kind, ErrorKind::unavailable);
}

TEST_F(HttpModelTest, WhatIsGivenUpIsNotToldAndEndsTheExchange) {
    open();
    auto asking = ask();
    auto peer = accept();
    begin(peer);
    peer.send(piece("Good "));
    EXPECT_TRUE(reader_->reads("Good "));
    asking.reset();
    peer.receive_all();  // until the client hangs up
    EXPECT_FALSE(reader_->is_over());
    EXPECT_THAT(reader_->pieces(), ElementsAre("Good "));
}

TEST_F(HttpModelTest, WhatBreaksARuleIsNotAsked) {
    open();
    reader_ = std::make_shared<Reader>();
    auto asked = model_->ask({.messages = {}}, reader_);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace tiller::engines
