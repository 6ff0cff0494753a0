#pragma once
// Webhook receivers: where events go, how they are signed, how the receiver does.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/events.h"

namespace tiller::store {

/// What an endpoint takes that was not told otherwise (docs/contract/voice.md, Webhooks).
inline const EventKinds kUsualEvents{EventKind::call, EventKind::task, EventKind::plan};

struct Endpoint {
    int64_t key = 0, account = 0;
    std::string url;                          // in the database its query is apart, sealed: customers put keys there
    EventKinds events = kUsualEvents;         // none: it gets the call records of routes only
    std::string secret, old_secret;           // sealed in the database; the old one is valid during a rotation
    std::optional<Instant> old_secret_until;  // nothing: as long as it stands here
    bool enabled = true;
    std::optional<Instant> failing_since;  // no try succeeded from then on
    std::optional<Instant> off_since;      // only while it is switched off
    std::string off_reason;                // for people: "by the operator", "failed for 5 days: answered 503"
};

/// How long an old secret goes on signing beside the new one, unless an operator says otherwise.
inline constexpr std::chrono::hours kRotation{24};
inline constexpr const char* kOffByOperator = "by the operator";

/// Adds the endpoint, or changes the one with this account and url; `failing_since` is not written. One that is
/// switched on again has no failures behind it; one that was off keeps since when, and why.
int64_t put_endpoint(Tx& tx, const Endpoint& endpoint);
/// Removes it with all of its deliveries and their log; a microsecond or two each. Whether there was one.
bool delete_endpoint(Tx& tx, int64_t endpoint);

std::vector<Endpoint> list_endpoints(Db& db);
std::vector<Endpoint> endpoints_of(Db& db, int64_t account);
/// Only of this account (docs/contract/README.md rule 8).
std::optional<Endpoint> find_endpoint(Db& db, int64_t account, int64_t endpoint);

/// The one of this account and URL.
std::optional<int64_t> find_endpoint_key(Db& db, int64_t account, std::string_view url);

/// Its deliveries go there from now on. No other endpoint of the account may have this url.
void move_endpoint(Tx& tx, int64_t endpoint, const std::string& url);
void set_endpoint_failing(Tx& tx, int64_t endpoint, std::optional<Instant> since);
void switch_endpoint_off(Tx& tx, int64_t endpoint, Instant now, std::string_view reason);
/// It has no failures behind it then. What waited goes out; wake the dispatcher after the commit.
void switch_endpoint_on(Tx& tx, int64_t endpoint);

/// From now on deliveries are signed by `secret`, and until `old_until` by the one before as well
/// (docs/contract/voice.md, Webhooks: two secrets are valid during a rotation).
void rotate_endpoint_secret(Tx& tx, int64_t endpoint, const std::string& secret, Instant old_until);
/// Forgets old secrets whose time is over.
void drop_expired_secrets(Tx& tx, Instant now);

}  // namespace tiller::store
