#pragma once
// A server with a few routes, for the tests that drive it over sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "http/http.h"
#include "http/peers_testing.h"

namespace tiller::http {

class ServerTest : public testing::Test {
  protected:
    ServerTest() {
        add("GET", "/hello", [](const Request&) { return text("hello"); });
        add("POST", "/echo", [](const Request& request) { return text(request.body); });
        add("POST", "/length", [](const Request& request) { return text(std::to_string(request.body.size())); });
        add("GET", "/throw", [](const Request&) -> Response { throw std::runtime_error("secret inside"); });
        add("GET", "/odd", [](const Request&) -> Response { throw 1; });
    }

    static Response text(std::string body) {
        Response response;
        response.content_type = "text/plain";
        response.body = std::move(body);
        return response;
    }
    void add(const std::string& method, const std::string& path, Handler handler) {
        router_->add(method, path, std::move(handler));
    }
    void open() {
        options_.port = 0;
        auto opened = Server::open(options_, router_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        server_ = std::move(*opened);
    }
    RawSocket connect() { return RawSocket::connect(server_->port()); }
    /// All that the server says to these bytes, until it closes.
    std::string say(std::string_view bytes) {
        RawSocket socket = connect();
        socket.send(bytes);
        return socket.receive_all();
    }
    static std::string get(const std::string& path, const std::string& fields = "") {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    }
    static std::string post(const std::string& path, const std::string& body, const std::string& fields = "") {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }

    std::shared_ptr<Router> router_ = std::make_shared<Router>();
    ServerOptions options_;
    std::unique_ptr<Server> server_;
};

inline const std::string kClose = "Connection: close\r\n";

}  // namespace tiller::http
