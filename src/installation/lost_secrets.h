#pragma once
// The way out when master.key is lost for good (docs/encryption.md, "If master.key is lost").
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/seals/lost_secrets.h"

namespace tiller::installation {

/// What does not open, in words: `demo: password of line "OUT"`.
std::string told(const store::LostSecret& secret);

/// What to set anew, a line each, once the secret is gone.
std::string advice_for(const store::LostSecret& secret);

/// {"discarded":true,"secrets":[{"account":…,"secret":…,"set_anew":…}]}
std::string to_json(const std::vector<store::LostSecret>& secrets, bool discarded);

/// The secrets of a folder that nobody serves and that master.key does not open. With `discard` they are removed
/// (store::discard_lost_secrets); a master.key that is not there is made. Errors: not_found without a database;
/// conflict while a server runs on the folder; invalid for a master.key that is no key file; unavailable.
Result<std::vector<store::LostSecret>> look_for_lost_secrets(const std::string& data_dir, bool discard,
                                                             const Clock& clock);

}  // namespace tiller::installation
