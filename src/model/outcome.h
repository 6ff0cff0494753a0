#pragma once
// The words of the contract for how calls, tasks and plans stand (docs/contract/voice.md, "Status words").
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tiller {

/// How a number, or one attempt at it, ended.
enum class Outcome : uint8_t {
    none,  // not ended yet
    answered,
    voicemail,
    busy,
    no_answer,
    rejected,
    invalid_number,
    unreachable,
    failed,
    dnc,
    blocked,
    cancelled,
    expired,
    unknown,
};

inline constexpr std::array<std::string_view, 14> kOutcomeNames = {
    "",       "answered", "voicemail", "busy",      "no_answer", "rejected", "invalid_number", "unreachable",
    "failed", "dnc",      "blocked",   "cancelled", "expired",   "unknown"};

constexpr std::string_view to_name(Outcome outcome) { return kOutcomeNames[static_cast<size_t>(outcome)]; }
constexpr std::optional<Outcome> parse_outcome(std::string_view name) {
    for (size_t i = 1; i < kOutcomeNames.size(); ++i) {
        if (kOutcomeNames[i] == name) return static_cast<Outcome>(i);
    }
    return std::nullopt;
}

/// A set of outcomes as bits: for RepeatOn and Include.
using OutcomeSet = uint32_t;
constexpr OutcomeSet bit(Outcome outcome) { return 1u << static_cast<unsigned>(outcome); }
constexpr bool contains(OutcomeSet set, Outcome outcome) { return (set & bit(outcome)) != 0; }

/// Somebody or something picked up: the number was connected.
constexpr bool is_connected(Outcome outcome) { return outcome == Outcome::answered || outcome == Outcome::voicemail; }

enum class Status : uint8_t { waiting, running, paused, finished, stopped };
inline constexpr std::array<std::string_view, 5> kStatusNames = {"waiting", "running", "paused", "finished", "stopped"};
constexpr std::string_view to_name(Status status) { return kStatusNames[static_cast<size_t>(status)]; }
constexpr std::optional<Status> parse_status(std::string_view name) {
    for (size_t i = 0; i < kStatusNames.size(); ++i) {
        if (kStatusNames[i] == name) return static_cast<Status>(i);
    }
    return std::nullopt;
}
constexpr bool has_ended(Status status) { return status == Status::finished || status == Status::stopped; }

/// The business line of an account.
enum class Service : uint8_t { collection, telemarketing, infocheck };
inline constexpr std::array<std::string_view, 3> kServiceNames = {"collection", "telemarketing", "infocheck"};
constexpr std::string_view to_name(Service service) { return kServiceNames[static_cast<size_t>(service)]; }
constexpr std::optional<Service> parse_service(std::string_view name) {
    for (size_t i = 0; i < kServiceNames.size(); ++i) {
        if (kServiceNames[i] == name) return static_cast<Service>(i);
    }
    return std::nullopt;
}

}  // namespace tiller
