#pragma once
// JSON out: a writer that appends to one string. JSON in: simdjson, included where it is needed (it is a heavy header).
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tiller {

/// Writes one JSON value into a string. Not thread-safe. Calls must nest correctly: keys only inside objects.
class JsonWriter {
  public:
    JsonWriter();
    ~JsonWriter();
    JsonWriter(JsonWriter&&) noexcept;

    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);

    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(bool truth);
    void value(double number);
    template <std::integral N>
    void value(N number) {
        integer(static_cast<int64_t>(number));
    }
    void null();
    /// Text that is JSON already, e.g. a stored row.
    void raw(std::string_view json);

    template <class V>
    void field(std::string_view name, const V& v) {
        key(name);
        value(v);
    }
    void raw_field(std::string_view name, std::string_view json) {
        key(name);
        raw(json);
    }

    /// What was written so far; whole once every begin has its end.
    std::string_view text() const;
    /// Takes the text and leaves the writer empty.
    std::string take();

  private:
    void integer(int64_t number);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tiller
