#pragma once
// The signatures of an event on its way out (docs/contract/voice.md, Webhooks): X-AIRudder-Sign and the three headers
// of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md), so that its public
// libraries verify them. Pure functions, safe from any thread.
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace tiller::webhook {

/// One entry of webhook-signature: "v1," and the base64 HMAC-SHA256 of "id.timestamp.body", timestamp in seconds since
/// 1970. The key is what the public libraries take: the secret without "whsec_", base64-decoded. A secret that is not
/// base64 (one that an owner chose) is the key as it stands: libraries verify it in their "raw" mode.
std::string standard_signature(std::string_view secret, std::string_view id, Instant sent, std::string_view body);

/// All four headers of a delivery. X-AIRudder-Sign is wire_security::sign_body with the endpoint's secret as its owner
/// was given it, character by character, the "whsec_" included. `secrets`: newest first; during a rotation two, and
/// webhook-signature has an entry for each, while X-AIRudder-Sign, which holds one value only, uses the newest. At
/// least one secret.
std::vector<std::pair<std::string, std::string>> signature_headers(std::span<const std::string> secrets,
                                                                   std::string_view id, Instant sent,
                                                                   std::string_view body);

}  // namespace tiller::webhook
