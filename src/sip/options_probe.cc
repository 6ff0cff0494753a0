#include "sip/options_probe.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "sip/server_uri.h"

namespace tiller::sip {

void OptionsProbe::ask_next_server() {
    context_.loop->cancel(limit_);
    handle_.reset();
    challenges_.forget();
    while (next_server_ < target_.servers.size()) {
        const auto server = parse_server(target_.servers[next_server_++]);
        if (!server) {
            last_.reason = server.error().message;
            continue;
        }
        server_ = *server;
        const std::string own_host = context_.own_host(server->host);
        const std::string& user = target_.username;
        const std::string uri = server->with_user("");
        const std::string from = fmt::format("<sip:{}{}{}>", escape_user(user), user.empty() ? "" : "@",
                                             user.empty() ? own_host : server->host);
        const std::string to = fmt::format("<sip:{}>", server->host);
        const std::string contact = context_.contact(user, server->host, transport_name(server->transport));
        handle_.reset(nua_handle(context_.nua, this, SIPTAG_TO_STR(to.c_str()), SIPTAG_FROM_STR(from.c_str()),
                                 SIPTAG_CONTACT_STR(contact.c_str()), TAG_END()));
        nua_options(handle_.get(), NUTAG_URL(uri.c_str()), TAG_END());
        sent_ = clock_.steady();
        if (next_server_ < target_.servers.size()) {
            limit_ = context_.loop->after(context_.options.failover_after, [this] { ask_next_server(); });
        }
        return;
    }
    report();
}

void OptionsProbe::on_event(const Event& event) {
    if (event.name != nua_r_options || event.status < 200) return;
    if (event.is_internal()) {
        last_ = {.code = 0, .reason = event.status == 408 ? "no answer" : printable(event.phrase)};
        if (event.is_name_failure()) last_.reason = context_.name_failure(server_.host);
        return ask_next_server();
    }
    if (challenges_.answer(handle_.get(), event, target_.username, target_.password)) {
        sent_ = clock_.steady();
        return;
    }
    last_ = {.code = event.status, .reason = printable(event.phrase), .round_trip = clock_.steady() - sent_};
    report();
}

void OptionsProbe::on_server_refused(const std::string& host, const std::string& why) {
    if (!done_ || server_.transport != Transport::tls || server_.host != host) return;
    last_ = {.code = 0, .reason = why};
    ask_next_server();
}

void OptionsProbe::report() {
    if (!done_) return;
    context_.loop->cancel(limit_);
    handle_.reset();
    // The callee of `done_` may destroy this probe.
    const auto done = std::exchange(done_, {});
    done(last_);
}

}  // namespace tiller::sip
