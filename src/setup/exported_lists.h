#pragma once
// Do-not-call lists and consents as a set-up file holds them.
#include <string>
#include <vector>

#include "setup/setup.h"
#include "store/handles.h"

namespace tiller::setup {

/// Adds all lists and consents to a set-up of what is installed; lists for all accounts stand in the first account.
/// What a set-up file has no room for is left out: "do-not-call list registry of demo (123456 numbers)".
std::vector<std::string> add_number_lists(store::Db& db, Setup& setup);
/// As comments of the file.
std::string told_left_out(const std::vector<std::string>& left_out);

}  // namespace tiller::setup
