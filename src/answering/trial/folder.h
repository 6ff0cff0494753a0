#pragma once
// Recordings of real calls with the truth beside them.
#include <functional>
#include <string>
#include <vector>

#include "answering/trial/sample_call.h"
#include "base/result.h"

namespace tiller::answering::trial {

/// A recording and who answered in it.
struct Labelled {
    std::string path, name;
    Truth truth = Truth::person;
};

/// What `folder` holds: recordings in its folders person/, machine/ and nobody/, or those that truth.csv in it lists
/// (columns `file` and `who`: person, machine or nobody). In the order of their names.
/// Errors: invalid or not_found, naming the file or the line.
Result<std::vector<Labelled>> list_recordings(const std::string& folder);

/// Any format that libsndfile reads (WAV, MP3, FLAC, Ogg), any rate from 8000 Hz. Of two channels the first counts: the
/// callee, in Tiller's own recordings. What is longer than two minutes is cut. Errors: invalid, naming the file.
Result<AudioPtr> read_recording(const std::string& path);

}  // namespace tiller::answering::trial
