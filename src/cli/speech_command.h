#pragma once
// `tiller speech`: model packs of a data folder (docs/engines.md, "Model packs").
#include <CLI/CLI.hpp>
#include <functional>

#include "base/result.h"

namespace tiller::cli {

/// Adds the command; the returned function runs it once the command line is parsed.
std::function<Result<void>()> add_speech(CLI::App& program);

}  // namespace tiller::cli
