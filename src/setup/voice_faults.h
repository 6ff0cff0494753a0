#pragma once
#include <functional>
#include <vector>

#include "base/fault.h"
#include "base/result.h"
#include "setup/setup.h"
#include "setup/setup_reader.h"

namespace tiller::setup {

/// Whether a voice here speaks a language (speech/speech.h).
using HasVoice = std::function<Result<void>(const std::string& language, const std::string& voice)>;

/// Robots of a set-up that no voice can speak: they would call people and say nothing. A voice of an engine that the
/// set-up itself names is taken: it speaks once that is applied.
std::vector<Fault> voice_faults(const Setup& setup, const HasVoice& has_voice);

}  // namespace tiller::setup
