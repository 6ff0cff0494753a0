#pragma once
// Certificates of the servers that we connect to over TLS: the SIP library takes any name of a trusted authority, and
// does not say when it refuses one.
#include <openssl/ssl.h>

#include <functional>
#include <string>

#include "sip/connections.h"

namespace tiller::sip {

/// Thread rule: the loop's thread, which finds its own by a pointer of its own.
/// Invariant: while it is there, a TLS connection of the library's that we open is used only if its certificate is
/// trusted and made out to the host that we were told (server_identity.h); otherwise `refused` is called, and the
/// library closes the connection without a word.
class TlsWatch {
  public:
    /// `host` as the line has it, `why` in words for people.
    using Refused = std::function<void(const std::string& host, const std::string& why)>;
    TlsWatch(const Connections& connections, Refused refused);
    ~TlsWatch();
    TlsWatch(const TlsWatch&) = delete;
    TlsWatch& operator=(const TlsWatch&) = delete;

  private:
    static void on_new(void* ssl, void*, CRYPTO_EX_DATA*, int, long, void*);
    static int on_certificate(int trusted, X509_STORE_CTX* chain);
    static void watch_library();

    const Connections& connections_;
    const Refused refused_;
};

}  // namespace tiller::sip
