#pragma once
// The set-up file, read and checked as a whole: whoever has faults has all of them, and nothing was changed.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/fault.h"
#include "base/result.h"
#include "form/declare.h"
#include "setup/setup.h"

namespace tiller::setup {

/// The outside of a set-up file.
struct SetupSource {
    std::string name = "setup.yaml";  // for messages
    /// Reads the file that a robot names, relative to the set-up file. Empty: robots must bring their `definition`.
    std::function<Result<std::string>(const std::string& path)> read_file;
    /// An environment variable. Empty: `${NAME}` is refused.
    std::function<std::optional<std::string>(const std::string& name)> environment;
    form::Reading reading = form::Reading::file;
};

/// Files beside `setup_path` and this process's environment: for whoever types `tiller apply`. A server that was sent
/// the text must not use it, or the sender could read the server's files.
SetupSource local_source(const std::string& setup_path);

/// Never throws. The faults are in the order of the file; those of robot files come where their robot stands.
std::variant<Setup, std::vector<Fault>> read_setup(std::string_view yaml, const SetupSource& source);

/// The set-up as one text without files and variables, itself a set-up file: what `tiller apply` sends to a server.
/// Holds the secrets.
std::string to_setup_text(const Setup& setup);

/// The same for people, with dialogues as blocks.
std::string to_setup_yaml(const Setup& setup);
/// What `tiller export` writes: the same, with a word on the secrets.
std::string export_text(const Setup& setup);

}  // namespace tiller::setup
