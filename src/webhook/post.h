#pragma once
// An event as it goes over the wire. Pure functions, safe from any thread.
#include <string>
#include <string_view>

#include "store/outbox.h"
#include "webhook/sender.h"
#include "wire_security/body_cipher.h"

namespace tiller::webhook {

/// The request of one try at `now`, signed with the endpoint's secrets of that moment (signature.h).
/// `cipher` encrypts the body first (docs/encryption.md): what is signed is what is sent. Nothing: it is sent plain.
Post make_post(const store::Endpoint& endpoint, store::Outgoing outgoing, Instant now,
               const wire_security::BodyCipher* cipher = nullptr);

/// Any 2xx (docs/contract/voice.md, Webhooks): a redirect is a failure.
bool is_accepted(const Answer& answer);

/// Why a try failed, for the console and the log: printable, at most 200 characters.
std::string failure_of(const Answer& answer);

/// The start of an answer's body, for the log of deliveries: printable, on one line, at most 300 characters.
std::string excerpt(std::string_view body);

}  // namespace tiller::webhook
