#pragma once
// Every number and name that an operator may change: one table for the command line, the settings file and --help.
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "engines/packs/pack_worker.h"
#include "hearing/hearing.h"

namespace tiller::serve {

enum class SettingKind { text, address, whole, duration, truth, port_range, choice };

struct Setting {
    std::string_view name;  // "record_calls": in the file; "--record-calls": on the command line
    SettingKind kind;
    std::string_view fallback;  // the default, as it would be written
    std::string_view sentence;
    int64_t least = 0, most = 0;    // of whole numbers
    std::string_view choices = {};  // of a choice: "drop|refuse"
};

std::span<const Setting> settings_table();

/// Values by name, each checked against its kind. Later `set`s win: defaults, then the file, then the command line.
class Settings {
  public:
    Settings();

    /// Error: `record_calls "maybe": must be on or off`; an unknown name is an error too.
    Result<void> set(std::string_view name, std::string_view value);
    /// A YAML file of `name: value` lines. The error names file, line and setting.
    Result<void> load(const std::string& path);

    const std::string& text(std::string_view name) const;
    int64_t whole(std::string_view name) const;
    bool truth(std::string_view name) const;
    Millis duration(std::string_view name) const;
    /// Of an address "host:port" (host may be a bracketed IPv6 literal).
    std::string host(std::string_view name) const;
    int port(std::string_view name) const;
    std::pair<int, int> port_range(std::string_view name) const;

  private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// What this node is called: `node`, or the host's name.
std::string node_name_of(const Settings& settings);

/// The program that speaks other languages than English: what `espeak_helper` says, "auto" resolved; empty for none.
std::string espeak_helper_of(const Settings& settings);

/// How calls are listened to, the place of Silero's files resolved.
hearing::HearingOptions hearing_of(const Settings& settings);
/// What runs model packs: tiller-speech-worker beside this program, and the folder that `speech_library` says, "auto"
/// resolved. Errors: not_found, which of them is not there.
Result<engines::PackPrograms> pack_programs_of(const Settings& settings);

}  // namespace tiller::serve
