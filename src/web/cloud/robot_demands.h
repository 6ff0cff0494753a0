#pragma once
// What the robots of a list ask of its rows.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/setup.h"

namespace tiller::cloud {

/// Gathers robots; then judges values. Not thread-safe.
class RobotDemands {
  public:
    /// A robot's published version.
    void add(store::Db& db, const store::Robot& robot);

    /// Is every robot bound to this platform name?
    bool are_bound_to(std::string_view platform) const;

    /// What the robots say of the callee: name → must it be known?
    const std::map<std::string, bool, std::less<>>& variables() const { return variables_; }

    /// Why a robot cannot speak; empty if all can. `has_voice`: by language and voice.
    using HasVoice = std::function<Result<void>(const std::string& language, const std::string& voice)>;
    std::string voice_fault(const HasVoice& has_voice) const;

    /// Does any robot speak a variable in a prompt that is SSML?
    bool speak_markup() const { return !in_ssml_.empty(); }
    /// Why the value would break such a prompt (10905); nothing if it does not.
    std::optional<std::string> markup_fault(std::string_view field, std::string_view value) const;

  private:
    std::vector<std::vector<std::string>> platforms_;  // of each robot; an empty list is bound to every platform
    std::set<std::string, std::less<>> in_ssml_;       // names of variables
    std::map<std::string, bool, std::less<>> variables_;
    struct Voice {
        std::string robot, language, voice;
    };
    std::vector<Voice> voices_;
};

}  // namespace tiller::cloud
