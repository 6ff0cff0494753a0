#pragma once
// The wire contract: what clients of the platform see under /service/cloud, the links of recordings, and the pages for
// operators. A file a page of the contract, and no rule of its own: rules live in campaign.
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/crypto/signed_link.h"
#include "base/random.h"
#include "base/result.h"
#include "http/http.h"
#include "journal/journal.h"
#include "store/store.h"

namespace tiller::cloud {

/// What the handlers need of the outside. All of it may be used from any thread, and outlives the server.
struct ApiContext {
    store::Store& store;
    const Clock& clock;
    Random& random;
    const LinkSigner& links;
    const journal::Journal& journal;
    std::string data_dir;                // recordings lie below it
    std::string version;                 // of the program, for /openapi.json and /healthz
    std::function<bool()> ready;         // everything that a call needs is up
    std::function<bool()> draining;      // shutting down: writes are refused with 503
    std::function<void()> work_arrived;  // called after a commit that may have made something due
    // Grows with each change of the set-up: what was remembered of accounts and keys before is asked for again.
    std::function<uint64_t()> setup_version;
    std::function<std::string()>
        held{};  // why nothing is begun though work is taken (store/hold.h); empty: it is not so
    /// Whether a voice here speaks a language (speech/speech.h); absent: all are spoken.
    std::function<Result<void>(const std::string& language, const std::string& voice)> has_voice{};
};

/// Adds every route of this room, and the fallback for paths that nobody takes.
void add_routes(http::Router& router, const ApiContext& context);

}  // namespace tiller::cloud
