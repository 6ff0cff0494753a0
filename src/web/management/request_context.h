#pragma once
// Who asks, and whether they may.
#include <atomic>
#include <functional>
#include <memory>

#include "base/crypto/wrong_secrets.h"
#include "installation/admin_key.h"
#include "store/accounts.h"
#include "store/users.h"
#include "web/management/admin_api.h"

namespace tiller::management {

/// The room's state: one for all requests. Thread rule: any thread.
struct SharedState {
    explicit SharedState(const AdminContext& o) : outside(o) {}
    const AdminContext outside;
    WrongSecrets wrong_passwords;
    std::atomic<int> webhook_trials{0}, line_trials{0},
        engine_tests{0};  // under way: each holds a worker of the HTTP server
};
using SharedStatePtr = std::shared_ptr<SharedState>;

/// A place among the few tests that may wait for somebody else's answer at once. Throws Refusal (503) if all are taken.
class AtOnce {
  public:
    AtOnce(std::atomic<int>& under_way, int most);
    ~AtOnce() { --under_way_; }
    AtOnce(const AtOnce&) = delete;
    AtOnce& operator=(const AtOnce&) = delete;

  private:
    std::atomic<int>& under_way_;
};

struct Actor {
    std::string name;
    store::Role role = store::Role::viewer;
    std::string session;    // its id; empty for the holder of the key
    bool one_time = false;  // must change the password before anything else
};

/// A request of somebody who may.
struct RequestContext {
    SharedState& shared;
    const http::Request& request;
    Actor actor;
    store::Account account{};  // key 0 if the resource belongs to none

    Instant now() const { return shared.outside.clock.now(); }
    std::string parameter(std::string_view name) const { return request.parameter(name).value_or(""); }
};

struct Permission {
    store::Role role = store::Role::viewer;
    bool in_account = false;
    bool with_one_time_password = false;  // also for those who must change theirs first
    bool for_all = false;                 // with ?all_accounts=1 it belongs to none, and none needs to be named
    bool while_draining = false;          // a write that is taken from a server that is about to stop
};

/// Authorizes, finds the account, and turns failures into problem details: 401, 403, 404, 500, 503.
using Page = std::function<http::Response(const RequestContext&)>;
http::Handler page_handler(const SharedStatePtr& shared, Permission permission, Page page);

/// Is this person still let in, with this role? For answers that last: a session may end meanwhile.
bool may_go_on(const SharedState& shared, const Actor& actor, store::Role role);

/// A place for one check of a password. Throws Refusal: 429 after ten wrong ones in a minute, 503 while too many are
/// checked at once.
WrongSecrets::Try begin_password_check(SharedState& shared, const std::string& user, const std::string& address);

/// The form in which session tokens are stored.
std::string hash_session_token(std::string_view token);

/// Is the server about to stop? Then it takes no writes.
bool is_draining(const SharedState& shared);
http::Response refuse_while_draining();

/// What only a server that runs has. Throws Refusal (503) where there is none.
const RunningParts& need_running(const RequestContext& ctx);

std::string_view to_name(store::Role role);
std::optional<store::Role> parse_role(std::string_view word);

}  // namespace tiller::management
