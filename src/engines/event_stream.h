#pragma once
// Server-sent events (WHATWG HTML, section 9.2) as they arrive, of which only the data is wanted.
#include <functional>
#include <string>
#include <string_view>

namespace tiller::engines {

/// Not thread-safe.
class EventStream {
  public:
    static constexpr size_t kMostWaiting = 256u << 10;  // bytes of an event that is not whole yet

    /// Calls `take` with the data of each event that is whole now, until that returns false. False then, and for an
    /// event that is too large.
    bool feed(std::string_view piece, const std::function<bool(std::string_view data)>& take);

  private:
    bool take_line(std::string_view line, const std::function<bool(std::string_view)>& take);

    std::string line_, data_;
    bool has_data_ = false, ended_in_return_ = false;
};

}  // namespace tiller::engines
