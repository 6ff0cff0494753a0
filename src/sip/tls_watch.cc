#include "sip/tls_watch.h"

#include <fmt/format.h>

#include <mutex>

#include "base/text.h"
#include "sip/server_identity.h"

namespace tiller::sip {
namespace {

thread_local TlsWatch* watch_of_this_thread = nullptr;

}  // namespace

TlsWatch::TlsWatch(const Connections& connections, Refused refused)
    : connections_(connections), refused_(std::move(refused)) {
    watch_library();
    watch_of_this_thread = this;
}

TlsWatch::~TlsWatch() { watch_of_this_thread = nullptr; }

/// OpenSSL tells of each connection that is made, on the thread that makes it; others' are none of ours.
void TlsWatch::watch_library() {
    static std::once_flag once;
    std::call_once(once, [] { SSL_get_ex_new_index(0, nullptr, on_new, nullptr, nullptr); });
}

void TlsWatch::on_new(void* parent, void*, CRYPTO_EX_DATA*, int, long, void*) {
    if (watch_of_this_thread == nullptr) return;
    auto* ssl = static_cast<SSL*>(parent);
    SSL_set_verify(ssl, SSL_get_verify_mode(ssl), on_certificate);
}

int TlsWatch::on_certificate(int trusted, X509_STORE_CTX* chain) {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (SSL_is_server(ssl) != 0) return 1;  // who connects to us is asked for none
    const TlsWatch& watch = *watch_of_this_thread;
    const std::string host = watch.connections_.host_of(SSL_get_fd(ssl));
    std::string why;
    if (trusted == 0) {
        why = fmt::format("the certificate of {} is not trusted: {}", host,
                          X509_verify_cert_error_string(X509_STORE_CTX_get_error(chain)));
    } else if (X509_STORE_CTX_get_error_depth(chain) == 0) {
        X509* certificate = X509_STORE_CTX_get_current_cert(chain);
        if (is_made_out_to(certificate, host)) return 1;
        X509_STORE_CTX_set_error(chain, X509_V_ERR_HOSTNAME_MISMATCH);
        std::string names;
        for (const std::string& name : identities_of(certificate)) names += (names.empty() ? "" : ", ") + name;
        why = fmt::format("the certificate of {} is made out to {}", host, names.empty() ? "nobody" : names);
    } else {
        return 1;
    }
    watch.refused_(host, why);
    return 0;
}

}  // namespace tiller::sip
