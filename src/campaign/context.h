#pragma once
#include "base/clock.h"
#include "base/random.h"
#include "base/signed_link.h"

namespace tiller::campaign {

/// What the transactions of a campaign need of the outside: time, ids, links. All three are safe from any thread.
struct Context {
    const Clock& clock;
    Random& random;
    const LinkSigner& links;
};

}  // namespace tiller::campaign
