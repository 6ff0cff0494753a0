#pragma once
// The first way in: a user "admin" whose password is in a file of the data folder until it is changed.
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

namespace tiller::installation {

inline constexpr const char* kFirstUser = "admin";

/// If there is no user yet: makes "admin", an owner with a one-time password in DIR/first-password (mode 0600). True if
/// it did. Throws std::runtime_error if the file cannot be written.
bool ensure_first_user(store::Store& store, const Clock& clock, Random& random);
/// The password was changed: the file is of no use any more.
void remove_first_password(store::Store& store);

}  // namespace tiller::installation
