#pragma once
// The single looks of the doctor. Where a look is a measurement, its judgement is a function of its own, for the tests.
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "doctor/doctor.h"
#include "engines/engine.h"
#include "engines/packs/pack.h"
#include "sip/sip.h"

namespace tiller::doctor {

using Checks = std::vector<Check>;

/// Is the data folder locked by a running tiller?
bool is_in_use(const std::string& data_dir);

Checks check_ports(const DoctorOptions& options);
/// Writable, room on the disk, time of a flush.
Checks check_data_folder(const std::string& data_dir);
/// The whole structure of the database: takes as long as the disk needs to read it.
Checks check_database(const std::string& data_dir);
/// Whether master.key is there and opens what the database holds.
Check check_master_key(const std::string& data_dir);
/// Whether the installation is on hold (store/hold.h); nothing to tell if it is not.
Checks check_hold(const std::string& data_dir);
/// Copies from before secrets were sealed.
Checks check_plain_copies(const std::string& data_dir);
Check judge_free_space(uint64_t bytes, const std::string& where);
Check judge_flush(Millis typical, Millis slowest);

/// The same clock, read twice.
struct ClockReading {
    Instant wall;
    Millis steady;
};
ClockReading read_clock(const Clock& clock);
Check judge_clock(const ClockReading& first, const ClockReading& second);
Check check_zones();
Check check_file_limit();
Check judge_file_limit(uint64_t limit);
Check check_real_time_priority();

/// The engines, and one spoken sentence for each language of the installation's robots (English anyway).
Checks check_speech(const DoctorOptions& options);
/// What decides who speaks, and whether words are recognized.
Checks check_hearing(const DoctorOptions& options);
/// Each engine from outside, tried out.
Checks check_engines(const DoctorOptions& options, const Clock& clock);
/// What states that a language model runs can be given.
struct ModelMeans {
    std::vector<engines::Engine> engines;  // those that are switched on
    std::vector<engines::Pack> packs;
};
/// Whether the states of a robot that models run find their model, and somebody who hears any words; nothing to tell of a
/// robot without such states.
Checks judge_models(const std::string& robot, const std::string& yaml, const ModelMeans& means);
/// The same of all published robots.
Checks check_models(const DoctorOptions& options);
/// OPTIONS (RFC 3261 section 11) to every server of the lines of the data folder.
Checks check_lines(const DoctorOptions& options);
Check judge_options(const std::string& name, const std::string& server, bool has_credentials, Millis limit,
                    const sip::OptionsReport& report);

}  // namespace tiller::doctor
