#pragma once
#include <string>

#include "base/zone.h"
#include "store/endpoints.h"
#include "webhook/sender.h"
#include "wire_security/body_cipher.h"

namespace tiller::webhook {

/// An event that tells nothing, for an operator who wants to see an endpoint answer: `Event` is "test", `Sequence` 0,
/// since it is not of the account's events. Signed, and
/// encrypted for the account, like all others.
Post make_trial_post(const store::Endpoint& endpoint, const std::string& id, Instant now, const Zone& zone,
                     const wire_security::BodyCipher* cipher = nullptr);

}  // namespace tiller::webhook
