#pragma once
// The codes of the contract (docs/contract/errors.md) and refusals that carry them.
#include <string>
#include <string_view>
#include <variant>

namespace tiller::cloud {

// Codes that more than one page uses, and HTTP's own.
namespace code {
inline constexpr int kOk = 200, kNotJson = 400, kToken = 401, kNoPath = 404, kIdempotencyConflict = 409,
                     kTooLarge = 413, kMediaType = 415, kTooMany = 429, kInternal = 500, kUnavailable = 503;
inline constexpr int kParameterMissing = 10301, kParameterWrong = 10302, kLineWrong = 10407, kNumberWrong = 10416;
inline constexpr int kOperationTaskMissing = 10502, kOperationTaskUnknown = 10503, kOperationFailed = 10504;
inline constexpr int kQueryTaskMissing = 10701, kQueryTaskUnknown = 10702;
inline constexpr int kPlanNameExists = 10801, kPlanDate = 10802, kNotCreated = 10901, kEnded = 10904;
}  // namespace code

/// The text of a code, without a full stop; empty for one that the contract does not have.
std::string_view error_text(int code);

/// A code below 1000 is also the HTTP status; a business code rides on 200 (docs/contract/README.md rule 2).
constexpr int http_status(int code) { return code < 1000 ? code : 200; }

/// Why a request is refused.
struct Fault {
    int code = code::kParameterWrong;
    std::string detail;       // what exactly was wrong: field, value, rule
    std::string data = "{}";  // JSON
};

/// `PlanName "x": no such plan`. The value is cut at 64 characters, and escaped if it cannot be printed.
std::string wrong_value(std::string_view field, std::string_view value, std::string_view rule);
Fault wrong(int code, std::string_view field, std::string_view value, std::string_view rule);
/// `Strategy: is required`.
Fault missing(int code, std::string_view field);

/// A value, or why there is none.
template <class T>
class [[nodiscard]] Checked {
  public:
    Checked(T value) : state_(std::move(value)) {}      // NOLINT: implicit by intent
    Checked(Fault fault) : state_(std::move(fault)) {}  // NOLINT: implicit by intent

    bool ok() const { return state_.index() == 0; }
    T& operator*() { return std::get<0>(state_); }
    T* operator->() { return &std::get<0>(state_); }
    const Fault& fault() const { return std::get<1>(state_); }

  private:
    std::variant<T, Fault> state_;
};

}  // namespace tiller::cloud
