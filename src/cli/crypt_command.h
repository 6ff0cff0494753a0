#pragma once
// `tiller crypt`: encrypts and decrypts files as bodies are on the wire, so that an integrator can try
// (docs/encryption.md).
#include <CLI/CLI.hpp>
#include <functional>

#include "base/result.h"

namespace tiller::cli {

/// Adds the command; the returned function runs it once the command line is parsed.
std::function<Result<void>()> add_crypt(CLI::App& program);

}  // namespace tiller::cli
