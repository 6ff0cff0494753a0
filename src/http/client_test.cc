#include "http/client.h"

#include <condition_variable>
#include <cstdlib>
#include <set>

#include "http/server_testing.h"

namespace tiller::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

ClientRequest to(std::string url) {
    ClientRequest request;
    request.url = std::move(url);
    request.policy.allow_private = true;
    return request;
}

std::future<ClientResponse> start(Client& client, ClientRequest request) {
    auto promise = std::make_shared<std::promise<ClientResponse>>();
    client.send(std::move(request), [promise](ClientResponse response) { promise->set_value(std::move(response)); });
    return promise->get_future();
}

ClientResponse ask(Client& client, ClientRequest request) {
    auto future = start(client, std::move(request));
    if (future.wait_for(kPatience) != std::future_status::ready) {
        ADD_FAILURE() << "no answer in time";
        return {};
    }
    return future.get();
}

class ClientTest : public ServerTest {
  protected:
    std::string url(const std::string& path) { return "http://127.0.0.1:" + std::to_string(server_->port()) + path; }
    std::unique_ptr<Client> client_ = Client::open();
};

TEST_F(ClientTest, PiecesComeAsTheyArrive) {
    RawListener listener;
    std::mutex mutex;
    std::string got;
    std::condition_variable changed;
    auto request = to(listener.url());
    request.on_piece = [&](std::string_view piece) {
        std::lock_guard lock(mutex);
        got += piece;
        changed.notify_all();
        return got != "one two stop";
    };
    auto future = start(*client_, request);
    auto arrives = [&](const std::string& text) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, kPatience, [&] { return got == text; });
    };
    RawSocket peer = listener.accept();
    ASSERT_TRUE(peer.receive_until("\r\n\r\n"));
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none \r\n");
    EXPECT_TRUE(arrives("one "));
    peer.send("4\r\ntwo \r\n");
    EXPECT_TRUE(arrives("one two "));
    peer.send("4\r\nstop\r\n4\r\nmore\r\n");
    ClientResponse response = future.get();
    EXPECT_EQ(response.error, "given up");
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(got, "one two stop");
}

TEST_F(ClientTest, PiecesOfARefusalAreItsBody) {
    RawListener listener;
    auto request = to(listener.url());
    request.on_piece = [](std::string_view) {
        ADD_FAILURE() << "not called";
        return true;
    };
    auto future = start(*client_, request);
    RawSocket peer = listener.accept();
    ASSERT_TRUE(peer.receive_until("\r\n\r\n"));
    peer.send("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\nslow");
    ClientResponse response = future.get();
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(response.body, "slow");
}

TEST_F(ClientTest, AFirstPieceThatIsLateAndWhatIsGivenUpEnd) {
    RawListener listener;
    auto request = to(listener.url());
    request.first_piece_within = Millis(50);
    auto late = start(*client_, request);
    request.first_piece_within = Millis(0);
    auto is_given_up = std::make_shared<std::atomic<bool>>(false);
    request.is_given_up = is_given_up;
    auto given_up = start(*client_, request);
    RawSocket one = listener.accept(), two = listener.accept();
    for (RawSocket* peer : {&one, &two}) {
        ASSERT_TRUE(peer->receive_until("\r\n\r\n"));
        peer->send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
    }
    EXPECT_EQ(late.get().error, "timed out after 50 ms");
    EXPECT_EQ(given_up.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    *is_given_up = true;
    EXPECT_EQ(given_up.get().error, "given up");
}

TEST_F(ClientTest, TalksWithOurServer) {
    add("PUT", "/all", [](const Request& request) {
        Response response =
            text(request.method + " " + request.body + " " + std::string(request.header("x-a")) + "|" +
                 std::string(request.header("x-empty")) + "|" + std::string(request.header("content-type")));
        response.status = 201;
        response.headers = {{"X-B", "1"}, {"x-b", "2"}};
        return response;
    });
    open();
    ClientRequest request = to(url("/all"));
    request.method = "PUT";
    request.body = "body";
    request.headers = {{"X-A", "a"}, {"X-Empty", ""}};
    ClientResponse response = ask(*client_, request);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.error, "");
    EXPECT_EQ(response.body, "PUT body a||");
    EXPECT_EQ(response.headers.at("x-b"), "1, 2");
    EXPECT_EQ(response.headers.at("content-type"), "text/plain");
}

TEST_F(ClientTest, SendsNothingThatWasNotAskedFor) {
    RawListener listener;
    ClientRequest request = to(listener.url("/hook?a=b"));
    request.headers = {{"User-Agent", "Airudder"}, {"Content-Type", "application/json"}};
    request.body = std::string(2'000'000, 'x');
    auto answer = start(*client_, request);
    RawSocket peer = listener.accept();
    ASSERT_TRUE(peer.receive_until("\r\n\r\n"));
    std::string head = peer.received().substr(0, peer.received().find("\r\n\r\n") + 2);
    EXPECT_THAT(head, StartsWith("POST /hook?a=b HTTP/1.1\r\n"));
    EXPECT_THAT(head, HasSubstr("User-Agent: Airudder\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Length: 2000000\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Expect")));
    while (peer.received().size() < head.size() + 2 + request.body.size() && peer.receive()) {
    }
    peer.send(
        "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: "
        "0\r\n\r\n");
    ClientResponse response = answer.get();
    EXPECT_EQ(response.status, 302) << "redirects are not followed";
    EXPECT_EQ(response.headers.at("location"), "/other");
    EXPECT_FALSE(response.headers.contains("x-early"));
}

TEST_F(ClientTest, KeepsConnections) {
    add("GET", "/id", [](const Request& request) { return text(request.request_id.substr(0, 24)); });
    open();
    std::set<std::string> connections;
    for (int i = 0; i < 5; ++i) {
        ClientRequest request = to(url("/id"));
        request.method = "GET";
        connections.insert(ask(*client_, request).body);
    }
    EXPECT_EQ(connections.size(), 1u);
}

TEST_F(ClientTest, SaysWhyThereIsNoAnswer) {
    RawListener hangs;
    ClientRequest request = to(hangs.url());
    request.timeout = Millis(100);
    EXPECT_EQ(ask(*client_, request).error, "timed out after 100 ms");
    EXPECT_EQ(ask(*client_, request).status, 0);

    int port = 0;
    {
        RawListener closed;
        port = closed.port();
    }
    EXPECT_THAT(ask(*client_, to("http://127.0.0.1:" + std::to_string(port))).error, HasSubstr("connect"));

    for (auto bad : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "nonsense", "http://127.0.0.1/\r\nX: y",
                     "gopher://127.0.0.1/", "http://127.0.0.1:99999/"}) {
        EXPECT_EQ(ask(*client_, to(bad)).error, "not an http or https URL") << bad;
    }
    ClientRequest injected = to(hangs.url());
    injected.headers = {{"X", "a\r\nY: b"}};
    EXPECT_THAT(ask(*client_, injected).error, HasSubstr("header field"));
    injected.headers.clear();
    injected.method = "GET / HTTP/1.1\r\nX:";
    EXPECT_THAT(ask(*client_, injected).error, HasSubstr("method"));
}

TEST_F(ClientTest, AnAnswerThatIsCutIsNoAnswer) {
    RawListener listener;
    auto answer = start(*client_, to(listener.url()));
    {
        RawSocket peer = listener.accept();
        ASSERT_TRUE(peer.receive_until("\r\n\r\n"));
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    }
    ClientResponse response = answer.get();
    EXPECT_EQ(response.status, 0);
    EXPECT_NE(response.error, "");
    EXPECT_EQ(response.body, "");
}

TEST_F(ClientTest, KeepsNoMoreOfAnAnswerThanItsLimit) {
    RawListener listener;
    ClientRequest request = to(listener.url());
    request.response_limit = 1000;
    auto answer = start(*client_, request);
    RawSocket peer = listener.accept();
    ASSERT_TRUE(peer.receive_until("\r\n\r\n"));
    peer.send("HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'));  // and it never ends
    ASSERT_EQ(answer.wait_for(kPatience), std::future_status::ready);
    ClientResponse response = answer.get();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, std::string(1000, 'x'));
}

TEST_F(ClientTest, AHostThatHangsHoldsUpNoOther) {
    RawListener hangs;
    client_ = Client::open(8, 4);
    open();
    std::vector<std::future<ClientResponse>> stuck;
    for (int i = 0; i < 50; ++i) stuck.push_back(start(*client_, to(hangs.url())));
    for (int i = 0; i < 20; ++i) {
        ClientRequest request = to(url("/hello"));
        request.method = "GET";
        EXPECT_EQ(ask(*client_, request).body, "hello");
    }
    client_.reset();
    for (auto& future : stuck) {
        ASSERT_EQ(future.wait_for(std::chrono::seconds(0)), std::future_status::ready);
        EXPECT_EQ(future.get().error, "client closed");
    }
}

TEST_F(ClientTest, ManyAtOnceAllGetTheirAnswer) {
    open();
    std::vector<std::future<ClientResponse>> answers;
    for (int i = 0; i < 2000; ++i) {
        ClientRequest request = to(url("/echo"));
        request.body = std::to_string(i);
        answers.push_back(start(*client_, request));
    }
    for (int i = 0; i < 2000; ++i) {
        ASSERT_EQ(answers[static_cast<size_t>(i)].wait_for(kPatience), std::future_status::ready);
        EXPECT_EQ(answers[static_cast<size_t>(i)].get().body, std::to_string(i));
    }
}

TEST_F(ClientTest, PrivateAddressesAreRefusedHoweverTheyAreWritten) {
    open();
    std::string port = ":" + std::to_string(server_->port()) + "/hello";
    for (const std::string& host :
         {"127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]",
          "0.0.0.0", "10.0.0.1", "169.254.169.254", "[64:ff9b::7f00:1]"}) {
        ClientRequest request = to("http://" + host + port);
        request.policy.allow_private = false;
        ClientResponse response = ask(*client_, request);
        EXPECT_EQ(response.status, 0) << host;
        EXPECT_THAT(response.error, testing::AllOf(StartsWith("refused: "), EndsWith(" is a private address"))) << host;
    }
}

TEST_F(ClientTest, AConnectionOpenedUnderAnotherPolicyIsNoWayAround) {
    open();
    ClientRequest request = to(url("/hello"));
    request.method = "GET";
    EXPECT_EQ(ask(*client_, request).status, 200);
    request.policy.allow_private = false;
    EXPECT_EQ(ask(*client_, request).error, "refused: 127.0.0.1 is a private address");
    request.policy.allow_private = true;
    EXPECT_EQ(ask(*client_, request).status, 200);
}

TEST_F(ClientTest, TheEnvironmentsProxyIsIgnored) {
    RawListener proxy;
    open();
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    ::setenv("ALL_PROXY", proxy.url().c_str(), 1);
    ClientRequest request = to(url("/hello"));
    request.method = "GET";
    EXPECT_EQ(ask(*client_, request).body, "hello");
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");
}

TEST_F(ClientTest, AnAnswerMayLeadToTheNextRequest) {
    open();
    std::promise<std::string> last;
    std::atomic<int> count = 0;
    std::function<void(ClientResponse)> again = [&](ClientResponse response) {
        if (++count == 10) return last.set_value(response.body);
        ClientRequest request = to(url("/echo"));
        request.body = "turn " + std::to_string(count);
        client_->send(request, again);
    };
    client_->send(to(url("/echo")), again);
    auto future = last.get_future();
    ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
    EXPECT_EQ(future.get(), "turn 9");
}

}  // namespace
}  // namespace tiller::http
