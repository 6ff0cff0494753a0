#pragma once
// Errors that a caller can act on are values: Result<T> holds a T or an Error.
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace tiller {

enum class ErrorKind {
    invalid,      // the input breaks a rule; the message names field, value and rule
    not_found,    // no such thing, or not for this caller
    conflict,     // it exists already, or its state forbids the operation
    unavailable,  // try again later: shutting down, disk full, peer away
    internal,     // a bug, or an outside failure that nobody can mend by trying again
};

/// A failure with a message that a user may read.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;
};

inline Error invalid(std::string message) { return {ErrorKind::invalid, std::move(message)}; }
inline Error not_found(std::string message) { return {ErrorKind::not_found, std::move(message)}; }
inline Error conflict(std::string message) { return {ErrorKind::conflict, std::move(message)}; }
inline Error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }
inline Error internal_error(std::string message) { return {ErrorKind::internal, std::move(message)}; }

/// Either a value or an Error. Reading the wrong one is a bug and throws std::logic_error.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::move(value)) {}      // NOLINT: implicit by intent
    Result(Error error) : state_(std::move(error)) {}  // NOLINT: implicit by intent

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return check(), std::get<0>(state_); }
    const T& value() const& { return check(), std::get<0>(state_); }
    T&& value() && { return check(), std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const { return std::get<1>(state_); }

  private:
    void check() const {
        if (!ok()) throw std::logic_error("Result read without a value: " + std::get<1>(state_).message);
    }
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by intent
    bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *error_; }

  private:
    std::optional<Error> error_;
};

}  // namespace tiller
