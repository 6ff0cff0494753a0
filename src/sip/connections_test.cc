// Connections that others open: how many, of whom, for how long. Strangers come from 127.0.0.2.
#include "sip/endpoint_testing.h"

namespace tiller::sip {
namespace {

/// A TCP connection to an endpoint.
class Wire {
  public:
    Wire(int port, const char* from) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in place{.sin_family = AF_INET};
        inet_pton(AF_INET, from, &place.sin_addr);
        EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&place), sizeof(place)), 0);
        place.sin_port = htons(static_cast<uint16_t>(port));
        inet_pton(AF_INET, "127.0.0.1", &place.sin_addr);
        EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&place), sizeof(place)), 0);
    }
    ~Wire() { close(fd_); }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    void send(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;  // closed already
            text.remove_prefix(static_cast<size_t>(sent));
        }
    }
    /// What comes within `patience`; "closed" if the other side has closed.
    std::string receive(Millis patience = kPatience) {
        pollfd waiting{.fd = fd_, .events = POLLIN};
        if (poll(&waiting, 1, static_cast<int>(patience.count())) != 1) return "";
        char buffer[65'536];
        const ssize_t got = recv(fd_, buffer, sizeof(buffer), 0);
        return got <= 0 ? "closed" : std::string(buffer, static_cast<size_t>(got));
    }

  private:
    int fd_;
};

std::string options_request(const std::string& id, size_t announced = 0, const std::string& body = {}) {
    return "OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.9;branch=z9hG4bK" + id +
           "\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: " + id +
           "\r\nCSeq: 1 OPTIONS\r\nContent-Length: " + std::to_string(announced) + "\r\n\r\n" + body;
}

class ConnectionsTest : public testing::Test {
  protected:
    void open(EndpointOptions options) {
        phone = std::make_unique<Phone>(options);
        port = phone->endpoint->port();
    }
    std::unique_ptr<Wire> wire(const char* from = "127.0.0.2") { return std::make_unique<Wire>(port, from); }

    std::unique_ptr<Phone> phone;
    int port = 0;
};

TEST_F(ConnectionsTest, OneStrangerHasTwentyTheLongestSilentGoFirst) {
    open({});
    std::vector<std::unique_ptr<Wire>> wires;
    for (int i = 0; i < 30; ++i) {
        wires.push_back(wire());
        wires.back()->send("OPTIONS ");
    }
    for (int i = 0; i < 10; ++i) EXPECT_EQ(wires[static_cast<size_t>(i)]->receive(), "closed") << i;
    for (int i = 10; i < 30; ++i) EXPECT_EQ(wires[static_cast<size_t>(i)]->receive(Millis(0)), "") << i;
}

TEST_F(ConnectionsTest, AllTogetherHaveALimitAndStrangersGoBeforeServers) {
    open({.most_connections = 5});
    phone->endpoint->know_servers({"sip:127.0.0.1"});
    const auto server = wire("127.0.0.1");
    std::string answer;
    for (int i = 0; answer.find("200 OK") == answer.npos && i < 100; ++i) {
        const auto again = i == 0 ? nullptr : wire("127.0.0.1");
        Wire& asked = again ? *again : *server;
        asked.send(options_request("first" + std::to_string(i)));
        answer = asked.receive();
    }
    std::vector<std::unique_ptr<Wire>> strangers;
    for (int i = 0; i < 10; ++i) strangers.push_back(wire());
    for (int i = 0; i < 5; ++i) EXPECT_EQ(strangers[static_cast<size_t>(i)]->receive(), "closed") << i;
    EXPECT_EQ(strangers.back()->receive(Millis(0)), "");
}

TEST_F(ConnectionsTest, AMessageTooLongOrBrokenOrOfAStrangerEndsTheConnection) {
    open({});
    const auto lengthy = wire();
    lengthy->send(options_request("long", 1'900'000, std::string(1'800'000, 'x')));
    EXPECT_EQ(lengthy->receive(), "closed");
    const auto broken = wire();
    broken->send("this is no SIP\r\n\r\n");
    EXPECT_EQ(broken->receive(), "closed");
    const auto whole = wire();
    whole->send(options_request("whole"));
    EXPECT_EQ(whole->receive(), "closed");
}

TEST_F(ConnectionsTest, SilenceEndsAStrangersConnectionAndAMessageThatStopsAnyones) {
    EndpointOptions options;
    options.whole_message_within = Millis(300);
    open(options);
    const auto silent = wire();
    EXPECT_EQ(silent->receive(), "closed");

    options.strangers = Strangers::serve;
    open(options);
    const auto welcome = wire();
    const auto stops = wire();
    stops->send("OPTIONS sip:x SIP/2.0\r\n");
    EXPECT_EQ(stops->receive(), "closed");
    EXPECT_EQ(welcome->receive(Millis(0)), "") << "between messages, one that we know may be silent";
    welcome->send(options_request("late"));
    EXPECT_NE(welcome->receive().find("200 OK"), std::string::npos);
}

}  // namespace
}  // namespace tiller::sip
