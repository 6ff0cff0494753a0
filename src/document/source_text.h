#pragma once
// The bytes of a dialogue file and the way from a byte back to a line and a column, and the list of faults found in it.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"

namespace tiller::document {

/// Knows where a byte of the file stands. Keeps a view: the text must outlive it.
class SourceText {
  public:
    explicit SourceText(std::string_view text);

    std::string_view text() const { return text_; }

    /// Line and column of a byte.
    TextPlace place(size_t at) const;

    /// The byte from which character `offset` of a scalar's value was read, the scalar beginning at byte `scalar_at`.
    /// Looks through quotes, folded lines and simple escapes; beyond what it understands it stays at the last byte
    /// that it was sure of.
    size_t inside_scalar(size_t scalar_at, std::string_view value, size_t offset) const;

  private:
    std::string_view text_;
    std::vector<size_t> line_starts_;
};

/// Gathers faults by byte and hands them out by place.
class Faults {
  public:
    /// More are not told: whoever has a hundred begins with the first.
    static constexpr size_t kMost = 100;

    explicit Faults(const SourceText& source) : source_(source) {}

    void add(size_t at, std::string message, int code = 0);
    bool empty() const { return faults_.empty(); }
    bool is_full() const { return faults_.size() >= kMost; }
    const SourceText& source() const { return source_; }
    /// In the order of the file.
    std::vector<Fault> take();

  private:
    const SourceText& source_;
    std::vector<Fault> faults_;
};

}  // namespace tiller::document
