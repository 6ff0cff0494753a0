#pragma once
// Refusals that carry a code of the contract.
#include <string>
#include <string_view>
#include <variant>

#include "base/fault.h"
#include "model/wire_code.h"

namespace tiller::cloud {

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
