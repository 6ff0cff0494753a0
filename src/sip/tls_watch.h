#pragma once
// What the SIP library leaves out about TLS. It takes any name of a trusted authority, and does not say when it refuses a
// certificate. It shuts a connection down and frees what that stands on, but not the connection (tls_free in tport_tls.c
// of 1.12.11), which costs some 25 KiB for each that anybody opens.
#include <openssl/ssl.h>

#include <functional>
#include <string>
#include <vector>

#include "sip/connections.h"

namespace tiller::sip {

/// Thread rule: the loop's thread, which finds its own by a pointer of its own.
/// Invariants:
///   1. While it is there, a TLS connection of the library's that we open is used only if its certificate is trusted and
///   made out to the host that we were told (server_identity.h); otherwise `refused` is called, and the library closes
///   the connection without a word.
///   2. A connection that the library has shut down, which is the last that it does with one, is freed soon after, unless
///   the library does so itself, as newer ones do; at the latest by the destructor.
class TlsWatch {
  public:
    /// `host` as the line has it, `why` in words for people.
    using Refused = std::function<void(const std::string& host, const std::string& why)>;
    /// `later`: runs something on this thread when the library is not at work.
    using Later = std::function<void(std::function<void()>)>;
    TlsWatch(const Connections& connections, Refused refused, Later later);
    ~TlsWatch();
    TlsWatch(const TlsWatch&) = delete;
    TlsWatch& operator=(const TlsWatch&) = delete;

    /// SSL_shutdown was called, on any thread.
    static void on_shutdown(SSL* ssl);

  private:
    static void on_free(void* ssl, void*, CRYPTO_EX_DATA*, int, long, void*);
    void free_ended();
    static void on_new(void* ssl, void*, CRYPTO_EX_DATA*, int, long, void*);
    static int on_certificate(int trusted, X509_STORE_CTX* chain);
    static void watch_library();

    const Connections& connections_;
    const Refused refused_;
    const Later later_;
    struct Ended {
        SSL* ssl;
        BIO* bio;          // with a reference that the library frees
        SSL_CTX* context;  // the same
    };
    std::vector<Ended> ended_;  // shut down and not freed yet
};

}  // namespace tiller::sip
