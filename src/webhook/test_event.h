#pragma once
#include <string>

#include "base/zone.h"
#include "store/endpoints.h"
#include "trust/body_cipher.h"
#include "webhook/sender.h"

namespace tiller::webhook {

/// An event that tells nothing, for an operator who wants to see an endpoint answer: `Event` is "test", `Sequence` 0,
/// since it is not of the account's events. Signed, and
/// encrypted for the account, like all others.
Post make_test_post(const store::Endpoint& endpoint, const std::string& id, Instant now, const Zone& zone,
                    const trust::BodyCipher* cipher = nullptr);

}  // namespace tiller::webhook
