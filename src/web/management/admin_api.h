#pragma once
// The management interface over HTTP, /admin/v1 (docs/contract/admin.md). docs/management.md tells it to users.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/crypto/signed_link.h"
#include "base/random.h"
#include "engines/engine_trial.h"
#include "guard/rules.h"
#include "http/http.h"
#include "journal/journal.h"
#include "sip/sip.h"
#include "store/calls.h"
#include "store/endpoints.h"
#include "store/store.h"

namespace tiller::management {

/// How a webhook's receiver answered a test event.
struct WebhookAnswer {
    bool accepted = false;
    int status = 0;       // HTTP; 0: no answer
    std::string failure;  // why it was not accepted
    std::string answer;   // the start of its body, printable
    Millis elapsed{0};
};

/// The parts of a running server that the management interface reaches into. All are safe from any thread.
struct RunningParts {
    const LinkSigner& links;
    std::shared_ptr<const guard::Rules> rules;
    std::function<bool()> draining;      // the server is about to stop: no write is taken
    std::function<void()> work_arrived;  // tasks or numbers were changed
    std::function<std::vector<store::Call>(int64_t account)> live_calls;  // as far as they have come
    std::shared_ptr<http::Bell> calls_changed;  // rings when a live call has come further, or its outcome is on disk
    std::function<void(std::string call_id, std::string reason)> hang_up;
    /// Sends OPTIONS (RFC 3261 section 11); `done` runs on another thread, perhaps when nobody waits any more.
    std::function<void(sip::Target, std::function<void(sip::OptionsReport)> done)> ask_server;
    /// How the registration of a line went last; nothing if none was answered yet.
    std::function<std::optional<sip::OptionsReport>(int64_t line)> registration;
};

struct AdminContext {
    store::Store& store;
    const Clock& clock;
    Random& random;
    const journal::Journal& journal;
    std::string key;                      // see ensure_admin_key
    std::function<void()> setup_changed;  // runs after each set-up that changed something, before the answer
    // Of a running server only; without them replayed events go out when it starts, and there are no tests.
    std::function<void()> deliveries_due;                              // events are to be sent again
    std::function<engines::Trial(const engines::Engine&)> try_engine;  // waits for the answer, at most some 70 s
    std::function<WebhookAnswer(const store::Endpoint&)> try_webhook;  // waits for the answer, at most some 15 s
    /// Whether a voice here speaks a language (speech/speech.h); absent: nobody knows, and all may be published.
    std::function<Result<void>(const std::string& language, const std::string& voice)> has_voice{};
    /// Of these words, those that the recognizer within this program has to guess; absent: there is none.
    std::function<std::vector<std::string>(const std::vector<std::string>& words)> unknown_words{};
    std::optional<RunningParts> running{};  // nothing: only the data folder is managed, by the command line
};

/// POST /admin/v1/setup, `Authorization: Bearer <key>`, body: a set-up file whose robots bring their `definition`;
/// `?dry_run=1` changes nothing. Answers 200 {"changes":[…],"changed":2,"dry_run":false}. Errors are problem details
/// (RFC 9457): 401; 422 with "faults":[{"file","line","column","message"}]; 409, 503. `context` is copied; what it
/// refers to must outlive the router.
void add_admin_routes(http::Router& router, const AdminContext& context);

}  // namespace tiller::management
