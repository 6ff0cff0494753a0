#pragma once
// One request, and what its page needs to answer it.
#include <functional>

#include "base/crypto/wrong_secrets.h"
#include "campaign/context.h"
#include "web/cloud/api.h"
#include "web/cloud/caller.h"
#include "web/cloud/envelope.h"
#include "web/cloud/request_rates.h"

namespace tiller::cloud {

/// The room's state: one for all requests. Thread rule: any thread.
struct SharedState {
    explicit SharedState(const ApiContext& o) : outside(o) {}
    const ApiContext outside;
    CallerCache callers;
    WrongSecrets wrong_secrets;
    RequestRates request_rates;

    campaign::Context campaign() const { return {context.clock, context.random, context.links, context.journal}; }
};

/// A request of nobody in particular.
struct OpenRequestContext {
    SharedState& shared;
    const http::Request& request;
};

/// A request with a good token.
struct RequestContext : OpenRequestContext {
    CallerPtr caller;

    int64_t account() const { return caller->account.key; }
    const Zone& zone() const { return caller->zone; }
    Instant now() const { return shared.outside.clock.now(); }
};

/// A request that may change something, once for its Idempotency-Key (docs/contract/README.md rule 12).
class Write : public RequestContext {
  public:
    /// Throws nothing; the key must have been checked.
    Write(const RequestContext& ctx, std::string key, std::string request_hash)
        : RequestContext(ctx), key_(std::move(key)), request_hash_(std::move(request_hash)) {}

    /// Runs `work` in a transaction, saves its answer with the key, and returns it once both are on disk. If a twin of
    /// this request was quicker, its answer is given and `work` does not run.
    http::Response commit(const std::function<http::Response(store::Tx&)>& work);

    /// The first answer to this key; nothing if it is new or there is none.
    std::optional<http::Response> earlier_answer(store::Db& db) const;
    bool is_keyed() const { return !key_.empty(); }
    bool committed() const { return committed_; }

  private:
    std::string key_, request_hash_;
    bool committed_ = false;
};

}  // namespace tiller::cloud
