#pragma once
// Tasks, plans and calls as the management interface shows them. Times are UTC; the contract's own shapes, with the
// account's zone, are those of campaign/record.h.
#include <functional>
#include <string>

#include "base/crypto/signed_link.h"
#include "base/json/json.h"
#include "store/calls.h"
#include "store/tasks.h"

namespace tiller::management {

inline constexpr std::array<std::string_view, 4> kTaskTypes = {"normal", "plan", "workflow", "route"};

std::string to_document(store::Db& db, const store::Task& task);
/// `with_tasks`: and the tasks of its rounds.
std::string to_document(store::Db& db, const store::Plan& plan, bool with_tasks);

/// What of a call is told besides its row.
struct CallDetail {
    bool with_transcript = false;       // labels, slots and transcript, too
    const LinkSigner* links = nullptr;  // and a link to the recording, if there is one
    Instant now{};
    std::function<void(JsonWriter&)> story{};  // adds what happened around it
};
std::string to_document(store::Db& db, const store::Call& call, const CallDetail& detail);
/// "dialing", "ringing", "talking", "ended".
/// What happened in a call, moment by moment (calls/timeline.h), with what was said and what came of it.
std::string timeline_document(const store::Call& call);

std::string_view state_of(const store::Call& call);

}  // namespace tiller::management
