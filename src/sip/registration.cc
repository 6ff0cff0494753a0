#include "sip/registration.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "sip/server_uri.h"

namespace tiller::sip {
namespace {

constexpr Millis kFirstPause = std::chrono::seconds(5);
constexpr Millis kLongestPause = std::chrono::minutes(5);
constexpr Millis kUnregisterLimit = std::chrono::seconds(4);
constexpr const char* kExpires = "300";  // short enough that a registrar that restarted knows us again soon

}  // namespace

void Registration::start() {
    context_.loop->cancel(retry_);
    challenges_.forget();
    if (target_.servers.empty()) return tell({.reason = "the line names no server"});
    const auto server = parse_server(target_.servers[server_ % target_.servers.size()]);
    if (!server) return fail({.reason = server.error().message});
    const std::string uri = server->with_user("");
    const std::string self = fmt::format("<sip:{}@{}>", escape_user(target_.username), server->host);
    const std::string contact = context_.contact(target_.username, server->host, transport_name(server->transport));
    handle_.reset(
        nua_handle(context_.nua, this, SIPTAG_TO_STR(self.c_str()), SIPTAG_FROM_STR(self.c_str()), TAG_END()));
    nua_register(handle_.get(), NUTAG_REGISTRAR(uri.c_str()), SIPTAG_CONTACT_STR(contact.c_str()),
                 SIPTAG_EXPIRES_STR(kExpires), TAG_END());
    sent_ = clock_.steady();
}

void Registration::stop(std::function<void()> stopped) {
    context_.loop->cancel(retry_);
    stopped_ = std::move(stopped);
    const bool is_bound = told_code_ >= 200 && told_code_ < 300;
    if (!is_bound) return finish_stop();
    challenges_.forget();
    nua_unregister(handle_.get(), TAG_END());
    retry_ = context_.loop->after(kUnregisterLimit, [this] { finish_stop(); });
}

void Registration::on_unregister(const Event& event) {
    if (event.name != nua_r_unregister || event.status < 200) return;
    if (challenges_.answer(handle_.get(), event, target_.username, target_.password)) return;
    finish_stop();
}

void Registration::finish_stop() {
    context_.loop->cancel(retry_);
    if (auto stopped = std::exchange(stopped_, [] {})) stopped();
}

void Registration::on_event(const Event& event) {
    if (stopped_) return on_unregister(event);
    if (event.name != nua_r_register || event.status < 200) return;
    if (challenges_.answer(handle_.get(), event, target_.username, target_.password)) {
        sent_ = clock_.steady();
        return;
    }
    OptionsReport report{.code = event.is_internal() ? 0 : event.status, .reason = printable(event.phrase)};
    if (event.status >= 300) return fail(std::move(report));
    challenges_.forget();
    pause_ = Millis(0);
    report.round_trip = clock_.steady() - sent_;
    tell(std::move(report));
}

void Registration::on_server_refused(const std::string& host, const std::string& why) {
    if (stopped_ || retry_ != 0 || target_.servers.empty()) return;
    const auto server = parse_server(target_.servers[server_ % target_.servers.size()]);
    if (!server || server->transport != Transport::tls || server->host != host) return;
    handle_.reset();
    fail({.reason = why});
}

void Registration::fail(OptionsReport report) {
    tell(std::move(report));
    ++server_;
    // A whole round of servers is tried at once; only then a pause, doubled from round to round.
    const bool round_is_over = server_ % target_.servers.size() == 0;
    if (round_is_over) pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    retry_ = context_.loop->after(round_is_over ? pause_ : Millis(0), [this] { start(); });
}

void Registration::tell(OptionsReport report) {
    if (report.code == told_code_) return;
    told_code_ = report.code;
    changed_(report);
}

}  // namespace tiller::sip
