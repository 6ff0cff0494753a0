#pragma once
#include <string>
#include <vector>

namespace tiller::cli {

/// What to tell whoever typed secrets into a command line, which every user of the machine can read while it runs: in
/// one sentence, with the words but not the secrets; empty if there are none. `words` are those behind the program's
/// name.
std::string warning_of_typed_secrets(const std::vector<std::string>& words);

}  // namespace tiller::cli
