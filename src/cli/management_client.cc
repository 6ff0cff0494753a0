#include "cli/management_client.h"

#include <fmt/format.h>

#include <cstdlib>
#include <future>

#include "installation/admin_key.h"
#include "installation/server_note.h"
#include "serve/subscribers.h"
#include "web/management/admin_api.h"

namespace tiller::cli {
namespace {

constexpr const char* kRoot = "/admin/v1";

class RemoteClient final : public ManagementClient {
  public:
    RemoteClient(std::string url, std::string key, Millis timeout)
        : url_(std::move(url)), key_(std::move(key)), timeout_(timeout) {
        while (url_.ends_with('/')) url_.pop_back();
    }

    Result<http::Response> ask(const std::string& method, const std::string& target, const std::string& body) override {
        auto answer = ask_once(
            {.method = method,
             .url = url_ + kRoot + target,
             .headers = {{"Authorization", "Bearer " + key_}, {"Content-Type", "application/json"}, {"If-Match", "*"}},
             .body = body,
             .timeout = timeout_,
             .response_limit = 64u << 20,
             .policy = {.allow_private = true}});  // the operator's own server
        if (answer.status == 0) return unavailable(fmt::format("{} does not answer: {}", url_, answer.error));
        return http::Response{.status = answer.status, .body = std::move(answer.body)};
    }

  private:
    std::string url_, key_;
    const Millis timeout_;
};

/// The store is ours, because nobody serves it.
class LocalClient final : public ManagementClient {
  public:
    LocalClient(std::unique_ptr<store::Store> store, std::string key) : store_(std::move(store)), key_(std::move(key)) {
        management::add_admin_routes(
            router_, {.store = *store_, .clock = clock_, .random = random_, .journal = journal_, .key = key_});
    }

    Result<http::Response> ask(const std::string& method, const std::string& target, const std::string& body) override {
        size_t mark = std::min(target.find('?'), target.size());
        http::Request request{.method = method,
                              .path = kRoot + target.substr(0, mark),
                              .query = target.substr(std::min(mark + 1, target.size())),
                              .headers = {{"authorization", "Bearer " + key_}, {"if-match", "*"}},
                              .body = body,
                              .remote_address = "command line"};
        return router_.route(request);
    }

  private:
    std::unique_ptr<store::Store> store_;
    const std::string key_;
    SystemClock clock_;
    SystemRandom random_;
    const journal::Journal journal_ = serve::make_journal();
    http::Router router_;
};

}  // namespace

Result<std::unique_ptr<ManagementClient>> ManagementClient::open(const ClientOptions& options) {
    std::string server = options.server;
    if (server.empty()) {
        auto store = store::Store::open({.dir = options.data_dir, .own_thread = false, .readers = 1});
        if (store) {
            SystemRandom random;
            std::string key = installation::ensure_admin_key(options.data_dir, random);
            return std::unique_ptr<ManagementClient>(std::make_unique<LocalClient>(std::move(*store), std::move(key)));
        }
        if (store.error().kind != ErrorKind::conflict) return store.error();
        auto note = installation::read_server_note(options.data_dir);
        if (!note) {
            return unavailable(fmt::format("{}, and it does not serve yet ({}): try again in a moment",
                                           store.error().message, note.error().message));
        }
        server = note->url;
    }
    auto key = find_admin_key(options.key, options.data_dir);
    if (!key) return key.error();
    return std::unique_ptr<ManagementClient>(std::make_unique<RemoteClient>(server, *key, options.timeout));
}

Result<std::string> find_admin_key(const std::string& given, const std::string& data_dir) {
    if (!given.empty()) return given;
    if (const char* key = std::getenv("TILLER_ADMIN_KEY"); key && *key) return std::string(key);
    if (!data_dir.empty()) return installation::read_admin_key(data_dir);
    return invalid(
        "a server wants its key: give --key, or set TILLER_ADMIN_KEY (it is in admin.key of its data folder)");
}

http::ClientResponse ask_once(http::ClientRequest request) {
    auto client = http::Client::open(1, 1);
    std::promise<http::ClientResponse> answered;
    client->send(std::move(request), [&](http::ClientResponse response) { answered.set_value(std::move(response)); });
    return answered.get_future().get();
}

}  // namespace tiller::cli
