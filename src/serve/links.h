#pragma once
// What the links that we hand out begin with, and what signs them.
#include <string>

#include "base/random.h"
#include "serve/settings.h"
#include "store/store.h"

namespace tiller::serve {

/// The key under which links are signed: made once, kept sealed in the database.
std::string link_key(store::Store& store, Random& random);

/// What links begin with: the setting, or where this machine is reached. Without a slash at the end.
std::string public_url(const Settings& settings);

}  // namespace tiller::serve
