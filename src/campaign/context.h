#pragma once
#include "base/clock.h"
#include "base/crypto/signed_link.h"
#include "base/random.h"

namespace tiller::campaign {

/// What the transactions of a campaign need of the outside: time, ids, links. All three are safe from any thread.
struct Context {
    const Clock& clock;
    Random& random;
    const LinkSigner& links;
};

}  // namespace tiller::campaign
