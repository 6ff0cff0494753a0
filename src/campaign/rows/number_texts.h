#pragma once
#include <simdjson.h>

#include <map>
#include <string>
#include <string_view>

namespace tiller::campaign {

/// How a client wrote the numbers in its rows that are parsed as doubles: 84.50 becomes 84.5, and an integer beyond 64
/// bits loses digits; a call record echoes what was sent. Immutable.
class NumberTexts {
  public:
    /// `json`: an object with the rows in `Details`. Of what is no such object, nothing is found.
    explicit NumberTexts(std::string_view json);

    /// The number that row `row` (from 1) has first under this key; empty if there is none.
    std::string_view find(uint32_t row, std::string_view key) const;

  private:
    void read_row(uint32_t row, simdjson::ondemand::object object);

    simdjson::padded_string json_;
    std::map<uint32_t, std::map<std::string, std::string_view, std::less<>>> texts_;  // views of json_
};

}  // namespace tiller::campaign
