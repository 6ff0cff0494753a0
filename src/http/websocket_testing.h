#pragma once
// A WebSocket server for tests, on a bare socket: it can break every rule.
#include <openssl/sha.h>

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "base/text.h"
#include "http/peers_testing.h"

namespace tiller::http {

/// A frame of RFC 6455 section 5.2, unmasked, as a server sends it.
inline std::string server_frame(uint8_t opcode, std::string_view payload, bool is_last = true) {
    std::string frame(1, static_cast<char>((is_last ? 0x80 : 0) | opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(payload.size());
    } else if (payload.size() < 65536) {
        frame += {126, static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xff)};
    } else {
        frame += 127;
        for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
    }
    return frame.append(payload);
}

/// A field of a request, "" if it has none.
inline std::string field_of(const std::string& request, const std::string& name) {
    size_t at = lower(request).find("\r\n" + lower(name) + ": ");
    if (at == std::string::npos) return "";
    at += name.size() + 4;
    return request.substr(at, request.find("\r\n", at) - at);
}

/// The answer that opens what `request` asks for (RFC 6455 section 4.2.2).
inline std::string websocket_answer(const std::string& request) {
    const std::string key = field_of(request, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::string digest(SHA_DIGEST_LENGTH, 0);
    SHA1(reinterpret_cast<const uint8_t*>(key.data()), key.size(), reinterpret_cast<uint8_t*>(digest.data()));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
           to_base64(digest) + "\r\n\r\n";
}

/// The server's side of one connection.
class WebSocketPeer {
  public:
    static constexpr uint8_t kText = 1, kBinary = 2, kCloseFrame = 8;
    struct Frame {
        uint8_t opcode = 0;
        std::string payload;
    };

    explicit WebSocketPeer(RawSocket socket) : socket_(std::move(socket)) {}

    /// Reads the request that opens it; the fields are in request().
    bool read_request() {
        if (!socket_.receive_until("\r\n\r\n")) return false;
        size_t end = socket_.received().find("\r\n\r\n") + 4;
        request_ = socket_.received().substr(0, end);
        socket_.received().erase(0, end);
        return true;
    }
    bool open() {
        if (!read_request()) return false;
        socket_.send(websocket_answer(request_));
        return true;
    }
    const std::string& request() const { return request_; }
    std::string header(const std::string& name) const { return field_of(request_, name); }

    /// The next whole frame; nothing when the client is gone.
    std::optional<Frame> receive() {
        for (;;) {
            std::string& bytes = socket_.received();
            if (auto frame = take_frame(bytes)) return frame;
            if (!socket_.receive()) return std::nullopt;
        }
    }
    void send_text(std::string_view text) { socket_.send(server_frame(kText, text)); }
    void send_close(int code = 1000) {
        const char status[] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
        socket_.send(server_frame(kCloseFrame, {status, 2}));
    }
    /// Reads until the client says goodbye, and answers that. False if it went without.
    bool wait_for_goodbye() {
        while (auto frame = receive()) {
            if (frame->opcode != kCloseFrame) continue;
            send_close();
            return true;
        }
        return false;
    }
    RawSocket& socket() { return socket_; }

  private:
    static std::optional<Frame> take_frame(std::string& bytes) {
        auto at = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(bytes[i])); };
        if (bytes.size() < 2) return std::nullopt;
        size_t size = at(1) & 0x7f, head = 2;
        const size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (bytes.size() < head + extra) return std::nullopt;
        if (extra > 0) size = 0;
        for (size_t i = 0; i < extra; ++i) size = size << 8 | at(head++);
        const bool is_masked = at(1) & 0x80;
        EXPECT_TRUE(is_masked) << "a client masks what it sends";
        if (bytes.size() < head + 4 + size) return std::nullopt;
        Frame frame{static_cast<uint8_t>(at(0) & 0x0f), {}};
        for (size_t i = 0; i < size; ++i) frame.payload += static_cast<char>(at(head + 4 + i) ^ at(head + i % 4));
        bytes.erase(0, head + 4 + size);
        return frame;
    }

    RawSocket socket_;
    std::string request_;
};

/// A server that treats each connection as `serve` says, one after the other on a thread of its own.
class WebSocketServer {
  public:
    explicit WebSocketServer(std::function<void(WebSocketPeer&, int connection)> serve, int connections = 1)
        : thread_([this, serve = std::move(serve), connections] {
              for (int i = 0; i < connections; ++i) {
                  WebSocketPeer peer(listener_.accept());
                  serve(peer, i);
              }
          }) {}
    ~WebSocketServer() { thread_.join(); }
    std::string url(const std::string& path = "/") const {
        return "ws://127.0.0.1:" + std::to_string(listener_.port()) + path;
    }

  private:
    RawListener listener_;
    std::thread thread_;
};

}  // namespace tiller::http
