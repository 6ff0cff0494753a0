#define SOFIA_EXTEND_AUTH_CLIENT 1  // the structures as the library itself sees them
#include "sip/digest_client.h"

#include <fmt/format.h>
#include <sofia-sip/auth_client_plugin.h>
#include <sofia-sip/su_string.h>

#include <memory>
#include <mutex>
#include <vector>

#include "base/printable.h"
#include "base/random.h"
#include "base/text.h"
#include "sip/digest_guard.h"
#include "sip/message.h"

namespace tiller::sip {
namespace {

/// The library's record of one realm, with our session behind it. Made by the library, zeroed.
struct Client {
    auth_client_t base;
    DigestSession* session;
    const msg_auth_t* rest;  // the next challenge for this realm in the response that is being read
    bool has_chosen;         // of that response
};

bool is_for(const msg_auth_t& challenge, const auth_client_t& client) {
    const char* realm = msg_header_find_param(challenge.au_common, "realm=");
    return su_casematch(challenge.au_scheme, client.ca_scheme) != 0 && su_strmatch(realm, client.ca_realm) != 0;
}

std::optional<DigestChallenge> read(const msg_auth_t& header) {
    return read_challenge(header.au_scheme == nullptr ? "" : header.au_scheme, parameters_of(header));
}

void destroy(void* home) { delete std::exchange(reinterpret_cast<Client*>(home)->session, nullptr); }

/// Called for each challenge of the realm, in the order of the headers. 2: credentials are to be sent (again), 1: not.
int take_challenge(auth_client_t* base, const msg_auth_t* header) {
    auto* client = reinterpret_cast<Client*>(base);
    if (client->rest != header) client->has_chosen = false;  // a new response
    client->rest = header->au_next;
    while (client->rest != nullptr && !is_for(*client->rest, *base)) client->rest = client->rest->au_next;
    auto challenge = client->has_chosen ? std::nullopt : read(*header);
    if (!challenge) return 1;
    client->has_chosen = true;
    const bool sends_again = client->session == nullptr || challenge->is_stale;
    if (client->session != nullptr) {
        client->session->renew(std::move(*challenge));
    } else {
        client->session = new DigestSession(std::move(*challenge), SystemRandom().hex(8));
        su_home_destructor(base->ca_home, destroy);
    }
    return sends_again ? 2 : 1;
}

int authorize(auth_client_t* base, su_home_t* home, const char* method, const url_t* url, const msg_payload_t* body,
              msg_header_t** header) {
    *header = nullptr;
    auto* client = reinterpret_cast<Client*>(base);
    if (client->session == nullptr) return 0;
    const char* uri = url_as_string(home, url);
    if (uri == nullptr) return -1;
    const std::string_view text = body == nullptr || body->pl_data == nullptr
                                      ? std::string_view{}
                                      : std::string_view(body->pl_data, body->pl_len);
    const std::string value = client->session->authorize({base->ca_user, base->ca_pass}, {method, uri, text});
    *header = msg_header_make(home, base->ca_credential_class, value.c_str());
    return *header == nullptr ? -1 : 0;
}

int take_next_nonce(auth_client_t* base, const msg_auth_info_t* info) {
    auto* client = reinterpret_cast<Client*>(base);
    std::vector<std::string_view> parameters;
    for (const msg_param_t* one = info->ai_params; one != nullptr && *one != nullptr; ++one) {
        parameters.emplace_back(*one);
    }
    auto nonce = parameter_of(parameters, "nextnonce");
    if (!nonce || client->session == nullptr) return 0;
    client->session->next_nonce(std::move(*nonce));
    return 1;
}

/// What ChallengeAnswers hands over: for all realms, and in hex, since the library parts user and password at a colon.
int save_credentials(auth_client_t* base, const char*, const char*, const char* user, const char* password) {
    const auto plain_user = from_hex(user), plain_password = from_hex(password);
    if (!plain_user || !plain_password) return -1;
    const int saved =
        auth_client_save_credentials(base, nullptr, nullptr, plain_user->c_str(), plain_password->c_str());
    return saved < 0 ? -1 : 1;  // the same once more are still to be sent
}

const auth_client_plugin_t kDigest{.auc_plugin_size = sizeof(auth_client_plugin_t),
                                   .auc_size = sizeof(Client),
                                   .auc_name = "Digest",
                                   .auc_challenge = take_challenge,
                                   .auc_authorize = authorize,
                                   .auc_info = take_next_nonce,
                                   .auc_clear = nullptr,
                                   .auc_save_credentials = save_credentials,
                                   .auc_copy_credentials = nullptr};

// A challenge of a kind that we do not answer must not keep the library from sending what answers another beside it.
int send_nothing(auth_client_t*, su_home_t*, const char*, const url_t*, const msg_payload_t*, msg_header_t** header) {
    *header = nullptr;
    return 0;
}
/// Only now: with credentials from the start, the library would repeat the request before we are asked.
int save_nothing(auth_client_t* base, const char*, const char*, const char*, const char*) {
    return auth_client_save_credentials(base, nullptr, nullptr, "", "") < 0 ? -1 : 0;
}

constexpr auth_client_plugin_t passed_over(const char* scheme) {
    return {.auc_plugin_size = sizeof(auth_client_plugin_t),
            .auc_size = sizeof(auth_client_t),
            .auc_name = scheme,
            .auc_challenge = nullptr,
            .auc_authorize = send_nothing,
            .auc_info = nullptr,
            .auc_clear = nullptr,
            .auc_save_credentials = save_nothing,
            .auc_copy_credentials = nullptr};
}
constexpr auth_client_plugin_t kPassedOver[] = {passed_over("Basic"), passed_over("Bearer"),   passed_over("Negotiate"),
                                                passed_over("NTLM"),  passed_over("Kerberos"), passed_over("TLS-DSK")};

/// "Bearer", "Digest with algorithm SHA-1".
std::string kind_of(const msg_auth_t& header) {
    const auto parameters = parameters_of(header);
    std::string out(header.au_scheme == nullptr ? "" : header.au_scheme);
    for (const char* name : {"algorithm", "qop"}) {
        if (const auto value = parameter_of(parameters, name)) out += fmt::format(" with {} {}", name, *value);
    }
    return out;
}

}  // namespace

void use_our_digest() {
    static std::once_flag once;
    std::call_once(once, [] {
        // The library's table of schemes takes a new one in the first place that holds another scheme, not, as it means
        // to, in the first that holds the same or none. Filling it from behind, each scheme once more than there are
        // places before its own, serves either way.
        for (size_t place = std::size(kPassedOver); place > 0; --place) {
            for (size_t i = 0; i <= place; ++i) auc_register_plugin(&kPassedOver[place - 1]);
        }
        auc_register_plugin(&kDigest);
    });
}

bool ChallengeAnswers::answer(nua_handle_t* handle, const Event& event, std::string_view username,
                              std::string_view password) {
    fault_.clear();
    if (event.sip == nullptr || (event.status != 401 && event.status != 407)) return false;
    // Without the header that belongs to the code, the library takes the response for final.
    const auto* expected = event.status == 401 ? event.sip->sip_www_authenticate : event.sip->sip_proxy_authenticate;
    std::string kinds;
    size_t answerable = 0, fresh = 0;
    for (const auto* headers : {event.sip->sip_www_authenticate, event.sip->sip_proxy_authenticate}) {
        const bool is_proxy = headers == event.sip->sip_proxy_authenticate;
        for (const msg_auth_t* header = headers; header != nullptr; header = header->au_next) {
            kinds += (kinds.empty() ? "" : ", ") + kind_of(*header);
            const auto challenge = read(*header);
            if (!challenge) continue;
            ++answerable;
            const std::string realm = (is_proxy ? "proxy " : "server ") + challenge->realm;
            if (!username.empty() && answered_.insert(realm).second) ++fresh;
        }
    }
    if (expected == nullptr || kinds.empty()) {
        fault_ = "no challenge came with it";
    } else if (answerable == 0) {
        fault_ = "no challenge that can be answered: " + printable(kinds, 200);
    } else if (username.empty()) {
        fault_ = "the line has no username";
    } else if (fresh == 0) {
        fault_ = "the credentials were not accepted";
    } else {
        const std::string given = fmt::format("Digest:\"\":{}:{}", to_hex(username), to_hex(password));
        nua_authenticate(handle, NUTAG_AUTH(given.c_str()), TAG_END());
        return true;
    }
    return false;
}

}  // namespace tiller::sip
