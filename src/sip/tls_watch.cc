#include "sip/tls_watch.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "sip/server_identity.h"

namespace tiller::sip {
namespace {

thread_local TlsWatch* watch_of_this_thread = nullptr;

}  // namespace

TlsWatch::TlsWatch(const Connections& connections, Refused refused, Later later)
    : connections_(connections), refused_(std::move(refused)), later_(std::move(later)) {
    watch_library();
    watch_of_this_thread = this;
}

TlsWatch::~TlsWatch() {
    free_ended();
    watch_of_this_thread = nullptr;
}

/// OpenSSL tells of each connection that is made, on the thread that makes it; others' are none of ours.
void TlsWatch::watch_library() {
    static std::once_flag once;
    std::call_once(once, [] { SSL_get_ex_new_index(0, nullptr, on_new, nullptr, on_free); });
}

void TlsWatch::on_shutdown(SSL* ssl) {
    TlsWatch* watch = watch_of_this_thread;
    if (watch == nullptr || std::ranges::find(watch->ended_, ssl, &Ended::ssl) != watch->ended_.end()) return;
    // The library is about to free the BIO, which is the connection's, and the context, which is everybody's: what it
    // frees are references of ours.
    BIO* bio = SSL_get_rbio(ssl);
    SSL_CTX* context = SSL_get_SSL_CTX(ssl);
    if (bio != nullptr) BIO_up_ref(bio);
    SSL_CTX_up_ref(context);
    watch->ended_.push_back({ssl, bio, context});
    if (watch->ended_.size() == 1) watch->later_([watch] { watch->free_ended(); });
}

/// Freed by the library after all, which then leaves the others to the connection.
void TlsWatch::on_free(void* parent, void*, CRYPTO_EX_DATA*, int, long, void*) {
    if (watch_of_this_thread == nullptr) return;
    auto& ended = watch_of_this_thread->ended_;
    const auto found = std::ranges::find(ended, static_cast<SSL*>(parent), &Ended::ssl);
    if (found == ended.end()) return;
    const Ended one = *found;
    ended.erase(found);
    BIO_free(one.bio);
    SSL_CTX_free(one.context);
}

void TlsWatch::free_ended() {
    for (const Ended& one : std::exchange(ended_, {})) SSL_free(one.ssl);
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

// The SIP library's calls of this arrive here, since a program's symbols come before those of its shared libraries.
extern "C" [[gnu::visibility("default")]] int SSL_shutdown(SSL* ssl) {
    static const auto shut_down = reinterpret_cast<int (*)(SSL*)>(dlsym(RTLD_NEXT, "SSL_shutdown"));
    const int result = shut_down(ssl);
    tiller::sip::TlsWatch::on_shutdown(ssl);
    return result;
}
