#pragma once
// The key of the management interface, until users and sessions come: whoever can read the data folder may manage.
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace tiller::installation {

/// Whoever has the key of the data folder is an owner without a name.
inline constexpr std::string_view kKeyHolder = "admin.key";

/// The key in DIR/admin.key; made at the first start (mode 0600, 256 random bits). Throws std::runtime_error if it can
/// be neither read nor made.
std::string ensure_admin_key(const std::string& data_dir, Random& random);

/// The key, for programs that must not make one.
Result<std::string> read_admin_key(const std::string& data_dir);

}  // namespace tiller::installation
