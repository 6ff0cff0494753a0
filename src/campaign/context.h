#pragma once
#include "base/clock.h"
#include "base/crypto/signed_link.h"
#include "base/random.h"
#include "journal/journal.h"

namespace tiller::campaign {

/// What the transactions of a campaign need of the outside: time, ids, links, and whom they tell what happened. All of
/// it is safe from any thread.
struct Context {
    const Clock& clock;
    Random& random;
    const LinkSigner& links;
    const journal::Journal& journal;
    int64_t run = 0;  // of the node that makes calls (store/nodes.h); 0 for who makes none
};

}  // namespace tiller::campaign
