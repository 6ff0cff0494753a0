#pragma once
// The packs of a data folder: packs/NAME, each as its archive brought it.
#include <string>
#include <vector>

#include "engines/packs/pack_engines.h"

namespace tiller::engines {

std::string packs_folder(const std::string& data_dir);

/// Those that can be read, by name; what is wrong with others goes to the log. Files are not hashed anew: that is done
/// when a pack is installed, and what is damaged since ends its worker only.
std::vector<Pack> list_packs(const std::string& data_dir);

/// Unpacks an archive (tar, compressed as it may be, or zip) whose SHA-256 must be the one given, checks the manifest and
/// every file, has the pack do its work once, and only then puts it in its place: a pack is there whole and working, or
/// not at all. Errors: invalid (what is wrong with it), conflict (a pack of this name is there), unavailable (disk,
/// worker).
Result<Pack> install_pack(const std::string& archive, const std::string& sha256, const std::string& data_dir,
                          const PackPrograms& programs, const Clock& clock);

/// Errors: not_found, unavailable.
Result<void> remove_pack(const std::string& name, const std::string& data_dir);

}  // namespace tiller::engines
