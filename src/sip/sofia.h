#pragma once
// The one place that includes sofia-sip: its "magic" types must be named before its headers.
#include <string>
#include <string_view>

namespace tiller::sip {
class EndpointCore;
class HandleUser;
class Loop;
}  // namespace tiller::sip

#define SU_ROOT_MAGIC_T tiller::sip::Loop
#define NUA_MAGIC_T tiller::sip::EndpointCore
#define NUA_HMAGIC_T tiller::sip::HandleUser

#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>

namespace tiller::sip {

/// One callback of nua. `sip` is null for events that no message caused.
struct Event {
    nua_event_t name;
    int status;
    std::string_view phrase;
    const sip_t* sip;
    tagi_t* tags;

    /// A response that no peer sent: time-out, transport or DNS failure.
    bool is_internal() const { return nta_sip_is_internal(sip) != 0; }
    /// The stack found no address for a name.
    bool is_name_failure() const { return is_internal() && phrase == "DNS Error"; }
};

/// Whoever a nua handle belongs to.
class HandleUser {
  public:
    virtual ~HandleUser() = default;
    virtual void on_event(const Event& event) = 0;
    /// No request of ours goes to this host over TLS, as its certificate is not to be trusted.
    virtual void on_server_refused(const std::string& /*host*/, const std::string& /*why*/) {}
};

/// Owns a nua handle. Destroying it ends what is under way on it in the background: nua sends CANCEL for an INVITE
/// without answer, BYE for a session, and nta ACKs and BYEs a 2xx that comes later still.
class Handle {
  public:
    Handle() = default;
    explicit Handle(nua_handle_t* handle) : handle_(handle) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { reset(); }

    void reset(nua_handle_t* handle = nullptr) {
        if (handle_ != nullptr) {
            nua_handle_bind(handle_, nullptr);
            nua_handle_destroy(handle_);
        }
        handle_ = handle;
    }
    nua_handle_t* get() const { return handle_; }

  private:
    nua_handle_t* handle_ = nullptr;
};

}  // namespace tiller::sip
