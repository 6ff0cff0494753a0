// WebSockets over TLS: whose certificate is taken, and whose not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <future>

#include "http/websocket.h"
#include "http/websocket_testing.h"

namespace tiller::http {
namespace {

using testing::HasSubstr;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// Signed by itself, made out to `host`.
Certificate make_certificate(EVP_PKEY* key, const std::string& host) {
    Certificate made(X509_new(), X509_free);
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    X509_set_pubkey(made.get(), key);
    const std::string names = "DNS:" + host;
    for (auto [kind, value] : {std::pair(NID_subject_alt_name, names.c_str()), {NID_basic_constraints, "CA:TRUE"}}) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        X509_add_ext(made.get(), extension, -1);
        X509_EXTENSION_free(extension);
    }
    X509_sign(made.get(), key, EVP_sha256());
    return made;
}

/// Opens one WebSocket over TLS and sends "hello"; gives up quietly if the client does not like it.
class TlsServer {
  public:
    TlsServer(EVP_PKEY* key, X509* certificate)
        : thread_([this, key, certificate] {
              std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
              SSL_CTX_use_certificate(context.get(), certificate);
              SSL_CTX_use_PrivateKey(context.get(), key);
              RawSocket peer = listener_.accept();
              std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
              SSL_set_fd(tls.get(), peer.descriptor());
              if (SSL_accept(tls.get()) == 1) talk(tls.get());
          }) {}
    ~TlsServer() { thread_.join(); }
    std::string url() const { return "wss://localhost:" + std::to_string(listener_.port()) + "/"; }

  private:
    static void talk(SSL* tls) {
        std::string request;
        char bytes[4096];
        while (request.find("\r\n\r\n") == std::string::npos) {
            const int got = SSL_read(tls, bytes, sizeof bytes);
            if (got <= 0) return;
            request.append(bytes, static_cast<size_t>(got));
        }
        const std::string answer = websocket_answer(request) + server_frame(WebSocketPeer::kText, "hello");
        SSL_write(tls, answer.data(), static_cast<int>(answer.size()));
        while (SSL_read(tls, bytes, sizeof bytes) > 0) {
        }
    }

    RawListener listener_;
    std::thread thread_;
};

/// The first message, or why there is none.
class First final : public WebSocketListener {
  public:
    void on_open() override {}
    void on_message(std::string_view message) override { tell(std::string(message)); }
    void on_closed(std::string why) override { tell(std::move(why)); }
    std::string told() {
        auto future = told_.get_future();
        return future.wait_for(kPatience) == std::future_status::ready ? future.get() : "nothing";
    }

  private:
    void tell(std::string what) {
        if (!std::exchange(is_told_, true)) told_.set_value(std::move(what));
    }
    std::promise<std::string> told_;
    bool is_told_ = false;
};

class WebSocketTlsTest : public testing::Test {
  protected:
    WebSocketTlsTest() : authorities_(testing::TempDir() + "tiller-websocket-authorities.pem") {}
    ~WebSocketTlsTest() override {
        unsetenv("SSL_CERT_FILE");
        std::filesystem::remove(authorities_);
    }
    /// What the client says to a server with `certificate` while it trusts `trusted`.
    std::string connect(EVP_PKEY* key, X509* certificate, X509* trusted) {
        FILE* file = std::fopen(authorities_.c_str(), "w");
        PEM_write_X509(file, trusted);
        std::fclose(file);
        setenv("SSL_CERT_FILE", authorities_.c_str(), 1);
        TlsServer server(key, certificate);
        auto client = WebSocketClient::open();
        auto first = std::make_shared<First>();
        client->connect({.url = server.url(), .policy = {.allow_private = true}}, first);
        return first->told();
    }

    const std::string authorities_;
    Key key_{EVP_EC_gen("P-256"), EVP_PKEY_free}, other_key_{EVP_EC_gen("P-256"), EVP_PKEY_free};
};

TEST_F(WebSocketTlsTest, ACertificateOfATrustedAuthorityForThisHost) {
    auto certificate = make_certificate(key_.get(), "localhost");
    EXPECT_EQ(connect(key_.get(), certificate.get(), certificate.get()), "hello");
}

TEST_F(WebSocketTlsTest, ACertificateForAnotherHostIsRefused) {
    auto certificate = make_certificate(key_.get(), "other.example");
    EXPECT_THAT(connect(key_.get(), certificate.get(), certificate.get()),
                HasSubstr("the certificate of localhost is refused"));
}

TEST_F(WebSocketTlsTest, ACertificateOfNobodyIsRefused) {
    auto certificate = make_certificate(key_.get(), "localhost");
    auto trusted = make_certificate(other_key_.get(), "localhost");
    EXPECT_THAT(connect(key_.get(), certificate.get(), trusted.get()),
                HasSubstr("the certificate of localhost is refused"));
}

TEST_F(WebSocketTlsTest, PlainTextIsNoTls) {
    WebSocketServer server([](WebSocketPeer& peer, int) {
        peer.socket().send("HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.socket().receive();
    });
    auto client = WebSocketClient::open();
    auto first = std::make_shared<First>();
    client->connect({.url = "wss" + server.url().substr(2), .policy = {.allow_private = true}}, first);
    EXPECT_THAT(first->told(), HasSubstr("TLS with 127.0.0.1 failed"));
}

}  // namespace
}  // namespace tiller::http
