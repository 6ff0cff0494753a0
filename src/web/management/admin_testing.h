#pragma once
// For tests: the management interface over a store in a temporary folder, asked without sockets.
#include <simdjson.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "setup/files_testing.h"
#include "web/management/admin_api.h"

namespace tiller::management {

class AdminFixture : public testing::Test {
  protected:
    AdminFixture() {
        store_ = std::move(*store::Store::open({.dir = folder_.path(), .own_thread = false, .readers = 1}));
        AdminContext context{
            .store = *store_,
            .clock = clock_,
            .random = random_,
            .journal = journal_,
            .key = kKey,
            .setup_changed = [this] { ++told_; },
            .deliveries_due = [this] { ++due_told_; },
            .try_engine =
                [](const engines::Engine& engine) {
                    return engines::Trial{.took = Millis(12), .found = engine.name + " asked with " + engine.key};
                },
            .try_webhook =
                [](const store::Endpoint& endpoint) {
                    return WebhookAnswer{.status = 418, .failure = "answered 418", .answer = endpoint.url};
                },
            .has_voice = [this](const std::string& language, const std::string&) -> Result<void> {
                if (language == mute_language_) return invalid("nobody speaks \"" + language + "\"");
                return {};
            },
            .running = RunningParts{.links = links_,
                                    .rules = *guard::load_rules(""),
                                    .draining = [this] { return draining_; },
                                    .work_arrived = [this] { ++work_arrived_; },
                                    .live_calls = [this](int64_t account) { return live_of(account); },
                                    .calls_changed = calls_changed_,
                                    .hang_up = [this](const std::string& call,
                                                      const std::string&) { hung_up_.push_back(call); },
                                    .ask_server = [this](const sip::Target&, auto done) { done(server_says_); },
                                    .registration = [this](int64_t) { return registration_; }}};
        add_admin_routes(router_, context);
    }

    std::vector<store::Call> live_of(int64_t account) const {
        std::vector<store::Call> out;
        std::ranges::copy_if(live_, std::back_inserter(out), [&](auto& call) { return call.account == account; });
        return out;
    }
    struct Ask {
        std::string method, target, body = "", if_match = "", token = kKey;
    };
    http::Response ask(const Ask& ask) {
        size_t mark = ask.target.find('?');
        http::Request request{.method = ask.method,
                              .path = "/admin/v1" + ask.target.substr(0, mark),
                              .query = mark == std::string::npos ? "" : ask.target.substr(mark + 1),
                              .body = ask.body,
                              .remote_address = "192.0.2.9",
                              .request_id = "r"};
        if (!ask.token.empty()) request.headers["authorization"] = "Bearer " + ask.token;
        if (!ask.if_match.empty()) request.headers["if-match"] = ask.if_match;
        return router_.route(request);
    }
    http::Response get(const std::string& target) { return ask({"GET", target}); }
    http::Response post(const std::string& target, const std::string& body = "{}") {
        return ask({"POST", target, body});
    }
    http::Response patch(const std::string& target, const std::string& body, const std::string& if_match = "*") {
        return ask({"PATCH", target, body, if_match});
    }
    http::Response remove(const std::string& target) { return ask({"DELETE", target}); }
    void make_account(const std::string& name = "demo") {
        ASSERT_EQ(post("/accounts", R"({"name":")" + name + R"(","zone":"Asia/Jakarta","country":"ID"})").status, 201);
    }

    static std::string header(const http::Response& response, const std::string& name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name) return value;
        }
        return {};
    }
    /// The text at a JSON pointer of an answer.
    static std::string at(const http::Response& response, const std::string& pointer) {
        simdjson::dom::parser parser;
        simdjson::dom::element value;
        if (parser.parse(response.body).at_pointer(pointer).get(value)) return "(none)";
        std::string_view text;
        return value.get(text) ? simdjson::to_string(value) : std::string(text);
    }

    inline static const std::string kKey = std::string(64, 'k');
    setup::TemporaryFolder folder_;
    ManualClock clock_;
    SeededRandom random_{7};
    std::unique_ptr<store::Store> store_;
    http::Router router_;
    int told_ = 0, due_told_ = 0, work_arrived_ = 0;
    const LinkSigner links_{"key", "http://h", std::chrono::hours(1)};
    const journal::Journal journal_;
    bool draining_ = false;
    std::string mute_language_;  // no voice speaks it
    std::vector<store::Call> live_;
    std::shared_ptr<http::Bell> calls_changed_ = std::make_shared<http::Bell>();
    std::vector<std::string> hung_up_;
    sip::OptionsReport server_says_{.code = 200, .reason = "OK"};
    std::optional<sip::OptionsReport> registration_;
};

}  // namespace tiller::management
