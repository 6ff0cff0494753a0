#pragma once
// Packs as engines: what the rest of the house sees of them.
#include <memory>

#include "engines/packs/pack.h"
#include "engines/packs/pack_worker.h"
#include "hearing/recognizer.h"
#include "speech/speech.h"

namespace tiller::engines {

/// Precondition: a whisper or zipformer pack. Utterances wait their turn on a thread of the recognizer's, at most
/// kMostWaitingUtterances; there are no partial words. Recognitions must not outlive it.
inline constexpr size_t kMostWaitingUtterances = 20;
std::unique_ptr<hearing::Recognizer> open_pack_recognizer(const Pack& pack, const PackPrograms& programs,
                                                          const Clock& clock);

/// Precondition: a piper pack.
std::unique_ptr<speech::Engine> open_pack_voice(const Pack& pack, const PackPrograms& programs, const Clock& clock);

/// Loads it, and has it do its work once: an utterance of silence, or a short text. Errors: unavailable, invalid (it does
/// not what a pack of its kind does).
Result<void> try_pack(const Pack& pack, const PackPrograms& programs, const Clock& clock);

}  // namespace tiller::engines
