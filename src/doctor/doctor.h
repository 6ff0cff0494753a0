#pragma once
// `tiller doctor`: looks at everything that a working installation needs and says what is wrong and what to do. Changes
// nothing; a file for the disk's measurement is removed again.
#include <string>
#include <vector>

#include "base/clock.h"
#include "hearing/hearing.h"

namespace tiller::doctor {

enum class Grade { ok, warning, error };

/// What one look found.
struct Check {
    Grade grade = Grade::ok;
    std::string name;    // "port 127.0.0.1:8080 (http)"
    std::string found;   // "free", "no answer from 192.0.2.1:5060 (udp) within 5 s"
    std::string advice;  // what to do; empty if all is well
};

struct DoctorOptions {
    std::string data_dir = "data";
    std::string http = "127.0.0.1:8080", sip = "0.0.0.0:5060";  // empty: not looked at
    std::string line;                                           // only the line of this name; empty: all lines
    std::string espeak_helper;                                  // as in speech::SpeechOptions
    hearing::HearingOptions hearing;                            // its files
    std::string tls_folder;                                     // as in sip::EndpointOptions
    Millis line_timeout{5'000};                                 // for a line's answer
};

/// All checks, in a fixed order. Takes a second, and up to `line_timeout` more when a line is silent.
std::vector<Check> examine(const DoctorOptions& options, const Clock& clock);

Grade worst(const std::vector<Check>& checks);
/// For people: a line for each check, with its advice below.
std::string to_text(const std::vector<Check>& checks);
/// {"ok":false,"checks":[{"name":…,"grade":"error","found":…,"advice":…}]}
std::string to_json(const std::vector<Check>& checks);

}  // namespace tiller::doctor
